"""A script played to the real engine at its times, and to the simulator: the same requests, the same prices."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safekv.types import Mode, TenantId
from safekv_lab.bench.client import Client
from safekv_lab.bench.server import BLOCK_SIZE, ENGINE_FLAGS, serve
from safekv_lab.bench.simulator.script import DECLARED
from safekv_lab.bench.summary import quantile
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.prefixes import Prefixes
from safekv_lab.simulator.replica import Limits
from safekv_lab.simulator.simulation import Setting, simulate
from safekv_lab.simulator.texts import public_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from safekv_lab.bench.client import Answer
    from safekv_lab.bench.server import Server
    from safekv_lab.bench.simulator.script import Line, Load
    from safekv_lab.bench.workloads.workload import Json
    from safekv_lab.simulator.cost import CostModel

MODES = (Mode.ISOLATE, Mode.DECLARED, Mode.SHARE_ALL_UNSAFE)

LIMITS = Limits(max_batched_tokens=2048, max_running=64)
FLAGS = (
    *ENGINE_FLAGS,
    "--max-num-batched-tokens",
    str(LIMITS.max_batched_tokens),
    "--max-num-seqs",
    str(LIMITS.max_running),
)
"""The engine's limits, said to the engine and to the simulator."""

ENOUGH_BLOCKS = 50_000
"""Memory of the simulated engine: as in the real one, nothing is evicted while a script lasts."""

ANSWER_TOKENS = 4
_WORKERS = 64
_WARM_UP = "warm-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One request as it was answered. Times in seconds; `late` is how much later than its time it was sent."""

    line: Line = field(repr=False)
    answer: Answer = field(repr=False)
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A script played in one mode. `public` is the length of the declared prefix in tokens of whole blocks."""

    mode: Mode
    public: int
    played: tuple[Played, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Times to the first token of one mode, really and simulated, in seconds, in the script's order.

    `hits` are the two shares of prompt tokens that were hit, `same_hits` is that of requests that hit exactly as many
    in both. `late` is by how much a request was sent too late at most.
    """

    mode: Mode
    real: tuple[float, ...] = field(repr=False)
    simulated: tuple[float, ...] = field(repr=False)
    hits: tuple[float, float]
    same_hits: float
    late: float

    @property
    def medians(self) -> tuple[float, float]:
        """The two medians."""
        return statistics.median(self.real), statistics.median(self.simulated)

    @property
    def ratio(self) -> float:
        """Simulated over real, of the medians."""
        real, simulated = self.medians
        return simulated / real

    @property
    def distance(self) -> float:
        """Kolmogorov and Smirnov's: the largest one between the two distribution functions, 0 to 1."""
        values = sorted([*self.real, *self.simulated])
        return max(abs(_share_below(self.real, v) - _share_below(self.simulated, v)) for v in values)

    def quantiles(self, share: float) -> tuple[float, float]:
        """A quantile of both."""
        return quantile(self.real, share), quantile(self.simulated, share)


def play(load: Load, mode: Mode, model: Path, *, seed: int, log: Path, progress: Callable[[str], None]) -> Run:
    """Start a server in `mode` and send it the script at its times.

    Raises EngineError if it does not start or a request fails.
    """
    policy: Json = {"mode": mode.value}
    if mode is Mode.DECLARED:
        policy["declared"] = [DECLARED.as_policy()]
    with serve(model, policy, tenants=(*load.names(), _WARM_UP), log=log, flags=FLAGS) as server:
        public = _warm_up(server)
        lines = load.script(seed)
        progress(f"{mode}: {len(lines)} requests in {lines[-1].time:.0f} s")
        return Run(mode=mode, public=public, played=tuple(_send(server, lines)))


def _warm_up(server: Server) -> int:
    """Pay what the first requests pay for, with a text that nobody asks. Returns the length of the public prefix."""
    with Client(server.url, server.key(_WARM_UP)) as client:
        for words in (50, 900, 1800):
            client.chat([{"role": "user", "content": f"{words} " + "nothing of this is asked again " * (words // 6)}])
        tokens = client.tokenize(DECLARED.messages, tools=DECLARED.tools, add_generation_prompt=False)
    return len(tokens) // BLOCK_SIZE * BLOCK_SIZE


def _send(server: Server, lines: Sequence[Line]) -> list[Played]:
    clients = {tenant: Client(server.url, server.key(tenant)) for tenant in {line.tenant for line in lines}}
    start = time.perf_counter() + 0.5

    def ask(line: Line) -> Played:
        late = time.perf_counter() - start - line.time
        answer = clients[line.tenant].chat(line.messages, tools=DECLARED.tools, max_tokens=ANSWER_TOKENS)
        return Played(line=line, answer=answer, late=late)

    try:
        with ThreadPoolExecutor(_WORKERS) as pool:
            waiting = []
            for line in lines:
                threading.Event().wait(max(0.0, start + line.time - time.perf_counter()))
                waiting.append(pool.submit(ask, line))
            return [each.result() for each in waiting]
    finally:
        for client in clients.values():
            client.close()


def calls(run: Run) -> list[Call]:
    """What was asked, as block ids, in the script's order and at the times at which it was sent."""
    prefixes = Prefixes(BLOCK_SIZE)
    return [_call(one, prefixes, run.public // BLOCK_SIZE) for one in run.played]


def _call(one: Played, prefixes: Prefixes, public: int) -> Call:
    prompt, answer = one.answer.prompt_ids, one.answer.output_ids
    blocks = prefixes.ids(prompt)
    return Call(
        time=one.line.time + one.late,
        tenant=TenantId(one.line.tenant),
        session=one.line.session,
        blocks=blocks,
        block_tokens=BLOCK_SIZE,
        prompt_tokens=len(prompt),
        output_tokens=len(answer),
        public=public,
        generated=prefixes.ids((*prompt, *answer))[len(blocks) :],
    )


def compare(run: Run, cost: CostModel) -> Comparison:
    """Simulate what was played, and hold the one against the other."""
    trace = calls(run)
    order = sorted(range(len(trace)), key=lambda place: trace[place].time)
    setting = Setting(mode=run.mode, blocks=ENOUGH_BLOCKS, block_tokens=BLOCK_SIZE, limits=LIMITS)
    declared = public_texts(trace, tenants=1) if run.mode is Mode.DECLARED else ()
    records = simulate([trace[place] for place in order], setting, cost, declared=declared).records
    played = [run.played[place] for place in order]
    cached = [one.answer.cached_tokens for one in played]
    prompt = sum(records.prompt)
    return Comparison(
        mode=run.mode,
        real=tuple(one.answer.ttft for one in played),
        simulated=tuple(records.ttft),
        hits=(sum(cached) / prompt, sum(records.cached) / prompt),
        same_hits=sum(a == b for a, b in zip(cached, records.cached, strict=True)) / len(cached),
        late=max(one.late for one in played),
    )


def same_order(comparisons: Sequence[Comparison]) -> bool:
    """Whether the modes come in the same order, by their median times to the first token, really and simulated."""
    real, simulated = (sorted(comparisons, key=lambda c: c.medians[which]) for which in (0, 1))
    return [c.mode for c in real] == [c.mode for c in simulated]


def _share_below(values: Sequence[float], bound: float) -> float:
    return sum(value <= bound for value in values) / len(values)
