"""The harness finds each planted fault; a fuzz that cannot find them proves nothing."""

from __future__ import annotations

import pytest

pytest.importorskip("vllm")

from tests.harness import faults_of_lives  # noqa: F401 - registers its own
from tests.harness.__main__ import fuzz
from tests.harness.engine import Setting
from tests.harness.faults import FAULTS, Fault

pytestmark = pytest.mark.engine

REQUESTS = 2000
SEEDS = (0, 1, 2)
"""Tried in turn; nearly all faults are found by the first within some hundred requests."""


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_found(fault: Fault, asynchronous: bool) -> None:
    for seed in SEEDS:
        with fault.plant():
            report = fuzz(Setting(asynchronous=asynchronous), REQUESTS, seed)
        if report.violation is not None:
            assert report.violation.kind in fault.found_as, report.violation
            return
    pytest.fail(f"{fault.name} was not found in {len(SEEDS)} times {REQUESTS} requests")
