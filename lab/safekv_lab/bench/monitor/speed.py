"""What watching costs: time per event on the request path, and memory with very many tenants and units.

An event is one call that the scheduler makes: a request comes in, a published unit is hit, a request leaves. Times are
of the processor, less the best of an empty loop; medians over repeats. A busy machine is slower all the same: a lookup
in a dictionary stands beside them, some 30 ns on an idle one.
"""

from __future__ import annotations

import math
import random
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from safekv.config import Monitor
from safekv.monitor.detector import Detector
from safekv.monitor.probing import BEGINNING
from safekv.types import BlockKey, TenantId

TENANTS, UNITS = 200, 100
PROMPTS = 10
"""Different prompts of a tenant: not enough for a restriction where that is not measured. They are few and short, since
the engine has hashed a prompt just before the monitor sees it: it is in the processor's cache."""

LONG = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds per event: the median of the repeats, and the best one."""

    event: str
    median: float
    best: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes, after requests of `tenants` tenants, all of which have a score, and hits on `units` units by all."""

    tenants: int
    units: int
    of_scores: int
    of_units: int


def measure(*, events: int, repeats: int, seed: int) -> list[Cost]:
    """Time per event, every kind."""
    rng = random.Random(seed)
    tenants = [TenantId(f"{rng.getrandbits(64):016x}") for _ in range(TENANTS)]
    heads = [[BlockKey(rng.randbytes(32)) for _ in range(BEGINNING)] for _ in tenants]
    chains = [[*head, BlockKey(rng.randbytes(32))] for head in heads for _ in range(PROMPTS)]
    units = list(range(UNITS))
    asks = [
        (tenants[n % TENANTS], chains[n % TENANTS * PROMPTS + rng.randrange(PROMPTS)], n * 1e-3) for n in range(events)
    ]
    guesses = [(TenantId("prober"), chains[n % len(chains)], n * 1e-3) for n in range(events)]
    hits = [(units[n % UNITS], rng.choice(tenants), n * 1e-3) for n in range(events)]
    kinds: dict[str, Callable[[], float]] = {
        "comes in, long answer": lambda: _asked(asks, LONG),
        "comes in, tiny answer": lambda: _asked(asks, 1),
        "comes in, tiny answer, of a prober": lambda: _asked(guesses, 1),
        "leaves, long answer, no score": lambda: _answered(asks, scored=False),
        "leaves, long answer, with a score": lambda: _answered(asks, scored=True),
        "a unit is hit": lambda: _hit(hits),
        "is it restricted, while others are": lambda: _restricted(asks),
        "a lookup in a dictionary, to compare": lambda: _looked_up(asks),
    }
    samples: dict[str, list[float]] = {name: [] for name in kinds}
    empty = math.inf
    for _ in range(repeats):
        empty = min(empty, _empty(asks))
        for name, run in kinds.items():
            samples[name].append(run())
    return [
        Cost(event=name, median=(median(times) - empty) / events, best=(min(times) - empty) / events)
        for name, times in samples.items()
    ]


def memory(*, tenants: int, units: int, seed: int) -> Memory:
    """Memory of scores and of units. Tenants and units themselves are not counted: the engine has them anyway."""
    rng = random.Random(seed)
    names = [TenantId(f"{rng.getrandbits(64):016x}") for _ in range(tenants)]
    chain = [BlockKey(rng.randbytes(32))]
    detector: Detector[int] = Detector(Monitor(), guesses=True)
    tracemalloc.start()
    for name in names:
        detector.asked(name, chain, 1, 0.0)
    scores, _ = tracemalloc.get_traced_memory()
    for number, name in enumerate(names):
        detector.hit(number % units, name, 0.0)
    everything, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Memory(tenants=tenants, units=units, of_scores=scores, of_units=everything - scores)


Asks = list[tuple[TenantId, list[BlockKey], float]]


def _looked_up(asks: Asks) -> float:
    known = dict.fromkeys(tenant for tenant, _, _ in asks)
    begun = time.process_time()
    for tenant, _, _ in asks:
        known.get(tenant)
    return time.process_time() - begun


def _empty(asks: Asks) -> float:
    begun = time.process_time()
    for _tenant, _chain, _now in asks:
        pass
    return time.process_time() - begun


def _asked(asks: Asks, most: int) -> float:
    detector: Detector[int] = Detector(Monitor(), guesses=True)
    begun = time.process_time()
    for tenant, chain, now in asks:
        detector.asked(tenant, chain, most, now)
    return time.process_time() - begun


def _answered(asks: Asks, *, scored: bool) -> float:
    detector: Detector[int] = Detector(Monitor(probes=32), guesses=True)
    prompts = [detector.asked(tenant, chain, LONG, 0.0) for tenant, chain, _ in asks]
    for number, prompt in enumerate(prompts):
        if scored and prompt is not None:
            detector.answered(prompt, 1, number * 1e-3)
    waiting = [prompt for prompt in prompts if prompt is not None]
    begun = time.process_time()
    for prompt in waiting:
        detector.answered(prompt, LONG, 1.0)
    return time.process_time() - begun


def _hit(hits: list[tuple[int, TenantId, float]]) -> float:
    detector: Detector[int] = Detector(Monitor(), guesses=True)
    begun = time.process_time()
    for unit, tenant, now in hits:
        detector.hit(unit, tenant, now)
    return time.process_time() - begun


def _restricted(asks: Asks) -> float:
    detector: Detector[int] = Detector(Monitor(), guesses=True)
    detector.probers.impose(TenantId("somebody"), 0.0, "for the benchmark")
    begun = time.process_time()
    for tenant, _, now in asks:
        detector.restricts(tenant, now)
    return time.process_time() - begun
