"""The real scheduler with its cache divided: shares hold, both ledgers agree, and each planted fault is found."""

from __future__ import annotations

import pytest

pytest.importorskip("vllm")

from tests.harness.__main__ import fuzz
from tests.harness.engine import divided
from tests.harness.faults import Fault
from tests.harness.faults_of_shares import FAULTS_OF_SHARES

pytestmark = pytest.mark.engine

REQUESTS = 2000
SEEDS = (0, 1, 2)

EXERCISED = {
    "evicted_for_oneself": 500,
    "stops": 10,
    "erasures": 10,
    "preemptions": 20,
    "shared_hits": 100,
    "private_hits": 100,
    "equal_content_kept_apart": 300,
    "publications": 100,
    "resets": 5,
    "pauses": 5,
    "sessions": 30,
    "siblings": 50,
    "aborts": 50,
}
"""What a run has to have met, at least; without it, finding nothing would mean nothing."""


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("partition", ["fair", "strict"])
def test_shares_hold(partition: str, asynchronous: bool) -> None:
    requests = 3 * REQUESTS if partition == "fair" else REQUESTS  # who starts within its part seldom has to stop
    report = fuzz(divided(partition, asynchronous=asynchronous), requests, seed=1)
    assert report.violation is None, report.violation
    expected = EXERCISED | ({"evicted_for_another": 500} if partition == "fair" else {})
    missing = {name: report.counts[name] for name, least in expected.items() if report.counts[name] < least}
    assert not missing, f"the run was too tame: {missing}"


def test_shares_hold_on_the_second_runner() -> None:
    report = fuzz(divided("fair", asynchronous=True, second_runner=True), REQUESTS, seed=2)
    assert report.violation is None, report.violation


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(("partition", "fault"), FAULTS_OF_SHARES, ids=[f.name for _, f in FAULTS_OF_SHARES])
def test_fault_is_found(partition: str, fault: Fault, asynchronous: bool) -> None:
    for seed in SEEDS:
        with fault.plant():
            report = fuzz(divided(partition, asynchronous=asynchronous), REQUESTS, seed)
        if report.violation is not None:
            assert report.violation.kind in fault.found_as, report.violation
            return
    pytest.fail(f"{fault.name} was not found in {len(SEEDS)} times {REQUESTS} requests")
