"""Multi-pattern prefilter: finds where rules may match, by Hyperscan, or by RE2 where that is not installed.

Both only point: at windows in which all matches of a pattern lie. The scanner then asks RE2 for the matches in just
these windows, so findings do not depend on which of the two pointed. Both are automata: time is linear in the text for
every pattern, and what neither can promise (look-around, back references) does not compile.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from safekv.errors import OperatorError, PolicyError
from safekv.guard.rules.anchors import Anchor
from safekv.guard.rules.base import Rule

STRIDE = 512
OVERLAP = 512
"""Segments begin every `STRIDE` characters and are `STRIDE + OVERLAP` long, more than a match may span."""

NEAR = 128
"""Windows around anchors that lie nearer to each other are one: a pass costs as much as these characters."""

_PROBES = (b"", b"a 0", b" a\n-", b"\n")
"""Texts in which a pattern that may match no character at all does so somewhere: borders of words, lines, the text."""

Window = tuple[int, int]
"""Start and end of a stretch of the text."""


class Gate(Protocol):
    """Points at the windows in which a rule's pattern may match."""

    def windows(self, data: bytes) -> Mapping[int, Sequence[Window]]:
        """For each rule, by its index, windows from left to right; every match lies in one. Some may hold none.

        Hints are numbered after the rules, and where a hint is, there is a window somewhere. The windows of a rule
        without a bounded width are whole segments.
        """
        ...


def segment(index: int, length: int) -> Window:
    """Start and end of a segment."""
    return index * STRIDE, min(index * STRIDE + STRIDE + OVERLAP, length)


def segments(length: int) -> int:
    """How many segments a text has."""
    return max(1, -(-(length - OVERLAP) // STRIDE))


def compile_pattern(rule: Rule) -> Any:
    """The rule's pattern, compiled by RE2. Raises `PolicyError` for one that is not linear, or too long."""
    re2 = _import("re2")
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.case_sensitive = not rule.caseless
    options.log_errors = False
    options.max_mem = 64 << 20
    try:
        pattern = re2.compile(rule.pattern.encode("ascii"), options)
    except (re2.error, UnicodeEncodeError) as error:
        raise PolicyError(
            f"rule {rule.name!r}: the pattern is not one that RE2 accepts ({_said(error)}); "
            "write it in ASCII without look-around and back references, repeats at most 500"
        ) from None
    if any(match.start() == match.end() for probe in _PROBES for match in pattern.finditer(probe)):
        raise PolicyError(
            f"rule {rule.name!r}: the pattern also matches nothing at all, so it would match everywhere; "
            "require at least one character"
        )
    return pattern


class _Scratches(threading.local):
    """This thread's scratch space for each database."""

    def __init__(self) -> None:
        self.of: dict[Any, Any] = {}


class HyperscanGate:
    """One pass with every rule that has a literal of its own, one for each company of anchors, and around each anchor
    that is found another one with its rules. Databases are kept apart because one pattern without a literal slows down
    all that share a database with it. Threads scan with scratch spaces of their own.
    """

    def __init__(self, rules: Sequence[Rule], hints: Sequence[Anchor] = ()) -> None:
        self._hyperscan = _import("hyperscan")
        self._scratches = _Scratches()
        self._widths = [rule.width for rule in rules]
        self._hints = len(rules)
        self._anchors = sorted({rule.anchor for rule in rules if rule.anchor})
        self._first = self._hints + len(hints)
        try:
            self._build(rules, hints)
        except (self._hyperscan.HyperscanError, UnicodeEncodeError) as error:
            for rule in rules:
                self._check(rule)
            raise PolicyError(
                f"rules: together they are more than Hyperscan takes ({_said(error)}); leave some out"
            ) from None

    def _build(self, rules: Sequence[Rule], hints: Sequence[Anchor]) -> None:
        once = self._hyperscan.HS_FLAG_SINGLEMATCH
        free = [(index, rule.pattern, self._flag(rule)) for index, rule in enumerate(rules) if not rule.anchor]
        wanted = [(self._hints + index, hint, once) for index, hint in enumerate(hints)]
        wanted += [(self._first + index, anchor, 0) for index, anchor in enumerate(self._anchors)]
        wanted.sort(key=lambda one: (one[1].company, one[0]))
        of = [[(i, r.pattern, self._flag(r)) for i, r in enumerate(rules) if r.anchor == a] for a in self._anchors]
        self._reach = [max(self._widths[i] or OVERLAP for i, _, _ in each) + 1 for each in of]
        self._rules_of = [self._compile(each) for each in of]
        self._passes = [self._compile(free)] if free else []
        for _, company in groupby(wanted, key=lambda one: one[1].company):
            self._passes.append(self._compile([(index, anchor.pattern, flag) for index, anchor, flag in company]))

    def windows(self, data: bytes) -> Mapping[int, Sequence[Window]]:
        """See `Gate`."""
        ends: dict[int, list[int]] = defaultdict(list)
        for database in self._passes:
            self._scan(database, data, ends)
        for number in [number for number in ends if number >= self._first]:
            anchor = number - self._first
            for start, stop in _around(sorted(ends.pop(number)), self._reach[anchor], len(data)):
                found: dict[int, list[int]] = defaultdict(list)
                self._scan(self._rules_of[anchor], data[start:stop], found)
                for rule, places in found.items():
                    ends[rule] += [start + end for end in places]
        return {rule: self._pointed(rule, places, len(data)) for rule, places in ends.items()}

    def _pointed(self, rule: int, ends: Sequence[int], length: int) -> Sequence[Window]:
        if rule >= self._hints:
            return [(0, length)]
        width = self._widths[rule]
        if width is None:
            return [segment(index, length) for index in sorted({i for end in ends for i in _covering(end, length)})]
        return [(end - width if end > width else 0, end) for end in (sorted(ends) if len(ends) > 1 else ends)]

    def _scan(self, database: Any, data: bytes, ends: dict[int, list[int]]) -> None:
        """Add the ends of all matches, by pattern."""
        scratch = self._scratches.of.get(database)
        if scratch is None:
            scratch = self._scratches.of[database] = self._hyperscan.Scratch(database)
        database.scan(data, match_event_handler=_note, context=ends, scratch=scratch)

    def _flag(self, rule: Rule) -> int:
        return int(self._hyperscan.HS_FLAG_CASELESS) if rule.caseless else 0

    def _compile(self, patterns: Sequence[tuple[int, str, int]]) -> Any:
        database = self._hyperscan.Database(mode=self._hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[pattern.encode("ascii") for _, pattern, _ in patterns],
            ids=[index for index, _, _ in patterns],
            elements=len(patterns),
            flags=[flag for _, _, flag in patterns],
        )
        return database

    def _check(self, rule: Rule) -> None:
        try:
            self._compile([(0, rule.pattern, self._flag(rule))])
        except (self._hyperscan.HyperscanError, UnicodeEncodeError) as error:
            raise PolicyError(
                f"rule {rule.name!r}: the pattern is not one that Hyperscan accepts ({_said(error)}); "
                "write it in ASCII without look-around, back references and patterns that match nothing"
            ) from None


class Re2Gate:
    """The patterns in two RE2 sets (one ignores case), segment by segment. Same findings, more time."""

    def __init__(self, rules: Sequence[Rule], hints: Sequence[Anchor] = ()) -> None:
        anchors = sorted({rule.anchor for rule in rules if rule.anchor})
        self._hints = len(rules)
        self._last = len(rules) + len(hints)
        self._anchor_of = [self._last + anchors.index(rule.anchor) if rule.anchor else None for rule in rules]
        patterns = [(index, rule.pattern, rule.caseless) for index, rule in enumerate(rules)]
        patterns += [(len(rules) + index, one.pattern, False) for index, one in enumerate((*hints, *anchors))]
        self._sets = [_re2_set(patterns, caseless) for caseless in (False, True)]

    def windows(self, data: bytes) -> Mapping[int, Sequence[Window]]:
        """See `Gate`."""
        found: dict[int, list[Window]] = defaultdict(list)
        for index in range(segments(len(data))):
            start, end = segment(index, len(data))
            ids = {
                chosen[i] for patterns, chosen in self._sets if chosen for i in patterns.Match(data[start:end]) or ()
            }
            for one in ids:
                if self._hints <= one < self._last or (one < self._hints and self._anchored(one, ids)):
                    found[one].append((start, end))
        return found

    def _anchored(self, rule: int, ids: set[int]) -> bool:
        anchor = self._anchor_of[rule]
        return anchor is None or anchor in ids


def _re2_set(patterns: Sequence[tuple[int, str, bool]], caseless: bool) -> tuple[Any, list[int]]:
    re2 = _import("re2")
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.case_sensitive = not caseless
    options.max_mem = 512 << 20
    options.log_errors = False
    found = re2.Set.SearchSet(options)
    chosen = [index for index, _, ignores in patterns if ignores is caseless]
    for _, pattern, ignores in patterns:
        if ignores is caseless:
            found.Add(pattern.encode("ascii"))
    if chosen:
        found.Compile()
    return found, chosen


def _around(ends: Sequence[int], reach: int, length: int) -> list[Window]:
    """What lies around anchors that end here, as far as a match with one of them inside can reach."""
    windows: list[Window] = []
    for end in ends:
        start, stop = max(0, end - reach), min(length, end + reach)
        if windows and start <= windows[-1][1] + NEAR:
            windows[-1] = (windows[-1][0], stop)
        else:
            windows.append((start, stop))
    return windows


def best_gate(rules: Sequence[Rule], hints: Sequence[Anchor] = ()) -> Gate:
    """Hyperscan's where it is installed, RE2's elsewhere."""
    try:
        import hyperscan  # noqa: F401, PLC0415 (an extra)
    except ImportError:
        return Re2Gate(rules, hints)
    return HyperscanGate(rules, hints)


def _covering(end: int, length: int) -> Iterable[int]:
    """Segments in which a match that ends here lies, at least its last character."""
    last = segments(length) - 1
    return range(min(last, max(0, -((STRIDE + OVERLAP - end) // STRIDE))), min(last, (end - 1) // STRIDE) + 1)


def _note(pattern: int, _start: int, end: int, _flags: int, ends: dict[int, list[int]]) -> None:
    ends[pattern].append(end)


def _import(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError as error:
        raise OperatorError(f"the guard's rules need {name}; install safekv with its extra: safekv[guard]") from error


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).strip()
