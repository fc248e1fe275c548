"""The planner: finds which leading blocks of a prompt are published and may be shared. It has no side effects.

The published units form trees: a unit continues exactly the tokens of its parent. A plan walks from the root,
one whole unit at a time, as deep as what is published for this caller reaches. A unit is entered only
after every one of its tokens was compared, so nobody walks into a published text token by token.

Cost of a miss: one hash of one block of tokens. Cost of a hit: one comparison of the shared tokens. Neither
grows with the number of published units, but for those that begin with the same block. Publishing a unit makes
another set that has all but that unit in common with the one before: it costs what the unit is long.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NewType, Self, TypeAlias

from rpds import HashTrieMap

from safekv.scope.keys import may_read
from safekv.types import PRIVATE, BlockKey, Plan, PublishedUnit, Shared, Unit, WriteScope

_Place = NewType("_Place", bytes)
"""A digest of a path: where a unit ends, and what continues it begins. Of published text only, never of a prompt."""

_Head: TypeAlias = tuple[_Place, tuple[int, ...]]
"""A place, and the first block of tokens after it."""


def _place(path: Sequence[int]) -> _Place:
    try:
        packed = array("q", path).tobytes()
    except OverflowError:  # no token id of a model, but whatever it is, it is somewhere
        packed = repr(path).encode()
    return _Place(blake2b(packed, digest_size=32, person=b"safekv place").digest())


_ROOT = _place(())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """One path of tokens that is published, for one audience or several: those that everybody may read first."""

    end: _Place
    own: list[int] = field(repr=False)
    variants: tuple[PublishedUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Located:
    """Where a unit stands in the tree. `number` says when it came."""

    number: int
    head: _Head
    end: _Place


_Children: TypeAlias = "HashTrieMap[_Head, tuple[_Node, ...]]"


class PublishedSet:
    """An immutable index of published units by their tokens. `block_size` is in tokens."""

    def __init__(self, units: Iterable[PublishedUnit] = (), *, block_size: int) -> None:
        self.block_size = block_size
        self._units: HashTrieMap[PublishedUnit, _Located] = HashTrieMap()
        self._children: _Children = HashTrieMap()
        self._next = 0
        self._add(units)

    def __iter__(self) -> Iterator[PublishedUnit]:
        return iter(sorted(self._units, key=lambda published: self._units[published].number))

    def __len__(self) -> int:
        return len(self._units)

    def with_units(self, units: Iterable[PublishedUnit]) -> Self:
        """This set and these units. One whose parent is not published stays out of reach until it is."""
        new = self._copy()
        new._add(units)
        return new

    def without(self, units: Iterable[PublishedUnit]) -> Self:
        """This set without these units."""
        new = self._copy()
        for published in units:
            located = new._units.get(published)
            if located is None:
                continue
            new._units = new._units.discard(published)
            kept = [node for node in new._children[located.head] if node.end != located.end]
            (node,) = (node for node in new._children[located.head] if node.end == located.end)
            if variants := tuple(variant for variant in node.variants if variant is not published):
                kept.append(_Node(end=node.end, own=node.own, variants=variants))
            new._put(located.head, kept)
        return new

    def _copy(self) -> Self:
        new = type(self)(block_size=self.block_size)
        new._units, new._children, new._next = self._units, self._children, self._next
        return new

    def _add(self, units: Iterable[PublishedUnit]) -> None:
        """For a set that nobody has seen yet."""
        for published in units:
            if published in self._units:
                continue
            unit = published.unit
            start = unit.path[: unit.start]
            own = list(unit.path[unit.start :])
            located = _Located(
                number=self._next, head=(_place(start), tuple(own[: self.block_size])), end=_place(unit.path)
            )
            self._next += 1
            self._units = self._units.insert(published, located)
            beside = self._children.get(located.head, ())
            known = [variant for node in beside if node.end == located.end for variant in node.variants]
            variants = sorted([*known, published], key=lambda p: (_audience(p.unit), self._units[p].number))
            node = _Node(end=located.end, own=own, variants=tuple(variants))
            self._put(located.head, [node, *(other for other in beside if other.end != located.end)])

    def _put(self, head: _Head, nodes: list[_Node]) -> None:
        """The nodes behind a head, the shortest first, so that their order does not tell when they came."""
        if nodes:
            self._children = self._children.insert(head, tuple(sorted(nodes, key=lambda node: len(node.own))))
        else:
            self._children = self._children.discard(head)

    def walk(self, scope: WriteScope, tokens: Sequence[int]) -> tuple[PublishedUnit, ...]:
        """The deepest path of published units that `tokens` begins with and `scope` may read, from the root on.

        Declarations may cut one text in different places, so there can be several paths; each of their ends is
        visited once.
        """
        deepest: tuple[PublishedUnit, ...] = ()
        paths = {_ROOT: deepest}
        ends = [(_ROOT, 0)]
        while ends:
            at, position = ends.pop()
            for node in self._children.get((at, tuple(tokens[position : position + self.block_size])), ()):
                end = position + len(node.own)
                visible = next((p for p in node.variants if may_read(scope, p.unit.audience)), None)
                if node.end in paths or visible is None or tokens[position:end] != node.own:
                    continue
                paths[node.end] = (*paths[at], visible)
                ends.append((node.end, end))
                if not deepest or end > deepest[-1].unit.end:
                    deepest = paths[node.end]
        return deepest


def _audience(unit: Unit) -> str:
    return "" if isinstance(unit.audience, Shared) else unit.audience.name


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
