"""Index of the cached block keys: which blocks hold a key, and which key it continues.

Content may be held more than once: two requests that come together compute it twice, and a request's table of
blocks is never changed. The first copy is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from safekv.cache.entry import BlockId, Entry
from safekv.types import BlockKey


@dataclass(slots=True)
class _Held:
    """The copies of a key, the key before it, and how many keys that are held follow it."""

    copies: list[BlockId]
    parent: BlockKey | None = field(repr=False)
    children: int = 0


class Index:
    """Constant work per key. A key that follows another is held only while that is: callers see to it."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[BlockKey, _Held] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._held

    def find(self, keys: Sequence[BlockKey]) -> int:
        """How many leading keys are held."""
        held = self._held
        for place, key in enumerate(keys):
            if key not in held:
                return place
        return len(keys)

    def lookup(self, keys: Iterable[BlockKey]) -> list[BlockId]:
        """The blocks to serve for keys that are held. Raises KeyError for one that is not."""
        held = self._held
        return [held[key].copies[0] for key in keys]

    def copies(self, key: BlockKey) -> tuple[BlockId, ...]:
        """The blocks that hold a key."""
        held = self._held.get(key)
        return tuple(held.copies) if held else ()

    def continued(self, key: BlockKey) -> bool:
        """Whether a key that is held follows this one."""
        held = self._held.get(key)
        return held is not None and held.children > 0

    def insert(self, entry: Entry) -> None:
        """A block holds this. Raises KeyError if what comes before it is not held.

        The same content may be held once after a published prefix and once after its own: the parent that is known
        counts.
        """
        parent = self._held[entry.parent] if entry.parent is not None else None
        held = self._held.get(entry.key)
        if held is None:
            self._held[entry.key] = held = _Held(copies=[entry.block], parent=None)
        else:
            held.copies.append(entry.block)
        if parent is not None and held.parent is None:
            held.parent = entry.parent
            parent.children += 1

    def remove(self, entry: Entry) -> None:
        """A block holds this no more."""
        held = self._held[entry.key]
        held.copies.remove(entry.block)
        if held.copies:
            return
        del self._held[entry.key]
        parent = self._held.get(held.parent) if held.parent is not None else None
        if parent is not None:
            parent.children -= 1

    def snapshot(self) -> Mapping[BlockKey, tuple[BlockId, ...]]:
        """The copies of every key."""
        return {key: tuple(held.copies) for key, held in self._held.items()}
