"""Tier 1 of ChunkGuard: scans a text with all rules and validates each match."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from safekv.errors import PolicyError
from safekv.guard.collapse import SPACED, WILD, collapsed
from safekv.guard.normalise import folded, remember
from safekv.guard.plain import Normalised
from safekv.guard.rules.anchors import Anchor
from safekv.guard.rules.base import WIDEST, Rule
from safekv.guard.rules.engine import Gate, Window, best_gate, compile_pattern
from safekv.verdicts import Finding

TIER = 1
_ESCAPES = {b"n": b" \n", b"r": b" \n", b"t": b" \t", b'"': b" '", b"/": b" /"}
"""Escapes of JSON and of source code, undone without moving anything: the length stays."""

HINTS = (Anchor(company="turns", pattern=WILD), Anchor(company="turns", pattern=SPACED))
"""Without one of these, a text has nothing to collapse, and is spared a pass of its own."""

MakeGate = Callable[[Sequence[Rule], Sequence[Anchor]], Gate]

Found = tuple[int, int, int]
"""Start, end and rule of a finding, in normalised text."""


class RuleScanner:
    """Finds what the rules describe. Patterns are compiled once; any number of threads may scan.

    Raises `PolicyError` for a rule whose pattern is not linear, `OperatorError` without the extra `guard`.
    """

    def __init__(self, rules: Sequence[Rule], *, gate: MakeGate = best_gate) -> None:
        self._rules = tuple(rules)
        if repeated := {r.name for r in rules if sum(r.name == other.name for other in rules) > 1}:
            raise PolicyError(f"rules: the name {min(repeated)!r} is used twice")
        self._patterns = [compile_pattern(rule) for rule in self._rules]
        self._groups = [pattern.groupindex.get(b"v", pattern.groupindex.get("v", 0)) for pattern in self._patterns]
        self._hints = range(len(self._rules), len(self._rules) + len(HINTS))
        self._gate = gate(self._rules, HINTS) if self._rules else None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What is looked for."""
        return self._rules

    def scan(self, text: str) -> tuple[Finding, ...]:
        """Findings in a unit's text, left to right, none overlapping another; spans are in `text` as given."""
        if self._gate is None or not text:
            return ()
        plain = folded(text)
        data = _ascii(plain)
        windows = self._gate.windows(data)
        if any(hint in windows for hint in self._hints):
            plain = collapsed(plain)
            if (tidy := _ascii(plain)) != data:
                data, windows = tidy, self._gate.windows(tidy)
        remember(text, plain)
        if not windows:
            return ()
        found = longest(set(self._found(data, windows)))
        return tuple(self._finding(plain.span(start, end), rule) for start, end, rule in found)

    def _finding(self, span: tuple[int, int], rule: int) -> Finding:
        of = self._rules[rule]
        return Finding(category=of.category, start=span[0], end=span[1], tier=TIER, detector=of.name)

    def _found(self, data: bytes, windows: Mapping[int, Sequence[Window]]) -> Iterator[Found]:
        text = data.decode("ascii")
        for index, places in windows.items():
            if index in self._hints:
                continue
            rule = self._rules[index]
            matches = self._cut if rule.width is None else self._chain
            for start, end in matches(index, data, places):
                span = rule.accepts(text, start, end)
                if span is not None:
                    yield *span, index

    def _chain(self, index: int, data: bytes, windows: Sequence[Window]) -> Iterator[Window]:
        """The matches that a search from the text's start finds one after the other, by looking into windows only.

        Every match lies in a window, so whatever begins after the last one begins in the next window that is not over.
        """
        search, group, width = self._patterns[index].search, self._groups[index], self._rules[index].width or 0
        done = 0
        for low, high in windows:
            while done < high:
                match = search(data, max(done, low), min(high + width, len(data)))
                if match is None or match.start() >= high:
                    break
                first, done = match.span()
                if done - first <= WIDEST:
                    yield _narrowed(match, group)

    def _cut(self, index: int, data: bytes, windows: Sequence[Window]) -> Iterator[Window]:
        """Matches in segments that do not touch a cut: those, the neighbouring segment sees whole."""
        for start, end in windows:
            for match in self._patterns[index].finditer(data[start:end]):
                first, last = match.span()
                if (first == 0 and start > 0) or (last == end - start and end < len(data)):
                    continue
                if last - first <= WIDEST:
                    first, last = _narrowed(match, self._groups[index])
                    yield start + first, start + last


def _narrowed(match: Any, group: int) -> Window:
    narrow: Window = match.span(group)
    return narrow if narrow[0] >= 0 else match.span()  # a group may have no part in a match


def _ascii(plain: Normalised) -> bytes:
    """The text as patterns see it: a character without a plain form is `?`, escapes are undone."""
    data = plain.text.encode("ascii", "replace")
    if b"\\" in data:
        head, *parts = data.split(b"\\")
        data = head + b"".join([(_ESCAPES.get(part[:1]) or b"\\" + part[:1]) + part[1:] for part in parts])
    return data.replace(b"\x0b", b" ") if b"\x0b" in data else data


def longest(found: Collection[Found]) -> list[Found]:
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
