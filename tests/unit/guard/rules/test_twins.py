"""Each detector against its twins: the span that it is to find, and the look-alike that it is not."""

from __future__ import annotations

import pytest

from safekv.guard.rules import BUILT_IN, RuleScanner
from tests.unit.guard.rules.twin import Twin
from tests.unit.guard.rules.twins import ALL
from tests.unit.guard.rules.twins_of_vendors import OTHERS, VENDORS

EVERY = (*ALL, *VENDORS, *OTHERS)


@pytest.fixture(scope="module")
def scanner() -> RuleScanner:
    return RuleScanner(BUILT_IN)


@pytest.mark.parametrize("twin", EVERY, ids=lambda twin: f"{twin.detector}{'' if twin.span else ', not'}")
def test_a_detector_knows_its_twin(scanner: RuleScanner, twin: Twin) -> None:
    found = [(f.detector, f.start, f.end) for f in scanner.scan(twin.text)]
    if twin.span is None:
        assert found == []
    else:
        assert (twin.detector, *twin.span) in found


@pytest.mark.parametrize("rule", [rule.name for rule in BUILT_IN])
def test_every_rule_has_both_twins(rule: str) -> None:
    mine = {twin.span is not None for twin in EVERY if twin.detector == rule}
    assert mine == {True, False}, f"{rule}: what it finds, or what looks alike and is not to be found, has no twin"


def test_no_twin_is_of_a_rule_that_is_gone() -> None:
    assert {twin.detector for twin in EVERY} <= {rule.name for rule in BUILT_IN}


def test_every_rule_names_its_source() -> None:
    assert [rule.name for rule in BUILT_IN if len(rule.source) < 5] == []
