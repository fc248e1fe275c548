"""Self-composition: two worlds that differ only in what one victim sends look the same to everybody else.

Random traces of five owners on the real scheduler and the real release process: the same requests, schedule, coins and
releases, a shared region that is full, votes that are too long, a process that is deaf, prefixes of a group; reset,
sleep, restart, reboot, loss of the ledger, withdrawal, expiry. Each pair is compared up to the first draw whose
releases differ: that is what the draw protects.
`python -m tests.worlds --traces 100000` plays more.

The monitor is on: it restricts tenants, by what they themselves send. The published system's rule, which acts on the
use of a unit, is here as a planted fault, and it is found.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("vllm")

from safekv.types import Mode
from tests.mutation.faults import faults_of_the_engine, faults_of_the_ledger
from tests.worlds.compare import Outcome, compare

pytestmark = pytest.mark.engine

SECONDS = 60.0
FEW = 160

INGREDIENTS = (
    "released units",
    "hits",
    "requests planned as shared",
    "requests planned for their group",
    "restricted requests",
    "lives that ended",
    "traces with a narrow region",
    "releases_without_room",
    "turns with votes waiting",
    "contributions_too_long",
    "contributions_over_quota",
    "contributions_repeated",
    "reset with units alive",
    "sleep with units alive",
    "restart with units alive",
    "reboot with units alive",
    "loss of the ledger with units alive",
    "withdraw a release with units alive",
    "plans that a reset has taken back",
    "shared units in use when their life ended",
    "traces whose releases part",
)
"""What must have happened on the way: a trace without it says nothing about it."""


def test_nobody_can_tell_what_the_victim_sends(tmp_path: Path) -> None:
    outcome = compare(tmp_path, traces=10**6, seed=1_000_000, seconds=SECONDS)
    assert not outcome.told_apart, outcome
    missing = [name for name in INGREDIENTS if not outcome.counts[name]]
    assert not missing, f"{missing}\n{outcome}"
    assert outcome.counts["answers compared"] > outcome.counts["answers"] / 2


def test_few_traces(tmp_path: Path) -> None:
    """The same, short: for the faults that are planted one after the other."""
    outcome = compare(tmp_path, traces=FEW, seed=0)
    assert not outcome.told_apart, outcome


def told_apart(directory: Path, **options: Any) -> Outcome:
    outcome = compare(directory, traces=10 * FEW, seed=0, **options)
    assert outcome.told_apart, outcome
    return outcome


def test_in_mode_detector_everybody_can(tmp_path: Path) -> None:
    """The positive control, and what that mode is known for."""
    outcome = told_apart(tmp_path, mode=Mode.DETECTOR)
    assert outcome.counts["traces"] <= 20


@pytest.mark.parametrize(
    "plant",
    [
        faults_of_the_engine.restricted_when_the_hits_of_a_unit_grow,
        faults_of_the_engine.renewed_by_use_on_the_engine,
        faults_of_the_ledger.published_in_order_of_count,
    ],
    ids=lambda plant: plant.__name__,
)
def test_a_fault_that_lets_use_or_counts_be_seen_is_found(
    plant: Callable[[], AbstractContextManager[Any]], tmp_path: Path
) -> None:
    with plant():
        told_apart(tmp_path)
