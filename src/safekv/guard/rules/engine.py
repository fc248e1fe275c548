"""Which patterns may match where: the first pass over a text, by Hyperscan, or by RE2 where it is not installed.

Both only point: at segments of the text in which a pattern has a match. The scanner then asks RE2 for the matches in
just these segments, so findings do not depend on which of the two pointed. Both are automata: time is linear in the
text for every pattern, and what neither can promise (look-around, back references) does not compile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from safekv.errors import OperatorError, PolicyError
from safekv.guard.rules.base import REACH, Rule

STRIDE = 512
OVERLAP = 512
"""Segments begin every `STRIDE` characters and are `STRIDE + OVERLAP` long, more than a match may span."""

_PROBES = (b"", b"a 0", b" a\n-", b"\n")
"""Texts in which a pattern that may match no character at all does so somewhere: borders of words, lines, the text."""

Hit = tuple[int, int]
"""A rule's index and a segment's."""


class Gate(Protocol):
    """Points at the segments in which a rule's pattern may match."""

    def hits(self, data: bytes) -> Iterable[Hit]:
        """Every (rule, segment) with a match, and perhaps some without."""
        ...


def segment(index: int, length: int) -> tuple[int, int]:
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


class HyperscanGate:
    """One pass with every rule that has a literal of its own, one for each anchor, and where an anchor is, another one
    with its rules. Databases are kept apart because one pattern without a literal slows down all that share a database
    with it. Threads scan with scratch spaces of their own.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._hyperscan = _import("hyperscan")
        self._local = threading.local()
        anchors = sorted({rule.anchor for rule in rules} - {""})
        first = [(index, rule.pattern, rule.caseless) for index, rule in enumerate(rules) if not rule.anchor]
        of = [[(i, r.pattern, r.caseless) for i, r in enumerate(rules) if r.anchor == anchor] for anchor in anchors]
        try:
            self._free = self._compile(first) if first else None
            self._anchors = [
                (self._compile([(0, a, False)]), self._compile(o)) for a, o in zip(anchors, of, strict=True)
            ]
        except (self._hyperscan.HyperscanError, UnicodeEncodeError) as error:
            for rule in rules:
                self._check(rule)
            raise PolicyError(
                f"rules: together they are more than Hyperscan takes ({_said(error)}); leave some out"
            ) from None

    def hits(self, data: bytes) -> Iterable[Hit]:
        """See `Gate`."""
        last = segments(len(data)) - 1
        hits = {(rule, index) for rule, end in self._ends(self._free, data) for index in _covering(end, last)}
        for anchor, rules in self._anchors:
            for start, stop in _windows(sorted(end for _, end in self._ends(anchor, data)), len(data)):
                ends = self._ends(rules, data[start:stop])
                hits.update((rule, index) for rule, end in ends for index in _covering(start + end, last))
        return hits

    def _ends(self, database: Any, data: bytes) -> Iterable[tuple[int, int]]:
        """Each rule with the ends of its matches."""
        if database is None:
            return ()
        scratches = self._local.__dict__
        scratch = scratches.get(str(id(database)))
        if scratch is None:
            scratch = scratches[str(id(database))] = self._hyperscan.Scratch(database)
        ends: list[tuple[int, int]] = []
        database.scan(data, match_event_handler=_note, context=ends, scratch=scratch)
        return set(ends) if ends else ()

    def _compile(self, patterns: Sequence[tuple[int, str, bool]]) -> Any:
        database = self._hyperscan.Database(mode=self._hyperscan.HS_MODE_BLOCK)
        caseless = self._hyperscan.HS_FLAG_CASELESS
        database.compile(
            expressions=[pattern.encode("ascii") for _, pattern, _ in patterns],
            ids=[index for index, _, _ in patterns],
            elements=len(patterns),
            flags=[caseless if ignores else 0 for _, _, ignores in patterns],
        )
        return database

    def _check(self, rule: Rule) -> None:
        try:
            self._compile([(0, rule.pattern, rule.caseless)])
        except (self._hyperscan.HyperscanError, UnicodeEncodeError) as error:
            raise PolicyError(
                f"rule {rule.name!r}: the pattern is not one that Hyperscan accepts ({_said(error)}); "
                "write it in ASCII without look-around, back references and patterns that match nothing"
            ) from None


class Re2Gate:
    """The patterns in two RE2 sets (one ignores case), segment by segment. Same findings, more time."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        anchors = sorted({rule.anchor for rule in rules} - {""})
        self._anchor_of = [len(rules) + anchors.index(rule.anchor) if rule.anchor else None for rule in rules]
        patterns = [(index, rule.pattern, rule.caseless) for index, rule in enumerate(rules)]
        patterns += [(len(rules) + index, anchor, False) for index, anchor in enumerate(anchors)]
        self._sets = [_re2_set(patterns, caseless) for caseless in (False, True)]

    def hits(self, data: bytes) -> Iterable[Hit]:
        """See `Gate`."""
        found: set[Hit] = set()
        for index in range(segments(len(data))):
            start, end = segment(index, len(data))
            ids = {
                chosen[i] for patterns, chosen in self._sets if chosen for i in patterns.Match(data[start:end]) or ()
            }
            for rule in ids:
                if rule < len(self._anchor_of) and (self._anchor_of[rule] is None or self._anchor_of[rule] in ids):
                    found.add((rule, index))
        return found


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


def _windows(ends: Sequence[int], length: int) -> list[tuple[int, int]]:
    """What lies around anchors that end here, as far as a match with one of them inside can reach."""
    windows: list[tuple[int, int]] = []
    for end in ends:
        start, stop = max(0, end - REACH), min(length, end + REACH)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], stop)
        else:
            windows.append((start, stop))
    return windows


def best_gate(rules: Sequence[Rule]) -> Gate:
    """Hyperscan's where it is installed, RE2's elsewhere."""
    try:
        import hyperscan  # noqa: F401, PLC0415 (an extra)
    except ImportError:
        return Re2Gate(rules)
    return HyperscanGate(rules)


def _covering(end: int, last: int) -> range:
    """Segments in which a match that ends here lies, at least its last character."""
    return range(min(last, max(0, -((STRIDE + OVERLAP - end) // STRIDE))), min(last, (end - 1) // STRIDE) + 1)


def _note(rule: int, _start: int, end: int, _flags: int, ends: list[tuple[int, int]]) -> None:
    ends.append((rule, end))


def _import(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError as error:
        raise OperatorError(f"the guard's rules need {name}; install safekv with its extra: safekv[guard]") from error


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).strip()
