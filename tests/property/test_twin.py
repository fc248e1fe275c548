"""With charged memory, the cache is that of `isolate`, block by block, whoever uses what was voted in.

Random traces under eviction on the real scheduler and release process, each played twice (tests/worlds/twin.py).
`python -m tests.worlds.twin --traces 10000` plays more.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("vllm")

from tests.worlds.twin import Outcome, compare

pytestmark = pytest.mark.engine

TRACES = 150
FEW = 25

INGREDIENTS = (
    "blocks copied",
    "evictions",
    "lookups that hit",
    "preemptions",
    "requests planned as shared",
    "requests planned for their group",
    "restricted requests",
    "lives that ended",
    "shared units in use when their life ended",
    "plans that a reset has taken back",
    "reset with units alive",
    "withdraw a release with units alive",
)
"""What must have happened on the way: traces without it say nothing about it."""


def check(outcome: Outcome) -> None:
    assert not outcome.different, outcome
    missing = [name for name in INGREDIENTS if not outcome.counts[name]]
    assert not missing, f"{missing}\n{outcome}"


def test_the_cache_is_that_of_isolate(tmp_path: Path) -> None:
    outcome = compare(tmp_path, traces=TRACES, seed=1_000_000)
    check(outcome)
    assert outcome.counts["blocks copied"] > 5 * TRACES


@pytest.mark.parametrize("partition", ["fair", "strict"])
def test_so_it_is_where_the_cache_is_divided(partition: str, tmp_path: Path) -> None:
    check(compare(tmp_path, traces=2 * FEW, seed=2_000_000, partition=partition))


def test_few_traces(tmp_path: Path) -> None:
    """The same, short: for the faults that are planted one after the other."""
    outcome = compare(tmp_path, traces=FEW, seed=0)
    assert not outcome.different, outcome
