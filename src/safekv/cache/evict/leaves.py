"""The idle blocks of a partition as prefix trees. Only a leaf can be evicted, so no cached block loses its prefix.

A block is a leaf if no idle block continues it. Only leaves stand in a queue; a block that others continue enters its
queue when the last of them has left. A queue is a heap by rank, lowest first; blocks of equal rank go in the order in
which they came. Work per event: logarithmic in the number of idle blocks, amortised.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import NamedTuple

from safekv.cache.entry import BlockId, Entry
from safekv.types import BlockKey


class Idle(NamedTuple):
    """A block that is ordered: in which queue, by which rank, and as the how manieth it came."""

    entry: Entry
    queue: int
    rank: float
    order: int


class Leaves:
    """Idle blocks in `queues` queues."""

    __slots__ = ("_arrived", "_children", "_copies", "_heaps", "_idle")

    def __init__(self, queues: int = 1) -> None:
        self._heaps: list[list[tuple[float, int, BlockId]]] = [[] for _ in range(queues)]
        self._idle: dict[BlockId, Idle] = {}
        self._children: dict[BlockKey, int] = {}
        self._copies: dict[BlockKey, list[BlockId]] = {}
        self._arrived = 0

    def __len__(self) -> int:
        return len(self._idle)

    def __iter__(self) -> Iterator[Idle]:
        return iter(self._idle.values())

    def add(self, entry: Entry, *, rank: float, queue: int = 0) -> None:
        """A block became idle. Its idle descendants, if any, were added before it."""
        self._arrived += 1
        idle = Idle(entry=entry, queue=queue, rank=rank, order=self._arrived)
        self._idle[entry.block] = idle
        self._copies.setdefault(entry.key, []).append(entry.block)
        if entry.parent is not None:
            self._children[entry.parent] = self._children.get(entry.parent, 0) + 1
        if entry.key not in self._children:
            self._push(idle)

    def remove(self, block: BlockId) -> Idle:
        """A block is idle no more. Raises KeyError for one that is not."""
        idle = self._idle.pop(block)
        entry = idle.entry
        copies = self._copies[entry.key]
        copies.remove(block)
        if not copies:
            del self._copies[entry.key]
        if entry.parent is not None:
            left = self._children.pop(entry.parent) - 1
            if left:
                self._children[entry.parent] = left
            else:
                for copy in self._copies.get(entry.parent, ()):
                    self._push(self._idle[copy])
        return idle

    def first(self, queue: int = 0) -> Idle | None:
        """The leaf of a queue that goes first. Pure, but for tidying up what has left."""
        heap = self._heaps[queue]
        while heap:
            idle = self._standing(heap[0])
            if idle is not None:
                return idle
            heapq.heappop(heap)
        return None

    def _standing(self, item: tuple[float, int, BlockId]) -> Idle | None:
        """What a place in a queue stands for, unless it has left, came anew or is a leaf no more."""
        _, order, block = item
        idle = self._idle.get(block)
        return idle if idle is not None and idle.order == order and idle.entry.key not in self._children else None

    def _push(self, idle: Idle) -> None:
        heap = self._heaps[idle.queue]
        heapq.heappush(heap, (idle.rank, idle.order, idle.entry.block))
        if len(heap) > 64 + 4 * len(self._idle):  # mostly places of blocks that were hit: half of the work is paid for
            heap[:] = [item for item in dict.fromkeys(heap) if self._standing(item) is not None]
            heapq.heapify(heap)
