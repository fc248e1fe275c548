"""The planner: finds which leading blocks of a prompt are published and may be shared. It has no side effects.

The published units form trees: a unit continues exactly the tokens of its parent. A plan walks from the root,
one whole unit at a time, as deep as what is published for this caller reaches. A prompt is not compared with a unit
token by token: it is digested up to where a unit ends, and the digest is looked up. So a unit is entered only after
every one of its tokens was read, and how long a look takes depends on the length of the prompt, on where published
units of this caller end, and on the whole units that it begins with: not on how far it agrees with another one.

Cost: one pass over the prompt, as far as published units reach, and one lookup for each place where one ends; not the
number of published units. Publishing a unit makes another set that has all but that unit in common with the one
before: it costs what the unit is long.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NewType, Self, TypeAlias

from rpds import HashTrieMap

from safekv.scope.keys import audiences_of
from safekv.types import PRIVATE, Audience, BlockKey, Plan, PublishedUnit, WriteScope

_Place = NewType("_Place", bytes)
"""A digest of a path: where a unit ends, and what continues it begins."""


_NOTHING = blake2b(digest_size=32, person=b"safekv place")
"""The digest of no tokens, to be copied."""


def _place(path: Sequence[int]) -> _Place:
    digest = _NOTHING.copy()
    try:
        digest.update(array("q", path))
    except OverflowError:  # no token id of a model, but whatever it is, it is somewhere; no prompt gets there
        digest.update(repr(path).encode())
    return _Place(digest.digest())


_ROOT = _place(())


class _Beginnings:
    """The places that a prompt comes by. Each token is read once, if places are asked for in ascending order."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = tokens
        self._read = [0]
        self._digests = [_NOTHING]

    def place(self, end: int) -> _Place:
        """The place of the first `end` tokens. Raises OverflowError for what is no token id of any model."""
        known = bisect_right(self._read, end) - 1
        start, digest = self._read[known], self._digests[known]
        if start < end:
            digest = digest.copy()
            digest.update(array("q", self._tokens[start:end]))
            self._read.insert(known + 1, end)
            self._digests.insert(known + 1, digest)
        return _Place(digest.digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Located:
    """Where a unit stands in the tree. `number` says when it came."""

    number: int
    start: _Place
    end: _Place


_Units: TypeAlias = "HashTrieMap[tuple[_Place, _Place, Audience], tuple[PublishedUnit, ...]]"
"""By where they begin and end, and for whom they are: one unit, or several materialisations of it."""

_Ends: TypeAlias = "HashTrieMap[tuple[_Place, Audience], HashTrieMap[int, int]]"
"""By where units begin, and for whom they are: the positions at which they end, and how many end at each."""


class PublishedSet:
    """An immutable index of published units by their tokens. `block_size` is in tokens."""

    def __init__(self, units: Iterable[PublishedUnit] = (), *, block_size: int) -> None:
        self.block_size = block_size
        self._located: HashTrieMap[PublishedUnit, _Located] = HashTrieMap()
        self._units: _Units = HashTrieMap()
        self._ends: _Ends = HashTrieMap()
        self._next = 0
        self._add(units)

    def __iter__(self) -> Iterator[PublishedUnit]:
        return iter(sorted(self._located, key=lambda published: self._located[published].number))

    def __len__(self) -> int:
        return len(self._located)

    def with_units(self, units: Iterable[PublishedUnit]) -> Self:
        """This set and these units. One whose parent is not published stays out of reach until it is."""
        new = self._copy()
        new._add(units)
        return new

    def without(self, units: Iterable[PublishedUnit]) -> Self:
        """This set without these units."""
        new = self._copy()
        for published in units:
            located = new._located.get(published)
            if located is not None:
                new._remove(published, located)
        return new

    def _copy(self) -> Self:
        new = type(self)(block_size=self.block_size)
        new._located, new._units, new._ends, new._next = self._located, self._units, self._ends, self._next
        return new

    def _add(self, units: Iterable[PublishedUnit]) -> None:
        """For a set that nobody has seen yet."""
        for published in units:
            if published in self._located:
                continue
            unit = published.unit
            located = _Located(number=self._next, start=_place(unit.path[: unit.start]), end=_place(unit.path))
            self._next += 1
            self._located = self._located.insert(published, located)
            where = (located.start, located.end, unit.audience)
            known = (*self._units.get(where, ()), published)
            self._units = self._units.insert(where, tuple(sorted(known, key=lambda p: self._located[p].number)))
            self._count(located.start, unit.audience, unit.end, 1)

    def _remove(self, published: PublishedUnit, located: _Located) -> None:
        unit = published.unit
        where = (located.start, located.end, unit.audience)
        left = tuple(other for other in self._units[where] if other is not published)
        self._units = self._units.insert(where, left) if left else self._units.discard(where)
        self._located = self._located.discard(published)
        self._count(located.start, unit.audience, unit.end, -1)

    def _count(self, start: _Place, audience: Audience, end: int, by: int) -> None:
        """One unit more or less that ends at a position."""
        where = (start, audience)
        ends: HashTrieMap[int, int] = self._ends.get(where, HashTrieMap())
        number = ends.get(end, 0) + by
        ends = ends.insert(end, number) if number else ends.discard(end)
        self._ends = self._ends.insert(where, ends) if len(ends) else self._ends.discard(where)

    def walk(self, scope: WriteScope, tokens: Sequence[int]) -> tuple[PublishedUnit, ...]:
        """The deepest path of published units that `tokens` begins with and `scope` may read, from the root on.

        Declarations may cut one text in different places, so there can be several paths; each of their ends is
        visited once.
        """
        audiences = audiences_of(scope)
        beginnings = _Beginnings(tokens)
        deepest: tuple[PublishedUnit, ...] = ()
        paths = {_ROOT: deepest}
        ends = [(0, _ROOT)]
        while ends:
            _, at = heapq.heappop(ends)
            for end in self._ends_behind(at, audiences, len(tokens)):
                try:
                    place = beginnings.place(end)
                except OverflowError:
                    return deepest
                found = next((units[0] for a in audiences if (units := self._units.get((at, place, a)))), None)
                if found is None or place in paths:
                    continue
                paths[place] = (*paths[at], found)
                heapq.heappush(ends, (end, place))
                if not deepest or end > deepest[-1].unit.end:
                    deepest = paths[place]
        return deepest

    def _ends_behind(self, at: _Place, audiences: Iterable[Audience], length: int) -> list[int]:
        """The positions, up to `length`, at which units end that begin at a place and are for these audiences."""
        found = {end for audience in audiences for end in self._ends.get((at, audience), ())}
        return sorted(end for end in found if end <= length)


def plan(published: PublishedSet, scope: WriteScope, tokens: Sequence[int]) -> Plan:
    """The shared prefix of a prompt, as whole published units.

    `tokens` is the prompt as a list of token ids. The engine always recomputes the last token of a prompt,
    and with it the block that holds it; that block never gets a shared key, since whoever computes a block
    also registers it.
    """
    units = published.walk(scope, tokens)
    if not units:
        return PRIVATE
    keys: list[BlockKey] = []
    for unit in units:
        keys += unit.keys
    readable = (len(tokens) - 1) // published.block_size
    return Plan(units=units, keys=tuple(keys[:readable]))
