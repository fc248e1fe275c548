"""An operator's own rules: what they find, and what is refused before anything is judged."""

from __future__ import annotations

import sys

import pytest

from safekv.config import CustomRule
from safekv.errors import OperatorError, PolicyError
from safekv.guard.rules import Rule, RuleScanner, custom_rule, custom_rules
from safekv.guard.rules.custom import fingerprint
from safekv.guard.rules.engine import HyperscanGate, Re2Gate
from safekv.verdicts import Category

pytest.importorskip("hyperscan")


def written(pattern: str, **more: object) -> CustomRule:
    return CustomRule.model_validate({"name": "mine", "pattern": pattern, **more})


def custom(pattern: str, **more: object) -> Rule:
    return custom_rule(written(pattern, **more))


def test_an_operators_rule() -> None:
    scanner = RuleScanner([custom(r"PRJ-\d{4}", context=["project", "case file"])])
    assert scanner.scan("the number PRJ-4711") == ()
    (found,) = scanner.scan("for project PRJ-4711 only")
    assert (found.category, found.start, found.end, found.detector) == (Category.CUSTOM, 12, 20, "custom-mine")


@pytest.mark.parametrize("gate", [HyperscanGate, Re2Gate])
def test_a_group_narrows_the_finding(gate: type) -> None:
    scanner = RuleScanner([custom(r"(the )?customer (?P<v>\d{6})|client \d{6}", caseless=True)], gate=gate)
    (found,) = scanner.scan("Customer 481902")
    assert (found.start, found.end) == (9, 15)
    (found,) = scanner.scan("a Client 481902")
    assert (found.start, found.end) == (2, 15), "where the group has no part, the match is the finding"


def test_a_context_word_is_folded_as_the_text_is() -> None:
    scanner = RuleScanner([custom(r"\d{4}", context=["M\u00fcndel"])])
    assert scanner.scan("M\u00fcndel 4711")
    assert scanner.scan("Mundel 4711")
    assert not scanner.scan("nobody 4711")


NOT_LINEAR = [r"(?<=x)y", r"(a)\1", r"(?=x)y", r"(?>a+)b", r"a++b"]
BROKEN = [r"(unclosed", r"a{2000}", r"\p{Nonsense}", "caf\u00e9"]
EMPTY = ["a*", "|b", r"\b", r"\B", "^", "$", "(?m)^", "(?m)$", "(?:x|)", "(?:a?){3}"]


@pytest.mark.parametrize("gate", [HyperscanGate, Re2Gate])
@pytest.mark.parametrize("pattern", [*NOT_LINEAR, *BROKEN, *EMPTY])
def test_a_pattern_that_cannot_be_used_is_the_operators_error(pattern: str, gate: type) -> None:
    with pytest.raises(PolicyError, match="custom-mine"):
        RuleScanner([custom(pattern)], gate=gate)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        *((pattern, "without look-around and back references") for pattern in NOT_LINEAR[:3]),
        ("caf\u00e9", "write it in ASCII"),
        *((pattern, "matches nothing at all") for pattern in EMPTY),
    ],
)
def test_the_error_names_rule_and_reason(pattern: str, reason: str) -> None:
    with pytest.raises(PolicyError, match=rf"guard\.rules: rule 'custom-mine'.*{reason}"):
        custom_rules([written(pattern)])


@pytest.mark.parametrize("word", ["\u60a3\u8005", "\u200b", " "])
def test_a_context_word_that_is_never_found_is_refused(word: str) -> None:
    with pytest.raises(PolicyError, match=r"'mine'.*never found"):
        custom_rules([written(r"\d{4}", context=["patient", word])])


def test_without_the_extra_nothing_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(OperatorError, match=r"safekv\[guard\]"):
        custom_rules([written("x")])


def test_a_name_is_used_once() -> None:
    with pytest.raises(PolicyError, match="used twice"):
        RuleScanner([custom("a+b"), custom("b+c")])


def test_the_fingerprint_changes_with_the_rules() -> None:
    one, other = (written("a+b"),), (written("a+b", caseless=True),)
    assert fingerprint(custom_rules(one)) == fingerprint(custom_rules(one))
    assert len({fingerprint(custom_rules(rules)) for rules in (one, other, (*one, written("c", name="c")))}) == 3
