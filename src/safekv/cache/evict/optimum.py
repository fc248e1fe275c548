"""Belady's offline optimum, for reference only: evicts what is used again last (IBM Systems Journal, 1966).

Whoever uses a block uses all before it, so no block is used later than what continues it; of blocks that are used
again at the same time, or never, the deeper goes first. So the optimum keeps the index prefix closed, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from safekv.cache.entry import BlockId, Entry
from safekv.cache.evict.leaves import Leaves
from safekv.types import BlockKey


class Optimum:
    """`next_use` says when, after the present request, a key is used again, on any scale; infinity for never."""

    __slots__ = ("_leaves", "_next_use")

    name = "optimum"

    def __init__(self, next_use: Callable[[BlockKey], float]) -> None:
        self._next_use = next_use
        self._leaves = Leaves()

    def __len__(self) -> int:
        return len(self._leaves)

    def add(self, entries: Sequence[Entry], _now: float, /) -> None:
        """Rank them by when they are used again."""
        for entry in entries:
            self._leaves.add(entry, rank=-self._next_use(entry.key))

    def hit(self, block: BlockId, _now: float, /) -> None:
        """It is ranked anew when it is idle again."""
        self._leaves.remove(block)

    def remove(self, block: BlockId, /) -> None:
        """Forget it."""
        self._leaves.remove(block)

    def victim(self, _now: float, /) -> BlockId:
        """The leaf that is used again last."""
        first = self._leaves.first()
        if first is None:
            raise LookupError("no block is idle")
        return first.entry.block
