"""Tier 1: every rule over one text, and what each match turns out to be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from safekv.errors import PolicyError
from safekv.guard.normalise import normalise
from safekv.guard.rules.base import REACH, WIDEST, Rule
from safekv.guard.rules.engine import Gate, best_gate, compile_pattern, segment
from safekv.types import Finding

TIER = 1
_ESCAPES = ((b"\\n", b" \n"), (b"\\r", b" \n"), (b"\\t", b" \t"), (b'\\"', b' "'), (b"\\/", b" /"), (b"\x0b", b" "))
"""Escapes of JSON and of source code, undone without moving anything: the length stays."""

Found = tuple[int, int, int]
"""Start, end and rule of a finding, in normalised text."""


class RuleScanner:
    """Finds what the rules describe. Patterns are compiled once; any number of threads may scan.

    Raises `PolicyError` for a rule whose pattern is not linear, `OperatorError` without the extra `guard`.
    """

    def __init__(self, rules: Sequence[Rule], *, gate: Callable[[Sequence[Rule]], Gate] = best_gate) -> None:
        self._rules = tuple(rules)
        if repeated := {r.name for r in rules if sum(r.name == other.name for other in rules) > 1}:
            raise PolicyError(f"rules: the name {min(repeated)!r} is used twice")
        self._patterns = [compile_pattern(rule) for rule in self._rules]
        self._groups = [pattern.groupindex.get(b"v", pattern.groupindex.get("v", 0)) for pattern in self._patterns]
        self._gate = gate(self._rules) if self._rules else None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What is looked for."""
        return self._rules

    def scan(self, text: str) -> tuple[Finding, ...]:
        """Findings in a unit's text, left to right, none overlapping another; spans are in `text` as given."""
        plain = normalise(text)
        data = plain.text.encode("ascii", "replace")
        if b"\\" in data or b"\x0b" in data:
            for escape, same in _ESCAPES:
                data = data.replace(escape, same)
        found = longest(set(self._found(data)))
        return tuple(self._finding(plain.span(start, end), rule) for start, end, rule in found)

    def _finding(self, span: tuple[int, int], rule: int) -> Finding:
        of = self._rules[rule]
        return Finding(category=of.category, start=span[0], end=span[1], tier=TIER, detector=of.name)

    def _found(self, data: bytes) -> Iterator[Found]:
        if self._gate is None or not data:
            return
        text = ""
        for rule, index in self._gate.hits(data):
            text = text or data.decode("ascii")
            for start, end in self._matches(rule, data, index):
                span = self._rules[rule].accepts(text, start, end)
                if span is not None:
                    yield *span, rule

    def _matches(self, rule: int, data: bytes, index: int) -> Iterator[tuple[int, int]]:
        """Matches in one segment that do not touch a cut: those, the neighbouring segment sees whole."""
        start, end = segment(index, len(data))
        group = self._groups[rule]
        widest = REACH if self._rules[rule].anchor else WIDEST
        for match in self._patterns[rule].finditer(data[start:end]):
            first, last = match.span()
            if (first == 0 and start > 0) or (last == end - start and end < len(data)):
                continue
            if last - first <= widest:
                narrow = match.span(group)
                first, last = narrow if narrow[0] >= 0 else (first, last)  # a group may have no part in a match
                yield start + first, start + last


def longest(found: set[Found]) -> list[Found]:
    """Of findings that overlap the longest, of equally long ones the first, by place, then by rule."""
    kept: list[Found] = []
    starts: list[int] = []
    for one in sorted(found, key=lambda f: (f[0] - f[1], f)):
        at = bisect_right(starts, one[0])
        if (at and kept[at - 1][1] > one[0]) or (at < len(kept) and kept[at][0] < one[1]):
            continue
        kept.insert(at, one)
        starts.insert(at, one[0])
    return kept
