"""The planner: which leading blocks of a prompt are shared. Pure: it looks, and changes nothing.

The published units form trees: a unit continues exactly the tokens of its parent. A plan walks from the root,
one whole unit at a time, as deep as what is published for this caller reaches. A unit is entered only
after every one of its tokens was compared, so nobody walks into a published text token by token.

Cost of a miss: one hash of one block of tokens. Cost of a hit: one comparison of the shared tokens. Neither
grows with the number of published units, but for those that begin with the same block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from safekv.scope.keys import may_read
from safekv.types import PRIVATE, BlockKey, Plan, PublishedUnit, WriteScope

_Head: TypeAlias = tuple[int, tuple[int, ...]]
"""A node, and the first block of tokens after it."""

_ROOT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """One path of tokens that is published, for one audience or several."""

    id: int
    own: list[int] = field(repr=False)
    variants: list[PublishedUnit]


class PublishedSet:
    """An immutable index of published units by their tokens. `block_size` is in tokens."""

    def __init__(self, units: Iterable[PublishedUnit] = (), *, block_size: int) -> None:
        self.block_size = block_size
        self._units = tuple(units)
        self._children: dict[_Head, list[_Node]] = {}
        paths: dict[tuple[int, ...], int] = {(): _ROOT}
        nodes: dict[tuple[int, tuple[int, ...]], _Node] = {}
        for published in sorted(self._units, key=lambda p: p.unit.end):
            unit = published.unit
            if node := nodes.get((unit.start, unit.path)):
                node.variants.append(published)
                continue
            parent = paths.get(unit.path[: unit.start])
            if parent is None:
                continue  # prefix closed: out of reach until its parent is published too
            own = list(unit.path[unit.start :])
            node = _Node(id=paths.setdefault(unit.path, len(paths)), own=own, variants=[published])
            nodes[unit.start, unit.path] = node
            head = (parent, tuple(own[:block_size]))
            self._children.setdefault(head, []).append(node)

    def __iter__(self) -> Iterator[PublishedUnit]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)

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
                if node.id in paths or visible is None or tokens[position:end] != node.own:
                    continue
                paths[node.id] = (*paths[at], visible)
                ends.append((node.id, end))
                if not deepest or end > deepest[-1].unit.end:
                    deepest = paths[node.id]
        return deepest


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
