"""What each mode costs and gives back, warm: TTFT and throughput on the demo's workload, all modes side by side.

Every mode has a server, and they are asked in turn, so that a machine that drifts slows all of them. In mode `ledger`
the policy of the workload is not declared: enough owners have voted for it beforehand, and it is published. In mode
`declared` it is declared. A round is one pass of the workload, one request at a time, for the time to the first token,
and then another one, all at once, for the throughput. Each round has tenants and customers of its own, so what is warm
is what is shared; in the control, `share-all-unsafe`, that is what earlier rounds have left.

Where two tenants have a customer in common, as in the demo, the control also hits one tenant's record for the other:
that is the leak, not a cost of the other modes, and `common=0` shows the rest without it. Beside the ratio of medians
stands the median of the ratios request by request: times have several heaps, and a median between two of them jumps.

Which server was started first can matter as much as the mode (see throughput.py). So the start is repeated, each time
in another order, and the interval is over starts.
"""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from scipy.stats import t as student

from safekv.errors import EngineError
from safekv.types import Mode
from safekv_lab.bench.client import Client
from safekv_lab.bench.deployment import SURE_OWNERS, prepare
from safekv_lab.bench.server import BLOCK_SIZE, ENGINE_FLAGS, serve
from safekv_lab.bench.summary import Estimate
from safekv_lab.bench.workloads import agents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from safekv_lab.bench.client import Answer
    from safekv_lab.bench.server import Server
    from safekv_lab.bench.workloads.workload import Json, Request, Workload

CONTROL = Mode.SHARE_ALL_UNSAFE
MODES = (CONTROL, Mode.LEDGER, Mode.DECLARED, Mode.ISOLATE)

TARGET = 0.05
"""By which mode `ledger`, warm, may be slower than the control."""

UNTIL_DRAW = 180.0
"""Seconds for the ledger's server to start and for its owners to vote."""

_LIFE = 3600.0
_VOTERS = tuple(f"voter-{number}" for number in range(SURE_OWNERS))
_WITNESSES = tuple(f"witness-{number}" for number in range(int(UNTIL_DRAW) + 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is asked. `burst`: how many requests of a round's second pass are under way at once.

    `common`: so many conversations of each tenant are about a customer whom another tenant has, too.
    """

    rounds: int = 3
    tenants: int = 4
    sessions: int = 4
    common: int = 1
    burst: int = 8

    def workload(self, seed: int) -> Workload:
        """One pass: conversations of tenants about customers of their own."""
        return agents.build(seed=seed, tenants=self.tenants, sessions=self.sessions, common=self.common)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One round on one server: seconds to the first token, tokens per second of the burst, cached share (0 to 1)."""

    mode: Mode
    start: int
    round: int
    ttft: tuple[float, ...]
    throughput: float
    cached_share: float


def measure(
    model: Path, *, starts: int, load: Load, seed: int, logs: Path, progress: Callable[[str], None]
) -> Iterator[list[Result]]:
    """Start all servers `starts` times, in rotated order, and ask them in turn; the results of each start.

    Round 0 of a start only warms up.

    Raises EngineError when a server does not start, the vote does not publish the policy, or a request fails.
    """
    for start in range(starts):
        results = []
        order = [*MODES[start % len(MODES) :], *MODES[: start % len(MODES)]]
        order = order if start // len(MODES) % 2 == 0 else order[::-1]
        progress(f"start {start + 1} of {starts}: {', '.join(order)}")
        with ExitStack() as stack:
            servers = {m: stack.enter_context(_started(m, model, load, logs / f"modes-{m.value}.log")) for m in order}
            if Mode.LEDGER in servers:
                _until_published(servers[Mode.LEDGER], load.workload(0))
            for number in range(load.rounds + 1):
                turns = order if number % 2 else order[::-1]
                round_seed = seed + 1000 * start + 2 * number
                for mode in turns:
                    asked = _ask(servers[mode], load, round_seed, number)
                    if number:
                        results.append(Result(mode=mode, start=start, round=number, **asked))
                progress(f"  round {number} of {load.rounds}" + (" (warm-up)" if not number else ""))
        yield results


# ── servers ──────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _started(mode: Mode, model: Path, load: Load, log: Path) -> Iterator[Server]:
    """A server; in mode `ledger` enough owners have voted for the workload's policy."""
    workload = load.workload(0)
    tenants = [_name(tenant, number) for number in range(load.rounds + 1) for tenant in workload.tenants]
    with tempfile.TemporaryDirectory(prefix="safekv-bench-") as scratch:
        policy: Json = {"mode": mode.value}
        draw = math.inf
        if mode is Mode.DECLARED:
            policy["declared"] = [workload.declared.as_policy()]
        if mode is Mode.LEDGER:
            deployment = prepare(Path(scratch), now=time.time(), until_draw=UNTIL_DRAW, life=_LIFE)
            policy, draw = dict(deployment.policy), deployment.draw
        with serve(model, policy, tenants=[*tenants, *_VOTERS, *_WITNESSES], log=log, flags=ENGINE_FLAGS) as server:
            if mode is Mode.LEDGER:
                for voter in _VOTERS:
                    _cached(server, voter, workload)
                if time.time() > draw:
                    raise EngineError(f"it took more than {UNTIL_DRAW:.0f} s to start and to vote; see {log}")
            yield server


def _until_published(server: Server, workload: Workload) -> None:
    """Wait until somebody new hits the workload's policy."""
    for witness in _WITNESSES:
        if _cached(server, witness, workload) > 2 * BLOCK_SIZE:
            return
        time.sleep(1)
    raise EngineError(
        f"the policy was not published {len(_WITNESSES)} s after the start of all servers; the last draw: "
        f"{_last_draw(server)}; see {server.log}"
    )


def _last_draw(server: Server) -> Json:
    """What came of it, as the operator is told: a policy that ChunkGuard has vetoed is never published."""
    headers = {"Authorization": f"Bearer {server.operator_key}"}
    response = httpx.get(f"{server.url}/safekv/status", headers=headers, trust_env=False, timeout=60)
    found: Json = response.json()["release"]["last_draw"]
    return found


def _cached(server: Server, tenant: str, workload: Workload) -> int:
    """Tokens of the policy that a tenant's request has hit."""
    messages = [*workload.declared.messages, {"role": "user", "content": "Hello."}]
    with Client(server.url, server.key(tenant)) as client:
        return client.chat(messages, tools=workload.declared.tools, max_tokens=1).cached_tokens


def _name(tenant: str, number: int) -> str:
    return f"{tenant}-{number}"


# ── requests ─────────────────────────────────────────────────────────────────────────────────────


def _ask(server: Server, load: Load, seed: int, number: int) -> Json:
    """Both passes of one round."""
    single, burst = load.workload(seed), load.workload(seed + 1)
    clients = {tenant: Client(server.url, server.key(_name(tenant, number))) for tenant in single.tenants}
    try:
        ttft, cached, prompt = [], 0, 0
        for request in single.requests:
            answer = _send(clients, request)
            ttft.append(answer.ttft)
            cached, prompt = cached + answer.cached_tokens, prompt + len(answer.prompt_ids)
        began = time.perf_counter()
        with ThreadPoolExecutor(load.burst) as pool:
            answers = list(pool.map(lambda request: _send(clients, request), burst.requests))
        seconds = time.perf_counter() - began
    finally:
        for client in clients.values():
            client.close()
    tokens = sum(len(answer.prompt_ids) + len(answer.output_ids) for answer in answers)
    return {"ttft": tuple(ttft), "throughput": tokens / seconds, "cached_share": cached / prompt}


def _send(clients: Mapping[str, Client], request: Request) -> Answer:
    return clients[request.tenant].chat(request.messages, tools=request.tools, max_tokens=request.max_tokens)


# ── ratios ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mode against the control. Medians over all rounds; ratios over starts, with 95 % intervals.

    `paired_ratio` is of the times of the same request: its median.
    """

    mode: Mode
    ttft_p50: float
    throughput: float
    cached_share: float
    ttft_ratio: Estimate | None
    paired_ratio: Estimate | None
    throughput_ratio: Estimate | None

    @property
    def on_target(self) -> bool:
        """Whether the estimates are within the target; no more than that is said here of the intervals."""
        if self.ttft_ratio is None or self.throughput_ratio is None:
            return True
        return self.ttft_ratio.value <= 1 + TARGET and self.throughput_ratio.value >= 1 - TARGET


def rows(results: Sequence[Result]) -> list[Row]:
    """One row per mode that was measured, the control first if it was."""
    found = []
    for mode in dict.fromkeys(result.mode for result in sorted(results, key=lambda r: MODES.index(r.mode))):
        own = [result for result in results if result.mode is mode]
        found.append(
            Row(
                mode=mode,
                ttft_p50=statistics.median(map(_p50, own)),
                throughput=statistics.median(result.throughput for result in own),
                cached_share=statistics.median(result.cached_share for result in own),
                ttft_ratio=_ratio(results, mode, lambda one, control: _p50(one) / _p50(control)),
                paired_ratio=_ratio(results, mode, _paired),
                throughput_ratio=_ratio(results, mode, lambda one, control: one.throughput / control.throughput),
            )
        )
    return found


def _p50(result: Result) -> float:
    return statistics.median(result.ttft)


def _paired(one: Result, control: Result) -> float:
    return statistics.median(mine / its for mine, its in zip(one.ttft, control.ttft, strict=True))


def _ratio(results: Sequence[Result], mode: Mode, ratio: Callable[[Result, Result], float]) -> Estimate | None:
    """Geometric mean over starts of the median ratio of a start's rounds, with Student's interval."""
    control = {(r.start, r.round): r for r in results if r.mode is CONTROL}
    logs: dict[int, list[float]] = {}
    for r in results:
        if r.mode is mode is not CONTROL and (r.start, r.round) in control:
            logs.setdefault(r.start, []).append(math.log(ratio(r, control[r.start, r.round])))
    if len(logs) < 2:
        return None
    medians = [statistics.median(values) for values in logs.values()]
    centre = statistics.mean(medians)
    reach = float(student.ppf(0.975, len(medians) - 1)) * statistics.stdev(medians) / math.sqrt(len(medians))
    return Estimate(value=math.exp(centre), low=math.exp(centre - reach), high=math.exp(centre + reach))
