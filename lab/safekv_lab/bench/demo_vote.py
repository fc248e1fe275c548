"""The vote, as the demo shows it on a real server in mode `ledger`: the policy's ε and δ, one draw.

Every owner sends two prompts: the workload's own, and the same with a customer's record in it. Before the draw a
newcomer computes both alone. After it, a newcomer hits the first one, and computes the second one alone as before.
"""

from __future__ import annotations

import itertools
import random
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.config import Ledger
from safekv.errors import EngineError
from safekv.ledger.selection import SURE, StoppedDraw
from safekv_lab.bench.client import Client
from safekv_lab.bench.deployment import Deployment, prepare
from safekv_lab.bench.release import status
from safekv_lab.bench.server import BLOCK_SIZE
from safekv_lab.bench.workloads import agents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from safekv_lab.bench.server import Server
    from safekv_lab.bench.workloads.workload import Declared, Json, Workload

OWNERS = 40
"""Owners that vote, more than enough for certainty (28)."""

NEWCOMERS = 3
"""Who asks for one prompt before the draw, or after it; the median of their times counts."""

COMMON, RECORD = "all use it", "with a record"
PROMPTS = (COMMON, RECORD)

LIFE_SECONDS = 120.0
"""What is released lives so long at least: publication, the newcomers and the workload are to fit in."""

PUBLISHED_WITHIN = 60.0
"""Seconds after the draw within which what was released is published, on a slow machine too."""

_POLL_SECONDS = 2.0
_MARGIN = 1.3
_VOTERS = tuple(f"owner-{number}" for number in range(OWNERS))
_WITNESSES = tuple(f"witness-{number}" for number in range(int(PUBLISHED_WITHIN / _POLL_SECONDS) + 2))
_NEWCOMERS = tuple(f"newcomer-{number}" for number in range(2 * NEWCOMERS * len(PROMPTS)))

TENANTS = (*_VOTERS, *_WITNESSES, *_NEWCOMERS)
"""All who need a key, beside the workload's own tenants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One newcomer's first request. Lengths in tokens, `ttft` in seconds. `after`: the draw and the publication."""

    prompt: str
    after: bool
    prompt_tokens: int
    cached_tokens: int
    ttft: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What was voted for, and what came of it. `public_tokens`: of the prompt that all use, in whole blocks.

    `sent_seconds`: how long the votes took; `published_seconds`: from the draw until a newcomer first hit the prompt,
    None if nobody did.
    """

    owners: int
    epsilon: float
    delta: float
    public_tokens: int
    sent_seconds: float
    published_seconds: float | None
    looks: tuple[Look, ...]
    last_draw: Mapping[str, object]

    @property
    def chance(self) -> float:
        """Probability with which one draw releases what so many owners use."""
        draw = StoppedDraw(epsilon=self.epsilon, delta=self.delta, draws=1, min_owners=Ledger().min_owners)
        return draw.hazard(self.owners) / SURE

    def seen(self, prompt: str, *, after: bool) -> list[Look]:
        """The looks at one prompt, before or after."""
        return [look for look in self.looks if (look.prompt, look.after) == (prompt, after)]


def deployment(directory: Path, *, start_seconds: float, cold_seconds: float) -> Deployment:
    """A policy whose draw comes when all have voted, if a start and the computing of a prompt take so long."""
    vote = {"epsilon": Ledger().epsilon, "delta": Ledger().delta}
    until = _MARGIN * (start_seconds + voting_seconds(cold_seconds))
    return prepare(directory, now=time.time(), until_draw=until, life=max(LIFE_SECONDS, until), ledger=vote)


def voting_seconds(cold_seconds: float) -> float:
    """How long the votes and the first looks take."""
    return (OWNERS + NEWCOMERS) * len(PROMPTS) * cold_seconds


def play(
    server: Server,
    workload: Workload,
    place: Deployment,
    *,
    seed: int,
    cold_seconds: float,
    say: Callable[[str], None],
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Vote:
    """Let the owners vote, wait for the draw, and look. The server runs under the policy of `place`.

    Raises EngineError when a request fails, or the votes do not fit between two draws.
    """
    return _Play(server, workload, place, seed=seed, say=say, clock=clock, sleep=sleep).run(cold_seconds)


class _Play:
    def __init__(
        self,
        server: Server,
        workload: Workload,
        place: Deployment,
        *,
        seed: int,
        say: Callable[[str], None],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._server = server
        self._tools = workload.declared.tools
        self._prompts = {
            COMMON: workload.declared.messages,
            RECORD: with_record(workload.declared, random.Random(f"record {seed}")),
        }
        self._place = place
        self._draw = place.draw
        self._say = say
        self._clock = clock
        self._sleep = sleep
        self._newcomers = iter(_NEWCOMERS)

    def run(self, cold_seconds: float) -> Vote:
        self._wait_for_time(voting_seconds(cold_seconds))
        began = self._clock()
        self._say(f"{OWNERS} owners send the prompt, and the same with a customer's record")
        for voter in _VOTERS:
            for prompt in PROMPTS:
                self._ask(voter, prompt, after=False)
        sent = self._clock() - began
        before = self._looks(after=False)
        if self._clock() >= self._draw:
            raise EngineError(
                f"the votes took {self._clock() - began:.0f} s and the draw came before the last; is the machine busy?"
            )
        self._say(f"all have voted; the draw is in {self._draw - self._clock():.0f} s, nothing is shared until then")
        self._sleep(max(0.0, self._draw - self._clock()))
        self._say("the draw; ChunkGuard judges what has won, and what it lets through is computed and published")
        published = self._until_published()
        return Vote(
            owners=OWNERS,
            epsilon=float(self._place.load().ledger.epsilon),
            delta=float(self._place.load().ledger.delta),
            public_tokens=self._public_tokens(),
            sent_seconds=round(sent, 2),
            published_seconds=published,
            looks=(*before, *self._looks(after=True)),
            last_draw=status(self._server)["release"].get("last_draw") or {},
        )

    def _wait_for_time(self, needed: float) -> None:
        """The server may have taken longer to start than was thought: then the next draw is the one."""
        while self._clock() + needed > self._draw:
            wait = max(0.0, self._draw - self._clock())
            self._say(f"the start took longer than it was thought to; the vote waits {wait:.0f} s for the next period")
            self._sleep(wait)
            self._draw += self._place.period_seconds
            if needed > self._place.period_seconds:
                return

    def _until_published(self) -> float | None:
        """Seconds from the draw until somebody new hits the prompt that all use."""
        for witness in _WITNESSES:
            waited = self._clock() - self._draw
            if self._ask(witness, COMMON, after=True).cached_tokens:
                return round(waited, 2)
            if waited > PUBLISHED_WITHIN:
                break
            self._sleep(_POLL_SECONDS)
        return None

    def _looks(self, *, after: bool) -> list[Look]:
        """Newcomers ask for every prompt; one asks for one only, since what it has asked for is its own."""
        places = itertools.product(range(NEWCOMERS), PROMPTS)
        return [self._ask(next(self._newcomers), prompt, after=after) for _, prompt in places]

    def _ask(self, tenant: str, prompt: str, *, after: bool) -> Look:
        messages = [*self._prompts[prompt], {"role": "user", "content": f"Hello, I am {tenant}."}]
        with Client(self._server.url, self._server.key(tenant)) as client:
            answer = client.chat(messages, tools=self._tools, max_tokens=2)
        return Look(
            prompt=prompt,
            after=after,
            prompt_tokens=len(answer.prompt_ids),
            cached_tokens=answer.cached_tokens,
            ttft=answer.ttft,
        )

    def _public_tokens(self) -> int:
        with Client(self._server.url, self._server.key(_VOTERS[0])) as client:
            tokens = client.tokenize(self._prompts[COMMON], tools=self._tools, add_generation_prompt=False)
        return len(tokens) // BLOCK_SIZE * BLOCK_SIZE


def with_record(declared: Declared, rng: random.Random) -> tuple[Json, ...]:
    """The declared messages with an invented customer's record in the middle of the last one.

    In the middle: both prompts are to begin alike and to end alike, and yet to have no unit in common.
    """
    *before, last = declared.messages
    text = str(last["content"])
    middle = text.find("\n", len(text) // 2)
    record = f"\nThis case: {agents.customer(rng).opening}"
    return (*before, {**last, "content": text[:middle] + record + text[middle:]})


def rows(vote: Vote) -> Iterator[tuple[str, Sequence[Look], float]]:
    """What a table and a picture show: a title, the looks, their median TTFT in seconds."""
    for prompt, after in ((COMMON, False), (COMMON, True), (RECORD, False), (RECORD, True)):
        looks = vote.seen(prompt, after=after)
        if looks:
            title = f"{prompt}, {'after' if after else 'before'}"
            yield title, looks, statistics.median(look.ttft for look in looks)
