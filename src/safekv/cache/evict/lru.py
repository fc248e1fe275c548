"""LRU eviction, in exactly the order of vLLM's own queue of free blocks.

Of blocks that became idle together, the deepest goes first; that alone makes it leaf first, because whoever
uses a block uses all of its ancestors, and lets go of them in the same breath.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from safekv.cache.entry import BlockId, Entry


class Lru:
    """Constant work per event."""

    __slots__ = ("_order",)

    name = "lru"

    def __init__(self) -> None:
        self._order: OrderedDict[BlockId, None] = OrderedDict()  # a dict searches for its first key, past all that left

    def __len__(self) -> int:
        return len(self._order)

    def add(self, entries: Sequence[Entry], _now: float, /) -> None:
        """Put them last."""
        order = self._order
        for entry in entries:
            order[entry.block] = None

    def hit(self, block: BlockId, _now: float, /) -> None:
        """It will be put last again when it is idle again."""
        del self._order[block]

    def remove(self, block: BlockId, /) -> None:
        """Forget it."""
        del self._order[block]

    def victim(self, _now: float, /) -> BlockId:
        """The one that became idle first."""
        try:
            return next(iter(self._order))
        except StopIteration:
            raise LookupError("no block is idle") from None
