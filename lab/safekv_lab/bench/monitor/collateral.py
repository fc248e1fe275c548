"""What victims lose when somebody probes and floods the units that they share, under each answer of the monitor.

The victims are the tenants of a composed trace; the beginnings of their prompts that may be shared are published. A
prober hits the most popular of them in bursts, one account, in every third window. A victim's **extra misses** are the
blocks that it must compute itself, where it would have hit a published unit without the monitor. Its TTFT is that of
an idle engine, by the cost model: no queue, so differences are those of its own prefill.

How often a withheld unit is computed depends on memory: with room for a private copy once per tenant (`kept`), without
once per request (`lost`: nothing of the prompt is found). Both are given; the truth lies between.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.config import Monitor
from safekv.monitor.detector import Detector
from safekv.types import TenantId
from safekv_lab.bench.monitor.requests import Chain
from safekv_lab.bench.summary import quantile
from safekv_lab.bench.traces import catalogue
from safekv_lab.bench.traces.call import Call
from safekv_lab.simulator.cost import SMALL_ON_CPU, CostModel

if TYPE_CHECKING:
    from pathlib import Path

PROBER = TenantId("prober")
TRACES = ("composed", "azure-conv", "servegen-m-small")
WARM_UP = 3
"""Windows in which nothing is answered, and nothing counted: at first the use of everything grows."""

SECONDS = 60.0
"""Length of a window: the recorded hours are short, and their services busy."""

_BEGIN = WARM_UP * SECONDS

UNITS, PROBES = 5, 200
"""Units that are probed, and probes of each in a window: several times what the victims hit them."""

ANSWERS: dict[str, Monitor] = {
    "alert": Monitor(answer="alert", window_seconds=SECONDS),
    "restrict": Monitor(answer="restrict", window_seconds=SECONDS),
    "quarantine, as published": Monitor(answer="quarantine", window_seconds=SECONDS, diversity=1.0),
    "quarantine, knows the owners": Monitor(answer="quarantine", window_seconds=SECONDS, diversity=0.3),
}
"""The settings that are compared; under the first nothing is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What all victims lost in one trace. Blocks; TTFT in seconds, of the requests with a published beginning.

    `withheld`: the share of these requests that were denied it. `probes`: those of the prober that were shared.
    """

    trace: str
    answer: str
    attacked: bool
    requests: int
    withheld: float
    shared_blocks: int
    extra_kept: int
    extra_lost: int
    ttft_p50: float
    ttft_p95: float
    ttft_p95_lost: float
    probes: int
    probes_shared: int


def measure(data: Path, *, requests: int, seed: int, cost: CostModel = SMALL_ON_CPU) -> list[Damage]:
    """Every answer on every trace, with the attack and without. Raises OperatorError where data are missing."""
    rows = []
    for trace in TRACES:
        calls = list(catalogue.calls(trace, data, requests=requests, tenants=100, seed=seed, rate=2.0))
        attack = _attack(calls, seed)
        for attacked in (False, True):
            merged = list(heapq.merge(calls, attack, key=lambda call: call.time)) if attacked else calls
            rows += [play(trace, answer, merged, cost, attacked=attacked) for answer in ANSWERS]
    return rows


def play(trace: str, answer: str, calls: list[Call], cost: CostModel, *, attacked: bool) -> Damage:
    """One trace under one answer."""
    detector: Detector[int] = Detector(ANSWERS[answer], guesses=True)
    held: set[tuple[TenantId, int]] = set()
    kept, lost, probes = Counter[str](), Counter[str](), Counter[bool]()
    ttft: list[float] = []
    ttft_lost: list[float] = []
    requests = withheld = 0
    for call in calls:
        shared = _shared(detector, call)
        if call.tenant == PROBER:
            probes[shared > 0] += 1
            continue
        cached = next((n for n, b in enumerate(call.blocks) if n >= shared and (call.tenant, b) not in held), None)
        cached = len(call.blocks) if cached is None else cached
        held.update((call.tenant, block) for block in (*call.blocks[shared:], *call.generated))
        if not call.public or call.time < _BEGIN:
            continue
        requests += 1
        withheld += shared == 0
        kept["shared"] += call.public
        kept["extra"] += max(0, call.public - cached)
        lost["extra"] += call.public - shared
        ttft.append(_ttft(cost, call, cached))
        ttft_lost.append(_ttft(cost, call, cached if shared else 0))
    return Damage(
        trace=trace,
        answer=answer,
        attacked=attacked,
        requests=requests,
        withheld=withheld / max(requests, 1),
        shared_blocks=kept["shared"],
        extra_kept=kept["extra"],
        extra_lost=lost["extra"],
        ttft_p50=quantile(ttft, 0.5),
        ttft_p95=quantile(ttft, 0.95),
        ttft_p95_lost=quantile(ttft_lost, 0.95),
        probes=probes.total(),
        probes_shared=probes[True],
    )


def _shared(detector: Detector[int], call: Call) -> int:
    """How many leading blocks a request shares, as the scheduler would plan it."""
    prompt = detector.asked(call.tenant, Chain(call.tenant, call.blocks), 4096, call.time)
    shared = call.public
    if shared:
        unit = call.blocks[shared - 1]
        detector.hit(unit, call.tenant, call.time)
        denied = detector.restricts(call.tenant, call.time) or detector.withholds(unit, call.time)
        if denied and call.time >= _BEGIN:
            shared = 0
    if prompt is not None:
        detector.answered(prompt, call.output_tokens, call.time)
    return shared


def _ttft(cost: CostModel, call: Call, cached: int) -> float:
    before = min(cached * call.block_tokens, call.prompt_tokens - 1)
    tokens = call.prompt_tokens - before
    pairs = tokens * (before + tokens / 2)
    return cost.before(call.prompt_tokens) + cost.of_step(prefill=tokens, pairs=pairs, answers=0, context=0)


def _attack(calls: list[Call], seed: int) -> list[Call]:
    """Probes of the most popular published beginnings: each is the beginning, and two blocks that nobody has."""
    rng = random.Random(f"{seed}/attack")
    popular = Counter(call.blocks[: call.public] for call in calls if call.public).most_common(UNITS)
    fresh = iter(range(-1, -(10**9), -1))
    block_tokens = calls[0].block_tokens
    probes = []
    for begin in range(WARM_UP, int(calls[-1].time // SECONDS), 3):
        for blocks, _ in popular:
            for _ in range(PROBES):
                probe = (*blocks, next(fresh), next(fresh))
                probes.append(
                    Call(
                        time=(begin + rng.random()) * SECONDS,
                        tenant=PROBER,
                        session="probing",
                        blocks=probe,
                        block_tokens=block_tokens,
                        prompt_tokens=len(probe) * block_tokens + 1,
                        output_tokens=1,
                        public=len(blocks),
                    )
                )
    return sorted(probes, key=lambda call: call.time)
