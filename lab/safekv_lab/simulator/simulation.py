"""A trace through one or several replicas, in one mode: who is sent where and when, and what is published meanwhile.

Events are the requests, in the order in which they reach a queue, and the draws, whose times are fixed in advance.
Between two events every replica runs by its own clock.
"""

from __future__ import annotations

import heapq
import itertools
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common, Holder
from safekv.cache.evict import DEFAULT, POLICIES
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition, Share
from safekv.config import Cache, Ledger
from safekv.errors import OperatorError
from safekv.ledger.periods import Schedule
from safekv.ledger.selection import StoppedDraw
from safekv.types import Mode
from safekv_lab.simulator.record import Records
from safekv_lab.simulator.replica import Limits, Replica, Task
from safekv_lab.simulator.sharing import Sharing
from safekv_lab.simulator.votes import Text, Vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from safekv.types import PublishedUnit
    from safekv_lab.simulator.cost import CostModel
    from safekv_lab.simulator.request import Request


_VOTE, _CACHE = Ledger(), Cache()
PARTITION, REGION = Partition(_CACHE.partition), _CACHE.shared
"""What a server does that is not told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How the vote goes: see `safekv.ledger`. A period is in seconds of the trace.

    Periods are an hour, not the policy's week: recorded traces end after an hour or two.
    """

    epsilon: float = _VOTE.epsilon
    delta: float = _VOTE.delta
    min_owners: int = _VOTE.min_owners
    period_seconds: int = 3600
    draws: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is simulated. `blocks` is the memory of each of the `replicas`, `region` the part of it for published units.

    `tenant_share` is what each tenant is allotted, in blocks, where `partition` is not plain. Requests of a
    conversation go to the same replica, or, with `spread` "load", each to the one with the fewest prompt tokens.
    """

    mode: Mode
    blocks: int
    block_tokens: int
    replicas: int = 1
    partition: Partition = PARTITION
    tenant_share: Share | None = None
    policy: str = DEFAULT
    region: float = REGION
    limits: Limits = field(default_factory=Limits)
    spread: str = "session"
    release: Release = field(default_factory=Release)

    def __post_init__(self) -> None:
        if self.mode is Mode.SHARE_ALL_UNSAFE and self.partition is not Partition.PLAIN:
            raise OperatorError("share-all-unsafe has one scope for all: partition it `plain`")
        if self.mode is Mode.DETECTOR:
            raise OperatorError("detector is not simulated: what the guard says of a trace without text is not known")
        if self.policy not in POLICIES:
            raise OperatorError(f"{self.policy}: no such policy; there are {', '.join(POLICIES)}")
        if self.spread not in ("session", "load"):
            raise OperatorError(f"{self.spread}: requests are spread by session or by load")
        if self.partition is Partition.STRICT and self.tenant_share is None:
            raise OperatorError("strict needs the share of a tenant")

    @property
    def region_blocks(self) -> int:
        """Blocks of each replica that published units may take."""
        return int(self.blocks * self.region) if self.mode.publishes else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a trace. `published` counts units; `end` is when the last engine was done."""

    setting: Setting
    records: Records = field(repr=False)
    published: int
    end: float


def simulate(
    requests: Iterable[Request],
    setting: Setting,
    cost: CostModel,
    *,
    declared: Sequence[Text] = (),
    seed: int = 0,
) -> Outcome:
    """Send requests, which come in order of time, through the replicas of a setting.

    `declared` is published from the start, as far as there is room, in this order; not in `isolate`.
    """
    return _Simulation(setting, cost, seed).run(requests, declared)


class _Simulation:
    """The replicas, what is published on all of them, and when the next draw is."""

    def __init__(self, setting: Setting, cost: CostModel, seed: int) -> None:
        release = setting.release
        self._setting = setting
        self._cost = cost
        self._records = Records()
        self._replicas = [self._replica() for _ in range(setting.replicas)]
        self._vote: Vote | None = None
        if setting.mode is Mode.LEDGER:
            selection = StoppedDraw(
                epsilon=release.epsilon, delta=release.delta, draws=release.draws, min_owners=release.min_owners
            )
            self._vote = Vote(selection, random.Random(seed))
        self._sharing = Sharing(setting.mode, vote=self._vote)
        self._schedule = Schedule(period_seconds=release.period_seconds, draws=release.draws)
        self._region = 0
        self._released: list[Text] = []
        self._lives: list[tuple[float, int, PublishedUnit]] = []
        self._count = itertools.count(1)
        self._published = 0

    def run(self, requests: Iterable[Request], declared: Sequence[Text]) -> Outcome:
        """The whole trace, and what is left to do when it is over."""
        if self._setting.mode.publishes:
            self._publish(declared, now=0.0)
            for replica in self._replicas:
                replica.clock = 0.0  # what is declared is computed before anybody is served
        draw = self._schedule.next_after(0.0)
        for ready, row, request in self._by_arrival(requests):
            while self._vote is not None and (due := self._schedule.time_of(draw)) <= ready:
                self._draw(self._vote, due, last=draw.number == self._setting.release.draws)
                draw = self._schedule.next_after(due)
            self._send(request, row, ready)
        for replica in self._replicas:
            replica.advance(float("inf"))
        end = max(replica.clock for replica in self._replicas)
        return Outcome(setting=self._setting, records=self._records, published=self._published, end=end)

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def _by_arrival(self, requests: Iterable[Request]) -> Iterator[tuple[float, int, Request]]:
        """Requests and their rows, in the order in which they reach a queue: a long one takes longer to get there."""
        waiting: list[tuple[float, int, Request]] = []
        for request in requests:
            while waiting and waiting[0][0] <= request.time:
                yield heapq.heappop(waiting)
            row = self._records.add(sent=request.time, prompt=request.prompt_tokens, output=request.output_tokens)
            heapq.heappush(waiting, (request.time + self._cost.before(request.prompt_tokens), row, request))
        while waiting:
            yield heapq.heappop(waiting)

    def _send(self, request: Request, row: int, ready: float) -> None:
        if request.block_tokens != self._setting.block_tokens:
            raise ValueError(f"blocks have {request.block_tokens} tokens, not {self._setting.block_tokens}")
        if request.prompt_tokens < 1:
            raise ValueError("a prompt has one token or more")
        task = Task(
            row=row,
            tenant=request.tenant,
            planned=self._sharing.plan(request),
            prompt_tokens=request.prompt_tokens,
            output_tokens=max(request.output_tokens, 1),
        )
        replica = self._choose(request, ready)
        replica.advance(ready)
        replica.submit(task, ready)

    def _choose(self, request: Request, now: float) -> Replica:
        """Where a request goes. Nobody but who compares loads has to know how far the others are."""
        if self._setting.spread == "session":
            return self._replicas[crc32(request.session.encode()) % len(self._replicas)]
        for replica in self._replicas:
            replica.advance(now)
        return min(self._replicas, key=lambda replica: replica.load)

    # ── publication ──────────────────────────────────────────────────────────────────────────────

    def _draw(self, vote: Vote, now: float, *, last: bool) -> None:
        for replica in self._replicas:
            replica.advance(now)
        gone = self._sharing.withdraw(unit for end, _, unit in self._lives if end <= now) if self._lives else []
        names = set(map(id, gone))
        self._lives = [life for life in self._lives if id(life[2]) not in names]
        for unit in reversed(gone):
            self._region -= len(unit.keys)
            for replica in self._replicas:
                replica.withdraw(unit.keys, now)
        self._released += vote.draw()
        self._released = self._publish(self._released, now=now, life=self._life(now))
        if last:
            vote.close()
            self._released = []

    def _life(self, now: float) -> float:
        """Until when a text lives that a draw at `now` has released; a period's last draw is at its very end."""
        before_now = now - self._schedule.slot / 2
        return self._schedule.life_end(self._schedule.period_of(before_now))

    def _publish(self, texts: Sequence[Text], *, now: float, life: float | None = None) -> list[Text]:
        """Publish texts as far as there is room, everywhere or nowhere. Returns those that there was no room for."""
        fitting, left = [], []
        for text in texts:
            size = len(text.path) - text.start
            room = min(replica.pool.room(Common.SHARED) for replica in self._replicas)
            if self._region + size <= min(self._setting.region_blocks, self._region + room):
                fitting.append(text)
                self._materialise(text, now=now, life=life)
            else:
                left.append(text)
        return left

    def _materialise(self, text: Text, *, now: float, life: float | None) -> None:
        for published in self._sharing.publish([text]):
            unit, keys = published.unit, published.keys
            for replica in self._replicas:
                replica.materialise(keys, parent=self._sharing.key_before(unit), depth=unit.start, now=now)
            self._region += len(keys)
            self._published += 1
            if life is not None:
                self._lives.append((life, next(self._count), published))

    def _replica(self) -> Replica:
        setting = self._setting
        shares: dict[Holder, Share] = {}
        if setting.partition is not Partition.PLAIN:
            shares[Common.SHARED] = Share(cap=setting.region_blocks, guarantee=setting.region_blocks)
        allocator = Allocator(
            capacity=setting.blocks, partition=setting.partition, shares=shares, default=setting.tenant_share
        )
        pool = Pool(allocator, POLICIES[setting.policy])
        return Replica(pool, self._cost, setting.limits, self._records, block_tokens=setting.block_tokens)
