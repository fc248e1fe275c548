"""The driver: tenants send, the operator declares, things go wrong; after every step everything is checked."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from vllm.sampling_params import SamplingParams
from vllm.v1.core.sched.interface import PauseState
from vllm.v1.request import Request as EngineRequest
from vllm.v1.request import RequestStatus

from safekv_lab.scheduler.standalone import Engine
from tests.harness import model
from tests.harness.core import Core
from tests.harness.engine import GROUPS
from tests.harness.lives import Lives
from tests.harness.operator import Operator
from tests.harness.oracle import Oracle
from tests.harness.pool import PoolCheck
from tests.harness.report import Kind, Report, Violation
from tests.harness.sent import Sent, Session
from tests.harness.shares import SharesCheck
from tests.harness.traffic import Traffic, texts
from tests.harness.worker import Worker

PATIENCE = 600
"""Steps after which a request or a command that still waits counts as hanging."""

_SESSION_PROMPT, _SESSION_ANSWER = 44, 6
"""Sessions hold their blocks while they wait and cannot be preempted: two of them have to fit beside the pins."""


class Driver:
    """Runs one engine until so many requests are through, or until the first violation."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.report = Report()
        self._engine = engine
        self._scheduler = engine.scheduler
        self._rng = random.Random(seed)
        self._counts = self.report.counts
        self._oracle = Oracle(engine.sizes.block_size, self._counts)
        self._worker = Worker(self._oracle, engine.sizes)
        self._pool = PoolCheck(engine, self._worker, self._oracle, self._counts)
        divided = engine.scheduler._division is not None
        self._shares = SharesCheck(engine, self._worker, self._oracle, self._counts) if divided else None
        self._core = Core(engine, self._worker, self._oracle, self._between)
        known = texts(self._rng)
        self._operator = Operator(engine, self._oracle, known, self._rng, self._counts, GROUPS)
        self._lives = Lives(engine, self._oracle, known, self._rng, self._counts)
        self._traffic = Traffic(engine, known, self._rng)
        self._live: dict[str, Sent] = {}
        self._resume_at: int | None = None
        self._quiet_since = 0
        self._names = iter(range(10**9))

    def run(self, requests: int, progress: Callable[[Report], None] = lambda report: None) -> Report:
        """Send `requests` requests, in bursts between which the engine becomes idle."""
        began = time.monotonic()
        try:
            while self._counts["requests"] < requests:
                goal = min(requests, self._counts["requests"] + 200)
                while self._counts["requests"] < goal:
                    self._arrive()
                    self._incident()
                    self._turn()
                self._drain()
                self._meanwhile()
                progress(self.report)
        except Violation as violation:
            self.report.violation = violation
        except Exception as error:  # whatever the engine raises is a finding
            self.report.violation = Violation(Kind.CRASH, f"{type(error).__name__}: {error}")
            self.report.violation.__cause__ = error
        self._counts["preemptions"] = self._core.preemptions
        self._counts["requests_counted"] = sum(self._scheduler._savings.status()["requests"].values())
        self.report.seconds = time.monotonic() - began
        return self.report

    # ── one turn ─────────────────────────────────────────────────────────────────────────────────

    def _turn(self) -> None:
        """One step of the engine, and all checks."""
        self._oracle.tick += 1
        if self._resume_at is not None and self._oracle.tick >= self._resume_at:
            self._scheduler.set_pause_state(PauseState.UNPAUSED)
            self._resume_at, self._quiet_since = None, self._oracle.tick
        for output in self._core.step():
            self._deliver(output)
        self._leave()
        self._give_up_lost_sessions()
        self._operator.settle()
        self._counts["most_pinned"] = max(self._counts["most_pinned"], self._pool.check())
        if self._shares is not None:
            self._shares.check()
        self._check_patience()

    def _deliver(self, output: Any) -> None:
        """An output reaches the frontend: each token is what the model says after exactly this context."""
        sent = self._oracle.sent.get(output.request_id)
        if sent is None or sent.finished:
            raise Violation(Kind.STRAY_OUTPUT, f"{output.request_id} of {sent}")
        for token in output.new_token_ids:
            if token != model.sample(sent.digests[-1]):
                raise Violation(Kind.WRONG_TOKEN, f"token {len(sent.tokens)} of {sent}")
            sent.append([token])
            sent.outputs += 1
            self._counts["tokens"] += 1
        if output.finish_reason is not None:
            self._end_turn(sent)

    def _end_turn(self, sent: Sent) -> None:
        if sent.session is None:
            sent.finished = True
            if sent.outputs != sent.max_tokens:
                raise Violation(Kind.WRONG_TOKEN, f"{sent.outputs} tokens instead of {sent.max_tokens} for {sent}")
            self._traffic.remember(sent.tokens)
            return
        sent.forget_last()
        sent.session.turn_open = bool(sent.session.queued)
        if sent.session.queued:
            sent.append(sent.session.queued.popleft())

    def _leave(self) -> None:
        """Forget requests that the scheduler has let go of."""
        for sent in list(self._live.values()):
            if sent.id not in self._scheduler.requests:
                del self._live[sent.id]
                if not (sent.finished or sent.aborted or (sent.session and sent.session.closing)):
                    raise Violation(Kind.HANG, f"without an answer, the scheduler has dropped {sent}")

    def _give_up_lost_sessions(self) -> None:
        """vLLM loses a session whose turn ends by output that was in flight when it was preempted: it puts the session
        into a queue, then takes all that have stopped out of it (end of `Scheduler.update_from_output`). Its client
        aborts.
        """
        queues = (self._scheduler.waiting, self._scheduler.kv_holding_waiting, self._scheduler.running)
        for sent in self._live.values():
            request = self._scheduler.requests.get(sent.id)
            if sent.session and request is not None and not any(request in queue for queue in queues):
                sent.aborted = True
                self._counts["sessions_lost_by_the_engine"] += 1
                self._scheduler.finish_requests(sent.id, RequestStatus.FINISHED_ABORTED)

    def _check_patience(self) -> None:
        waits = bool(self._live) or self._operator.waits()
        if self._resume_at is not None or not waits:
            self._quiet_since = self._oracle.tick
            return
        sleeps = not self._core.has_work() and not any(
            s.session and not s.session.turn_open for s in self._live.values()
        )
        if sleeps:
            raise Violation(Kind.HANG, "the engine sleeps while something waits")
        for sent in self._live.values():
            if sent.session is None and self._oracle.tick - max(sent.tick, self._quiet_since) > PATIENCE:
                raise Violation(Kind.HANG, f"{PATIENCE} steps have not answered {sent}")

    def _drain(self) -> None:
        """Until nothing is under way; then nothing may be left over."""
        if self._resume_at is not None:
            self._resume_at = self._oracle.tick
        while self._live or self._operator.waits() or self._core.has_work() or self._resume_at is not None:
            self._speak()
            self._turn()
        self._pool.check_idle(self._operator.blocks(self._lives.resident()))
        self._counts["drains"] += 1

    def _meanwhile(self) -> None:
        """The operator acts while the engine is idle; it has to wake up by itself."""
        if self._rng.random() < 0.5:
            self._reset(running=False)
        self._operator.act()
        self._drain()

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def _arrive(self) -> None:
        if len(self._live) >= self._rng.choice([3, 10, 20]) or self._rng.random() < 0.3:
            return
        sessions = sum(sent.session is not None for sent in self._live.values())
        if sessions < 2 and self._rng.random() < 0.08:
            self._open_session()
            return
        caller, prompt = self._traffic.caller(), self._traffic.prompt()
        siblings = self._rng.choice([2, 3]) if caller.authenticated and self._rng.random() < 0.08 else 1
        self._counts["siblings"] += siblings - 1
        for _ in range(siblings):
            self._send(caller, prompt, self._traffic.answer_length(), skips=self._rng.random() < 0.04)

    def _open_session(self) -> None:
        caller = self._traffic.caller()
        if not caller.authenticated:
            return
        session = Session(to_come=[self._traffic.update() for _ in range(self._rng.randrange(3))])
        prompt = self._traffic.prompt(_SESSION_PROMPT)
        self._send(caller, prompt, self._rng.randrange(1, _SESSION_ANSWER), session=session)
        self._counts["sessions"] += 1

    def _send(
        self, caller: Any, prompt: list[int], max_tokens: int, *, skips: bool = False, session: Session | None = None
    ) -> None:
        sent = Sent(
            id=f"r{next(self._names)}",
            caller=caller,
            tokens=list(prompt),
            prompt_length=len(prompt),
            max_tokens=max_tokens,
            tick=self._oracle.tick,
            epoch=self._oracle.epoch,
            skips_reading=skips,
            session=session,
        )
        if not skips:
            sent.readable = (*self._operator.readable(caller), *self._lives.readable(caller))
            sent.promised = self._operator.promised(caller, sent.digests)
        self._oracle.sent[sent.id] = self._live[sent.id] = sent
        self._counts["requests"] += 1
        self._counts["forged"] += not caller.authenticated
        self._scheduler.add_request(self._engine_request(sent, prompt, resumable=session is not None))

    def _engine_request(self, sent: Sent, tokens: list[int], *, resumable: bool) -> EngineRequest:
        parameters = SamplingParams(
            max_tokens=sent.max_tokens,
            temperature=0.0,
            ignore_eos=True,
            skip_reading_prefix_cache=True if sent.skips_reading else None,
        )
        return EngineRequest(
            request_id=sent.id,
            prompt_token_ids=list(tokens),
            sampling_params=parameters,
            pooling_params=None,
            cache_salt=sent.caller.salt,
            block_hasher=self._engine.block_hasher,
            resumable=resumable,
        )

    def _speak(self) -> None:
        """The clients of sessions send what comes next, or close."""
        for sent in list(self._live.values()):
            session = sent.session
            if session is None or session.closing or sent.aborted or self._rng.random() < 0.7:
                continue
            if session.to_come:
                tokens = session.to_come.pop()
                if session.turn_open:
                    session.queued.append(tokens)
                else:
                    sent.append(tokens)
                    session.turn_open = True
                self._counts["session_updates"] += 1
                self._scheduler.add_request(self._engine_request(sent, tokens, resumable=True))
            else:
                session.closing = True
                self._scheduler.add_request(self._engine_request(sent, [0], resumable=False))

    # ── incidents ────────────────────────────────────────────────────────────────────────────────

    def _incident(self) -> None:
        """Now and then something happens beside the requests."""
        self._speak()
        happens = self._rng.random
        if happens() < 1 / 20:
            self._operator.act()
        if happens() < 1 / 30:
            self._lives.act()
        if happens() < 1 / 150:
            self._reset(running=happens() < 0.5)
        if self._resume_at is None and happens() < 1 / 150:
            self._pause()
        if self._shares is not None and happens() < 1 / 200:
            self._shares.erase(self._rng)

    def _between(self) -> None:
        """The engine takes aborts while a step is under way."""
        if self._live and self._rng.random() < 1 / 30:
            victim = self._rng.choice(list(self._live.values()))
            if victim.id in self._scheduler.requests:
                victim.aborted = True
                self._counts["aborts"] += 1
                self._scheduler.finish_requests(victim.id, RequestStatus.FINISHED_ABORTED)

    def _reset(self, *, running: bool) -> None:
        self._oracle.epoch += 1
        try:
            done = self._scheduler.reset_prefix_cache(reset_running_requests=running)
        except RuntimeError:
            # vLLM's own answer while a session holds blocks without running.
            if not any(sent.session for sent in self._live.values()):
                raise
            done = False
        self._counts["resets" if done else "resets_refused"] += 1

    def _pause(self) -> None:
        self._counts["pauses"] += 1
        kind = self._rng.choice(["abort", "wait", "keep"])
        if kind == "abort":
            for sent in self._live.values():
                sent.aborted = True
            self._scheduler.finish_requests(None, RequestStatus.FINISHED_ABORTED)
        self._scheduler.set_pause_state(PauseState.PAUSED_ALL if kind == "keep" else PauseState.PAUSED_NEW)
        self._resume_at = self._oracle.tick + self._rng.randrange(1, 12)
        if kind == "abort" and not self._core.has_work():
            self._reset(running=True)
