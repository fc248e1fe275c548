"""Each detector against its twins: the span that it is to find, and the look-alike that it is not."""

from __future__ import annotations

import pytest

from safekv.guard.rules import BUILT_IN, RuleScanner
from tests.unit.guard.rules.twin import Twin
from tests.unit.guard.rules.twins import ALL

WITHOUT_TWINS = {rule.name for rule in BUILT_IN} - {twin.detector for twin in ALL if twin.span}


@pytest.fixture(scope="module")
def scanner() -> RuleScanner:
    return RuleScanner(BUILT_IN)


@pytest.mark.parametrize("twin", ALL, ids=lambda twin: f"{twin.detector}{'' if twin.span else ', not'}")
def test_a_detector_knows_its_twin(scanner: RuleScanner, twin: Twin) -> None:
    found = [(f.detector, f.start, f.end) for f in scanner.scan(twin.text)]
    if twin.span is None:
        assert found == []
    else:
        assert (twin.detector, *twin.span) in found


def test_every_detector_but_some_vendors_tokens_has_a_twin() -> None:
    assert {name for name in WITHOUT_TWINS if not name.startswith("token-")} <= {
        "wallet-base58-named", "birth-date-before", "jwt-base64", "putty-key", "bearer", "sshpass",
    }  # fmt: skip
    assert len(WITHOUT_TWINS) < len(BUILT_IN) * 0.6


def test_every_rule_names_its_source() -> None:
    assert [rule.name for rule in BUILT_IN if len(rule.source) < 5] == []
