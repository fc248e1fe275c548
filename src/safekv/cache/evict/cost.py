"""GreedyDual eviction: weighs the cost of computing a block again against how long ago it was used.

The rank of a block is what it costs plus the rank of the last victim when it became idle, so that what is not used is
overtaken, however dear it was (Young, "The k-server dual and loose competitiveness for paging", Algorithmica 1994;
Cao and Irani, "Cost-aware WWW proxy caching algorithms", USITS 1997). Blocks are of one size. To compute a block of a
prompt is the same work for each, and attention to all before it, which grows with its depth.

Where all blocks cost the same it is least recently used.
"""

from __future__ import annotations

from collections.abc import Sequence

from safekv.cache.entry import BlockId, Entry
from safekv.cache.evict.leaves import Leaves


class Cost:
    """`attention`: how much more a block costs for each block before it, in units of what the first one costs."""

    __slots__ = ("_attention", "_leaves", "_paid")

    name = "cost"

    def __init__(self, *, attention: float = 1 / 256) -> None:
        self._attention = attention
        self._leaves = Leaves()
        self._paid = 0.0

    def __len__(self) -> int:
        return len(self._leaves)

    def add(self, entries: Sequence[Entry], _now: float, /) -> None:
        """Rank them by what they cost, above all that went."""
        for entry in entries:
            self._leaves.add(entry, rank=self._paid + 1.0 + self._attention * entry.depth)

    def hit(self, block: BlockId, _now: float, /) -> None:
        """It is ranked anew when it is idle again."""
        self._leaves.remove(block)

    def remove(self, block: BlockId, /) -> None:
        """It has been paid for, if it was the cheapest."""
        first = self._leaves.first()
        if first is not None and first.entry.block == block:
            self._paid = max(self._paid, first.rank)
        self._leaves.remove(block)

    def victim(self, _now: float, /) -> BlockId:
        """The leaf with the lowest rank."""
        first = self._leaves.first()
        if first is None:
            raise LookupError("no block is idle")
        return first.entry.block
