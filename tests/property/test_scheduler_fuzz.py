"""The real scheduler under random tenants, operators and incidents: no read, key, pin or block out of place."""

from __future__ import annotations

import pytest

pytest.importorskip("vllm")

from safekv_lab.scheduler.standalone import SPECS
from tests.harness.__main__ import fuzz
from tests.harness.engine import Setting

pytestmark = pytest.mark.engine

REQUESTS = 2000

EXERCISED = {
    "preemptions": 50,
    "evictions": 1000,
    "shared_hits": 100,
    "private_hits": 50,
    "equal_content_kept_apart": 300,
    "publications": 100,
    "released": 60,
    "expired": 30,
    "withdrawn": 20,
    "declarations_over_budget": 1,
    "resets": 5,
    "resets_refused": 1,
    "pauses": 5,
    "sessions": 30,
    "session_updates": 30,
    "siblings": 50,
    "aborts": 50,
    "forged": 30,
}
"""What a run has to have met, at least; without it, finding nothing would mean nothing."""


@pytest.mark.parametrize("second_runner", [False, True], ids=["first-runner", "second-runner"])
@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_nothing_is_out_of_place(asynchronous: bool, second_runner: bool) -> None:
    report = fuzz(Setting(asynchronous=asynchronous, second_runner=second_runner), REQUESTS, seed=1)
    assert report.violation is None, report.violation
    missing = {name: report.counts[name] for name, least in EXERCISED.items() if report.counts[name] < least}
    assert not missing, f"the run was too tame: {missing}"
    counted, sent = report.counts["requests_counted"], report.counts["requests"]
    assert 0.8 * sent <= counted <= sent, "each once, resumed or not, but for those that never began"


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_larger_blocks(asynchronous: bool) -> None:
    setting = Setting(asynchronous=asynchronous, block_size=32, num_blocks=24, max_batched_tokens=128)
    report = fuzz(setting, REQUESTS // 2, seed=3)
    assert report.violation is None, report.violation
    assert report.counts["shared_hits"]
    assert report.counts["preemptions"]


def test_scheduling_by_priority() -> None:
    """A caller's priority never comes so far, so that all requests have the same."""
    report = fuzz(Setting(order="priority"), REQUESTS // 4, seed=5)
    assert report.violation is None, report.violation
    assert report.counts["shared_hits"]
    assert report.counts["preemptions"]


@pytest.mark.parametrize("layers", sorted(set(SPECS) - {"full"}))
def test_other_layers_in_one_group(layers: str) -> None:
    """A scheduler sees the group's specification only, whatever the layers are."""
    report = fuzz(Setting(layers=layers, asynchronous=True, second_runner=True), REQUESTS // 4, seed=4)
    assert report.violation is None, report.violation
    assert report.counts["shared_hits"]
    assert report.counts["preemptions"]
