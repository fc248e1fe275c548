"""The fast ways give what the plain ways give: windows what a search of the whole text gives, folding by kinds of
characters what folding run by run gives.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from safekv.config import CustomRule
from safekv.guard.collapse import SPACED, WILD, collapsed
from safekv.guard.normalise import _folded, folded, normalise
from safekv.guard.plain import Normalised
from safekv.guard.rules import BUILT_IN, Rule, RuleScanner, custom_rules
from safekv.guard.rules.base import WIDEST
from safekv.guard.rules.engine import HyperscanGate, Re2Gate, compile_pattern
from safekv.guard.rules.scanner import _ascii, longest
from tests.property.odd_texts import odd_text
from tests.unit.guard.rules.twins import ALL

pytest.importorskip("hyperscan")

PATTERNS = [compile_pattern(rule) for rule in BUILT_IN]


def texts() -> Iterator[str]:
    """Odd ones, alone and many in a row; twins in sentences, behind each other, with escapes."""
    source = random.Random(11)
    for _ in range(400):
        yield odd_text(source)
    for _ in range(12):
        yield " ".join(odd_text(source) for _ in range(30))
        yield "\n".join(source.choice(ALL).text for _ in range(40))
        yield "the rest is as usual, \u201cmore or less\u201d\u2026 " * 30 + source.choice(ALL).text + " and so on" * 90
        yield "".join(source.choice(ALL).text for _ in range(20)).replace('"', '\\"').replace("\n", "\\n")


TEXTS = tuple(texts())


def plainly(text: str) -> list[tuple[int, int, str]]:
    """Every rule over the whole text, one after the other."""
    plain = normalise(text)
    data = _ascii(plain)
    found: set[tuple[int, int, int]] = set()
    for index, (rule, pattern) in enumerate(zip(BUILT_IN, PATTERNS, strict=True)):
        for match in pattern.finditer(data):
            span = accepted(rule, data.decode(), match, pattern.groupindex.get(b"v", 0))
            found |= {(*span, index)} if span else set()
    return [(*plain.span(start, end), BUILT_IN[rule].name) for start, end, rule in longest(found)]


def accepted(rule: Rule, text: str, match: Any, group: int) -> tuple[int, int] | None:
    if match.end() - match.start() > WIDEST:
        return None
    narrow = match.span(group)
    return rule.accepts(text, *(narrow if narrow[0] >= 0 else match.span()))


@pytest.mark.parametrize("gate", [HyperscanGate, Re2Gate])
def test_windows_lose_nothing_and_add_nothing(gate: type[HyperscanGate | Re2Gate]) -> None:
    scanner, found = RuleScanner(BUILT_IN, gate=gate), 0
    for text in TEXTS if gate is HyperscanGate else TEXTS[::3]:
        expected = plainly(text)
        assert [(one.start, one.end, one.detector) for one in scanner.scan(text)] == expected, ascii(text)
        found += len(expected)
    assert found > 150


def test_every_built_in_pattern_is_bounded() -> None:
    assert [rule.name for rule in BUILT_IN if rule.width is None] == []


def test_an_anchor_is_wherever_its_rules_find_something() -> None:
    """A rule whose anchor does not fit would find nothing by either pass."""
    anchored = [rule for rule in BUILT_IN if rule.anchor]
    scanners = [RuleScanner(rules) for rules in (anchored, [replace(rule, anchor=None) for rule in anchored])]
    for text in TEXTS:
        assert scanners[0].scan(text) == scanners[1].scan(text), ascii(text)


def test_patterns_of_an_operator_without_a_bound_find_the_same_by_either_pass() -> None:
    rules = custom_rules([CustomRule(name="wide", pattern=r"<[a-z ]+>"), CustomRule(name="any", pattern=r"ab.*yz")])
    assert [rule.width for rule in rules] == [None, None]
    text = ("<tag one> x " * 100 + "ab" + "c" * 300 + "yz " + "d " * 600) * 2
    found = [RuleScanner(rules, gate=gate).scan(text) for gate in (HyperscanGate, Re2Gate)]
    assert found[0] == found[1]
    assert {one.detector for one in found[0]} == {"custom-wide", "custom-any"}


def as_read(plain: Normalised) -> tuple[str, list[tuple[int, int]]]:
    return plain.text, [plain.original(index) for index in range(len(plain.text))]


def test_folding_by_kinds_is_folding_run_by_run() -> None:
    kinds = "\u2019\u201c\u2026\u200b\u00e9\u00df\u5f20\U0001f600\u0430\uff11\ufb03\u1e9e\uff76\ud800 ab1."
    source = random.Random(5)
    few = ["".join(source.choices(kinds, k=source.randrange(1, 40))) for _ in range(300)]
    for text in (*TEXTS, *few):
        assert as_read(folded(text)) == as_read(_folded(text)), ascii(text)


def test_what_is_collapsed_has_a_hint() -> None:
    import re

    hints = re.compile(f"{WILD}|{SPACED}")
    source, changed = random.Random(6), 0
    drawn = ["".join(source.choices("aAbBcC12 -./:_\u00e9\\n", k=source.randrange(4, 24))) for _ in range(20_000)]
    for text in (*TEXTS, *drawn):
        plain = folded(text)
        if collapsed(plain).text != plain.text:
            changed += 1
            assert hints.search(_ascii(plain).decode()), ascii(text)
    assert changed > 100
