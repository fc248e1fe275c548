"""One world: the real scheduler and the real release process on a virtual clock, without a model and without threads.

What the other tenants can observe is recorded in order: who is answered, with how many cached tokens; and what the
release process released in between. All requests of a burst fit into one step: the claim assumes the same schedule.
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

from vllm.v1.core.sched.interface import PauseState
from vllm.v1.outputs import ModelRunnerOutput
from vllm.v1.request import Request as EngineRequest
from vllm.v1.request import RequestStatus

from safekv.config import Ledger as Settings
from safekv.config import Monitor
from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.ledger.periods import DrawTime
from safekv.release import queue as release_queue
from safekv.release import wire
from safekv.sharing.control import Command
from safekv.sharing.release_log import ReleaseLog
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.releases import Releases
from safekv.sharing.watch import Watch
from safekv.types import BlockKey, Mode, Salt, Shared, UnitId, WriteScope
from safekv_lab.scheduler.standalone import Engine, Sizes, build_scoped
from tests.worlds import process
from tests.worlds import trace as traces
from tests.worlds.observed import Seen, Transcript
from tests.worlds.place import MARKERS, MONITOR, SETTINGS, SIZES, START, TURN_SECONDS, coin_of, parameters_of, scope_of
from tests.worlds.trace import BLOCK, GROUP, MEMBERS, Burst, Declare, Event, Incident, Leave, Send, Wait


def log_of(scheduler: Any, _policy: Any = None) -> ReleaseLog | None:
    """In place of `ScopedKeys._open_log`: no child process where nothing is released."""
    return ReleaseLog(scheduler._release.client, clock=lambda: 0.0) if scheduler._release is not None else None


class World:
    """Plays traces, one after the other, each from a clean start.

    `toss` gives the coin of a unit at a draw; by default a function of the two and the seed, the same in all worlds.
    `memory` is what a hit on a voted unit takes; with `cache`, a section of the policy, tenants have the same names in
    all traces.
    """

    def __init__(
        self,
        directory: Path,
        *,
        mode: Mode = Mode.LEDGER,
        sizes: Sizes = SIZES,
        settings: Settings = SETTINGS,
        monitor: Monitor = MONITOR,
        toss: Callable[[UnitId, DrawTime], int] | None = None,
        memory: str = "charged",
        cache: Mapping[str, Any] | None = None,
    ) -> None:
        logging.getLogger("vllm").setLevel(logging.CRITICAL)
        self._mode, self._settings, self._monitor = mode, settings, monitor
        self.told: list[dict[str, Any]] = []  # of probers, for the edge's log
        self._toss = toss or (lambda unit, draw: coin_of(self._seed, unit, draw))
        self.now, self.region, self.deaf = START, traces.WIDE, False
        ledger = {**settings.model_dump(mode="json", exclude_none=True), "memory": memory}
        policy = {"mode": mode.value, "ledger": ledger, "groups": {GROUP: MEMBERS}, "cache": cache or {}}
        self._renames = not cache
        with (
            mock.patch.object(ScopedKeys, "_open_release", lambda scheduler, _: self._stage(scheduler)),
            mock.patch.object(ScopedKeys, "_open_log", log_of),
        ):
            self.engine: Engine = build_scoped(sizes, policy, directory)
        self._scheduler = self.engine.scheduler
        self._names = itertools.count()
        self._running: dict[str, Send] = {}
        self._asked: Counter[str] = Counter()
        self._staying: dict[str, Send] = {}

    def play(self, events: Sequence[Event], seed: int, *, region: int, longest: int) -> Transcript:
        """Play a trace."""
        self.begin(seed, region=region)
        with mock.patch.object(release_queue, "LONGEST_PATH_BYTES", longest):
            for event in events:
                match event:
                    case Burst():
                        self.burst(event.sends, reset=event.reset)
                    case Leave():
                        self._leave()
                    case Wait():
                        self.deaf = event.deaf
                        self.wait(-(self.now + 5) % traces.PERIOD_SECONDS if event.seconds is None else event.seconds)
                    case Incident(kind=kind):
                        self._incident(kind)
                    case Declare():
                        self.declare(event)
                self.transcript.watch(self._lives, self.now)
        self.transcript.counts.update(self._client.counts)
        self.transcript.counts.update(self._releases_counts)
        return self.transcript

    # ── a clean start ────────────────────────────────────────────────────────────────────────────

    def begin(self, seed: int, *, region: int = traces.WIDE) -> None:
        """A new engine and an empty ledger, at the beginning of the first period in which it draws."""
        self._leave()
        self.now, self._seed, self.region, self.deaf = START - traces.PERIOD_SECONDS / 2, seed, region, False
        self._asked.clear()
        self.transcript = Transcript()
        self.frames: list[wire.Frame] = []
        self._reboot()
        self._store = process.Coins(self._toss)
        self._start_process()
        self.now = START + 1
        self.turn()
        self.transcript = Transcript()

    def _stage(self, scheduler: Any) -> ReleaseStage:
        self._client = process.Client(self._settings, lambda: self.now)
        self._releases_counts: Counter[str] = Counter()
        releases = Releases(scheduler._publisher, region=self.region, block_size=BLOCK, counts=self._releases_counts)
        self._lives = releases._expires
        stage = ReleaseStage(
            self._client,  # type: ignore[arg-type]
            releases,
            settings=self._settings,
            block_size=BLOCK,
            clock=lambda: self.now,
        )
        stage.learn(*MARKERS)
        return stage

    def _start_process(self) -> None:
        self._process = process.start(
            self._store,
            self._client,
            self._settings,
            mode=self._mode,
            clock=lambda: self.now,
            send=self._hear,
            coin=self._store.coin,
        )

    def _hear(self, frame: wire.Frame) -> None:
        self.frames.append(frame)
        if frame.op == "release":
            self.transcript.released([unit["id"] for unit in frame.header["units"]], self.now)
        self._client.hear(frame)

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def burst(self, sends: Sequence[Send], *, reset: bool = False, names: Sequence[str] = ()) -> list[list[BlockKey]]:
        """Send, and wait for all answers (of those that stay, for the beginning); the private keys of each prompt.

        `names` are request ids that somebody has chosen.
        """
        chosen = iter(names)
        keys = [self._send(send, next(chosen, None)) for send in sends if send.prompt]
        if reset:
            self.transcript.counts["plans that a reset has taken back"] += len(self._scheduler._plans)
            self._scheduler.reset_prefix_cache()
        self.turn()
        return keys

    def _send(self, send: Send, chosen: str | None) -> list[BlockKey]:
        name = f"{send.tenant} {self._seed}" if self._renames else send.tenant
        scope = scope_of(send, name, self.engine.sealer.owner_tag)
        request = EngineRequest(
            request_id=chosen or f"r{next(self._names)}",
            prompt_token_ids=list(send.prompt),
            sampling_params=parameters_of(send),
            pooling_params=None,
            cache_salt=self._salt(send.tenant, scope),
            block_hasher=self.engine.block_hasher,
        )
        keys = list(request.block_hashes)
        self._running[request.request_id] = send
        self._scheduler.add_request(request)
        self.transcript.counts["restricted requests"] += self._scheduler._watch.restricts(request)
        if request in self._scheduler._plans and send.tenant != traces.VICTIM:
            audience = self._scheduler._plans[request].whole.units[-1].unit.audience
            name = "as shared" if audience == Shared() else "for their group"
            self.transcript.counts[f"requests planned {name}"] += 1
        return keys

    def _salt(self, tenant: str, scope: WriteScope) -> Salt:
        """Its salt; the random one of a request that is not stored is that of the tenant's same request elsewhere."""
        self._asked[tenant] += 1
        key = f"{self._seed} {tenant} {self._asked[tenant]}".encode()
        with mock.patch("secrets.token_bytes", lambda size: blake2b(key, digest_size=size).digest()):
            return self.engine.sealer.seal(scope)

    def _step_until_idle(self) -> None:
        """One step at least, so that answers that go on have the same length in both worlds: that is load."""
        scheduler = self._scheduler
        first = True
        while (
            first
            or self._running
            or scheduler._release.waiting()
            or scheduler._may_materialise()
            or scheduler._system_ids
        ):
            first = False
            step = scheduler.schedule()
            names = list(step.num_scheduled_tokens)
            output = ModelRunnerOutput(
                req_ids=names,
                req_id_to_index={name: index for index, name in enumerate(names)},
                sampled_token_ids=[[3] if self._has_prompt(name) else [] for name in names],
            )
            for batch in scheduler.update_from_output(step, output).values():
                for one in batch.outputs:
                    self._answer(one)

    def _has_prompt(self, name: str) -> bool:
        request = self._scheduler.requests[name]
        return bool(request.num_computed_tokens >= request.num_prompt_tokens)

    def _answer(self, output: Any) -> None:
        send = self._running.pop(output.request_id, None)
        if send is None:
            return
        if send.stays and output.finish_reason is None:
            self._staying[output.request_id] = send
        if send.tenant != traces.VICTIM:
            self.transcript.entries.append(Seen(tenant=send.tenant, cached=output.prefill_stats.num_cached_tokens))

    def _leave(self) -> None:
        names = [name for name in self._staying if name in self._scheduler.requests]
        self._scheduler.finish_requests(names, RequestStatus.FINISHED_ABORTED)
        self._staying.clear()

    # ── time ─────────────────────────────────────────────────────────────────────────────────────

    def wait(self, seconds: float) -> None:
        """Time passes."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, (self.now // TURN_SECONDS + 1) * TURN_SECONDS)
            blocks, plans = self._scheduler._publisher.blocks, self._scheduler._plans.values()
            planned = {unit for live in plans for unit in live.whole.units if blocks(unit)}
            self.turn()
            ended = sum(not blocks(unit) for unit in planned)
            self.transcript.counts["shared units in use when their life ended"] += ended

    def turn(self) -> None:
        """The release process reads, does what is due, and the engine takes what it says."""
        if self.deaf:
            self.transcript.counts["turns with votes waiting"] += bool(self._client._outgoing._waiting)
        else:
            self._process.receive(self._client.sent())
            self._process.tick(self.now)
        self._scheduler._release.advance()
        self._step_until_idle()

    # ── what goes wrong ──────────────────────────────────────────────────────────────────────────

    def _incident(self, kind: str) -> None:
        scheduler = self._scheduler
        self.transcript.counts[f"{kind} with units alive"] += bool(self._lives)
        match kind:
            case "reset":
                scheduler.reset_prefix_cache()
            case "sleep":
                scheduler.set_pause_state(PauseState.PAUSED_ALL)
                scheduler.reset_prefix_cache(reset_running_requests=True)
                scheduler.set_pause_state(PauseState.UNPAUSED)
            case "restart":
                self._start_process()
            case "loss of the ledger":
                self._store = process.Coins(self._toss)
                self._start_process()
            case "reboot":
                self._leave()
                self._reboot()
                self._start_process()
            case "withdraw a release":
                if self._lives:
                    self._obey({"op": "withdraw-released", "unit": min(self._lives)})
        self.turn()

    def _reboot(self) -> None:
        """The engine comes up again: nothing is cached, released units are computed anew."""
        publisher = self._scheduler._publisher
        publisher.withdraw(*[declaration.name for declaration in publisher.declarations])
        self._scheduler._release = self._scheduler._commands._release = self._stage(self._scheduler)
        self._scheduler._log = self._scheduler._commands._log = log_of(self._scheduler)
        self._scheduler._watch = Watch(
            self._monitor,
            guesses=True,
            counts=self._scheduler._counts,
            tell=self.told.append,
            clock=lambda: self.now,
        )
        self._scheduler.reset_prefix_cache()

    def declare(self, event: Declare, *, wait: bool = True) -> None:
        """The operator declares or withdraws; `wait` until it is so."""
        whole = len(event.text) // BLOCK * BLOCK
        group = GROUP if event.group else None
        body = {"op": "declare", "name": event.name, "group": group, "tokens": list(event.text), "ends": [whole]}
        self._obey({"op": "withdraw", "name": event.name} if event.withdraw else body)
        if wait:
            self.turn()

    def status(self) -> dict[str, Any]:
        """What the operator is told."""
        answer: dict[str, Any] = self._obey({"op": "status"}).answer.result(timeout=0)
        return answer

    def _obey(self, body: dict[str, Any]) -> Command:
        command = Command(body=body)
        self._scheduler._commands.obey(command)
        return command
