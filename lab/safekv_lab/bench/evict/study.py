"""Hit rates of eviction policies against the offline optimum, over sizes of the cache.

The cache is one partition and everybody shares everything: what is measured is the order in which blocks leave. Sizes
are fractions of the distinct blocks of the trace. Beside the policies stand two that are told something: `optimum`
knows the whole future; a policy with `+ends` is told when a session has ended, as an application that closes
conversations could (`Pool.end`). The distance between the two says what the rest of the future is worth.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common
from safekv.cache.evict import POLICIES
from safekv.cache.evict.optimum import Optimum
from safekv.cache.pool import Pool
from safekv_lab.bench.evict.replay import Future, Tally, distinct_blocks, keys_of, last_calls, serve
from safekv_lab.bench.traces import catalogue
from safekv_lab.bench.traces.compose import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from safekv.cache.evict.base import NewEvictor
    from safekv_lab.bench.traces.call import Call

FRACTIONS = (0.05, 0.10, 0.20, 0.40)
OPTIMUM = "optimum"
TOLD = "+ends"
ARMS = (*POLICIES, *(name + TOLD for name in POLICIES))

RECIPE = Recipe(block_tokens=64, application_blocks=(4, 24), document_blocks=(2, 16))
"""Composed texts as they are by default, in blocks four times the size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Hit rates, 0 to 1, on the whole trace and on its second half; the optimum's beside them."""

    workload: str
    cache_fraction: float
    policy: str
    hit_rate: float
    optimum: float
    second_half: float
    second_half_optimum: float


def workload(name: str, data: Path | None, *, requests: int, seed: int) -> list[Call]:
    """The calls of a workload: a recorded trace in full, of a composed one the first `requests`."""
    if name in catalogue.RECORDED:
        return list(catalogue.calls(name, data))
    return list(catalogue.calls(name, data, requests=requests, recipe=RECIPE, seed=seed))


def study(
    name: str,
    calls: Sequence[Call],
    *,
    fractions: Sequence[float],
    arms: Sequence[str],
    progress: Callable[[str], None],
) -> Iterator[Result]:
    """Yield the results of a workload, by size and policy."""
    distinct = distinct_blocks(calls)
    for fraction, arm in itertools.product(fractions, (OPTIMUM, *arms)):
        progress(f"{name}, cache of {fraction:.0%}, {arm}")
        first, second = replay(calls, max(1, round(distinct * fraction)), arm)
        whole = Tally(asked=first.asked + second.asked, hit=first.hit + second.hit)
        if arm == OPTIMUM:
            best, best_second = whole.hit_rate, second.hit_rate
            continue
        yield Result(
            workload=name,
            cache_fraction=fraction,
            policy=arm,
            hit_rate=whole.hit_rate,
            optimum=best,
            second_half=second.hit_rate,
            second_half_optimum=best_second,
        )


def replay(calls: Sequence[Call], capacity: int, arm: str) -> tuple[Tally, Tally]:
    """The tallies of the first and the second half of the calls, in a cache of `capacity` blocks."""
    future = Future(calls) if arm == OPTIMUM else None
    policy = arm.removesuffix(TOLD)
    new_evictor: NewEvictor = POLICIES[policy] if future is None else lambda: Optimum(future.next_use)
    ends = last_calls(calls) if arm.endswith(TOLD) else frozenset()
    pool = Pool(Allocator(capacity=capacity), new_evictor)
    halves = (Tally(), Tally())
    for number, call in enumerate(calls):
        if future is not None:
            future.present = number
        keys = keys_of(call)
        serve(pool, call, keys, Common.ANONYMOUS, halves[2 * number >= len(calls)])
        if number in ends:
            pool.end(keys)
    return halves


def as_rows(results: Sequence[Result]) -> list[dict[str, object]]:
    """Results as they are stored."""
    return [dataclasses.asdict(result) for result in results]
