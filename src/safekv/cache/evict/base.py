"""The interface of an eviction policy: it orders the idle blocks of one partition, and names the next victim.

A partition is one tenant's allocation, or the whole cache where it is not partitioned. An evictor learns from its own
partition only: statistics taken across tenants would be a channel between them.

**Leaf first.** KV depends on everything before it, so a block without its ancestors cannot be found. No evictor names
a block before its idle descendants. With what a pool guarantees (whoever holds a block holds a copy of each of
its ancestors) the index stays prefix closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from safekv.cache.entry import BlockId, Entry


class Evictor(Protocol):
    """The order in which idle blocks leave. `now` is in seconds, from any origin, and never falls."""

    @property
    def name(self) -> str:
        """What the registry, policies and reports call it."""

    def __len__(self) -> int:
        """Idle blocks that it orders."""

    def add(self, entries: Sequence[Entry], now: float, /) -> None:
        """These became idle together, in this order: the deepest of a chain first. None of them is ordered already."""

    def hit(self, block: BlockId, now: float, /) -> None:
        """An idle block is used again: it leaves the order. Raises KeyError for one that is not ordered."""

    def remove(self, block: BlockId, /) -> None:
        """A block was evicted, expired or erased: it leaves the order. Raises KeyError for one that is not ordered."""

    def victim(self, now: float, /) -> BlockId:
        """The block to go next. Pure: it goes when `remove` says so. Raises LookupError if nothing is ordered."""


NewEvictor: TypeAlias = Callable[[], Evictor]
"""Makes the evictor of a new partition."""
