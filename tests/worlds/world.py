"""One world: the real scheduler and the real release process on a virtual clock, without a model and without threads.

What another tenant can observe is recorded: the cached tokens of each of its requests, in order. A prompt is answered
before the next is sent, so that both worlds have the same order of requests; the cache is large enough that nothing is
evicted. Both is what the claim assumes (`strict` memory, the same engine schedule).
"""

from __future__ import annotations

import itertools
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any
from unittest import mock

from vllm.sampling_params import SamplingParams
from vllm.v1.core.sched.interface import PauseState
from vllm.v1.outputs import ModelRunnerOutput
from vllm.v1.request import Request as EngineRequest

from safekv import wire
from safekv.config import Ledger as Settings
from safekv.engines.vllm.control import Command
from safekv.engines.vllm.release_queue import Outgoing
from safekv.engines.vllm.release_stage import ReleaseStage
from safekv.engines.vllm.releases import Releases
from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.engines.vllm.standalone import Engine, Sizes, build_scoped
from safekv.identity.keyring import Keyring
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import DrawTime, Schedule
from safekv.ledger.selection import COIN_BITS, StoppedDraw
from safekv.ledger.store.memory import MemoryStore
from safekv.scope.keys import write_scope
from safekv.types import Clean, Mode, OwnerTag, Sensitive, Tenant, TenantId, UnitId, Verdict
from safekv.worker import ReleaseProcess
from tests.worlds import trace as traces
from tests.worlds.trace import BLOCK, OWNERS, Declare, Event, Incident, Send, Wait

SIZES = Sizes(block_size=BLOCK, num_blocks=4000, max_model_len=256, max_num_seqs=8, max_batched_tokens=512)
SETTINGS = Settings(
    epsilon=1.0, delta=0.009, period_seconds=traces.PERIOD_SECONDS, draws_per_period=traces.DRAWS, max_contributions=4
)
START = 1_000_000_000.0
"""Unix time at which every trace begins: the beginning of a period."""

SENSITIVE_TOKEN = 2200
"""A text that holds it is called sensitive."""

OWNER_OF = {tenant: owner for owner, tenants in OWNERS.items() for tenant in tenants}


class World:
    """Plays traces, one after the other, each from a clean start."""

    def __init__(self, directory: Path, *, mode: Mode = Mode.LEDGER) -> None:
        logging.getLogger("vllm").setLevel(logging.CRITICAL)
        self._mode = mode
        self.now = START
        policy = {"mode": mode.value, "ledger": SETTINGS.model_dump(mode="json", exclude_none=True)}
        with mock.patch.object(ScopedKeys, "_open_release", lambda scheduler, _: self._stage(scheduler)):
            self._engine: Engine = build_scoped(SIZES, policy, directory)
        self._keyring = Keyring(master=bytes(32))
        self._names = itertools.count()

    def play(self, events: Sequence[Event], seed: int) -> Transcript:
        """Play a trace; coins are a function of `seed`, unit and draw."""
        self._begin(seed)
        transcript = Transcript()
        for event in events:
            match event:
                case Send():
                    self._send(event, transcript)
                case Wait():
                    self._wait(event, transcript)
                case Incident(kind=kind):
                    self._incident(kind)
                case Declare():
                    self._declare(event)
        return transcript

    # ── a clean start ────────────────────────────────────────────────────────────────────────────

    def _stage(self, scheduler: Any) -> ReleaseStage:
        self._client = _Client(lambda: self.now)
        region = scheduler._publisher.budget // 2
        releases = Releases(scheduler._publisher, region=region, block_size=BLOCK, counts=Counter())
        stage = ReleaseStage(
            self._client,  # type: ignore[arg-type]
            releases,
            settings=SETTINGS,
            block_size=BLOCK,
            clock=lambda: self.now,
        )
        between = [[role, [traces.END, 1001, token]] for role, token in (("system", 1), ("user", 2), ("assistant", 3))]
        stage.learn([["system", list(traces.SYSTEM)], ["user", list(traces.USER)]], between)
        return stage

    def _begin(self, seed: int) -> None:
        self.now, self._seed = START - traces.PERIOD_SECONDS / 2, seed  # the ledger draws from the next period on
        scheduler = self._engine.scheduler
        self._reboot()
        self._store = MemoryStore(deployment="worlds")
        self._start_process()
        for declaration in [d.name for d in scheduler._publisher.declarations]:
            scheduler._publisher.withdraw(declaration)
        self.now = START + 1
        self._turn()

    def _start_process(self) -> None:
        schedule = Schedule(period_seconds=traces.PERIOD_SECONDS, draws=traces.DRAWS)
        ledger = Ledger(
            self._store,
            schedule,
            StoppedDraw(epsilon=1, delta=SETTINGS.delta, draws=traces.DRAWS, min_owners=2),
            LedgerKeys.derive(self._keyring.ledger_key),
            max_contributions=SETTINGS.max_contributions,
            coin=self._coin,
        )
        self._process = ReleaseProcess(
            ledger,
            schedule,
            judge=_judge,
            guard_version="test",
            decode=lambda tokens: " ".join(map(str, tokens)),
            send=self._client.received.append,
            clock=lambda: self.now,
            mode=self._mode,
            policy_version="test",
        )
        self._client.connect()
        self._process.begin()

    def _coin(self, unit: UnitId, draw: DrawTime) -> int:
        """A function of the unit and the draw: the same in both worlds. Small ones are frequent, so that much wins."""
        seed = f"{self._seed} {draw.period} {draw.number}".encode()
        digest = blake2b(unit, key=seed, digest_size=32).digest()
        full = int.from_bytes(digest[:24], "little")
        return full >> 12 if digest[31] % 2 else full  # every second coin is 4096 times smaller

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def _send(self, event: Send, transcript: Transcript) -> None:
        if not event.prompt:
            return
        sealer = self._engine.sealer
        owner = OWNER_OF.get(event.tenant, event.tenant)
        tenant = Tenant(id=TenantId(f"{event.tenant} {self._seed}"), owner=owner)
        scope = write_scope(tenant, no_store=event.no_store, owner_tag=sealer.owner_tag)
        request = EngineRequest(
            request_id=f"r{next(self._names)}",
            prompt_token_ids=list(event.prompt),
            sampling_params=SamplingParams(max_tokens=1, temperature=0.0),
            pooling_params=None,
            cache_salt=sealer.seal(scope),
            block_hasher=self._engine.block_hasher,
        )
        self._engine.scheduler.add_request(request)
        self._step_until_idle()
        if event.tenant != traces.VICTIM:
            transcript.seen.append((event.tenant, request.num_cached_tokens))
        self._turn()

    def _step_until_idle(self) -> None:
        scheduler = self._engine.scheduler
        while scheduler.has_requests():
            step = scheduler.schedule()
            names = list(step.num_scheduled_tokens)
            output = ModelRunnerOutput(
                req_ids=names,
                req_id_to_index={name: index for index, name in enumerate(names)},
                sampled_token_ids=[[3] if self._is_done(name, step) else [] for name in names],
            )
            scheduler.update_from_output(step, output)

    def _is_done(self, name: str, step: Any) -> bool:
        request = self._engine.scheduler.requests[name]
        return bool(request.num_computed_tokens >= request.num_prompt_tokens)

    # ── time ─────────────────────────────────────────────────────────────────────────────────────

    def _wait(self, event: Wait, transcript: Transcript) -> None:
        end = self.now + event.seconds
        while self.now < end:
            self.now = min(end, self.now + 1.0)
            if not event.deaf:
                self._turn(transcript)
        self._turn(transcript)

    def _turn(self, transcript: Transcript | None = None) -> None:
        """The release process reads, does what is due, and the engine takes what it says."""
        self._process.receive(self._client.sent())
        self._process.tick(self.now)
        if transcript is not None:
            transcript.releases += [
                (self.now, tuple(unit["id"] for unit in frame.header["units"]))
                for frame in self._client.received
                if frame.op == "release"
            ]
        self._step_until_idle()

    # ── what goes wrong ──────────────────────────────────────────────────────────────────────────

    def _incident(self, kind: str) -> None:
        scheduler = self._engine.scheduler
        match kind:
            case "reset":
                scheduler.reset_prefix_cache()
            case "sleep":
                scheduler.set_pause_state(PauseState.PAUSED_ALL)
                scheduler.reset_prefix_cache(reset_running_requests=True)
                scheduler.set_pause_state(PauseState.UNPAUSED)
            case "restart":
                self._start_process()
            case "reboot":
                self._reboot()
                self._start_process()
        self._turn()

    def _reboot(self) -> None:
        """The engine comes up again: nothing is cached, released units are computed anew."""
        scheduler = self._engine.scheduler
        if scheduler._publisher.declarations:
            scheduler._publisher.withdraw(*[d.name for d in scheduler._publisher.declarations])
        scheduler._release = scheduler._commands._release = self._stage(scheduler)
        scheduler.reset_prefix_cache()

    def _declare(self, event: Declare) -> None:
        whole = len(event.text) // BLOCK * BLOCK
        command = Command(
            body={"op": "withdraw", "name": event.name}
            if event.withdraw
            else {"op": "declare", "name": event.name, "group": None, "tokens": list(event.text), "ends": [whole]}
        )
        self._engine.scheduler._commands.obey(command)
        self._turn()


class Transcript:
    """What the coalition of all other tenants sees, and what was released."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []
        self.releases: list[tuple[float, tuple[str, ...]]] = []


def _judge(text: str) -> Verdict:
    return Sensitive(findings=(), score=1.0) if str(SENSITIVE_TOKEN) in text.split() else Clean(score=0.0)


class _Client:
    """The release client without its threads: the same queues, and what the process has said."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.counts: Counter[str] = Counter()
        self.received: list[wire.Frame] = []
        self.state = "ready"
        self.status: Mapping[str, Any] = {}
        self._clock = clock
        self._outgoing = Outgoing(
            quota=SETTINGS.max_contributions, period_seconds=SETTINGS.period_seconds, counts=self.counts
        )

    def connect(self) -> None:
        self._outgoing.open()

    def contribute(self, owner: OwnerTag, seen: bytes, tokens: Sequence[int], end: int, start: int) -> None:
        self._outgoing.add(owner, seen, tokens, end, start, now=self._clock())

    def send(self, header: Mapping[str, Any], payload: bytes = b"") -> None:
        self._outgoing.put(wire.Frame(header=header, payload=payload))

    def sent(self) -> list[wire.Frame]:
        """What the process finds on its socket."""
        reader = wire.FrameReader()
        frames: list[wire.Frame] = []
        while self._outgoing._waiting or self._outgoing._control:
            frames += reader.feed(self._outgoing.batch() or b"")
        return frames

    def take(self) -> list[wire.Frame]:
        taken, self.received[:] = list(self.received), []
        return taken

    def waiting(self) -> bool:
        return bool(self.received)


assert COIN_BITS == 192  # the coin above has so many bits
