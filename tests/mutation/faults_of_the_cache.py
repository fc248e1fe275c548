"""Faults in the cache core: memory taken from whom it must not be, content found that should not be."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Entry, Holder
from safekv.cache.evict.density import Densities
from safekv.cache.evict.leaves import Leaves
from safekv.cache.evict.survival import Survival
from safekv.cache.pool import Pool
from safekv.cache.shares import Account, Partition
from tests.mutation.fault import fault

_LAWS = "property/test_pool.py"
_POOL = "unit/cache/test_pool.py"
_EVICTORS = "unit/cache/evict/test_policies.py"


@fault(_POOL)
def lending_what_is_guaranteed() -> AbstractContextManager[Any]:
    """All idle blocks can be taken, those within the guarantee too."""
    return mock.patch.object(Account, "lendable", property(lambda self: self.idle))


@fault(_LAWS)
def a_strict_partition_that_lends() -> AbstractContextManager[Any]:
    """There is room as long as anybody has idle blocks."""
    room = Allocator.room

    def lenient(self: Allocator, holder: Holder, **options: Any) -> int:
        found = room(self, holder, **options)
        return self.free if self.partition is Partition.STRICT else found

    return mock.patch.object(Allocator, "room", lenient)


@fault(_POOL)
def an_erasure_that_spares_what_is_in_use() -> AbstractContextManager[Any]:
    """Blocks of a running request are still found after their tenant was erased."""

    def erase(self: Pool, holder: Holder) -> tuple[Entry, ...]:
        return self.forget(b for b, owner in enumerate(self._holders) if owner == holder and not self._refs[b])

    return mock.patch.object(Pool, "erase", erase)


@fault(_EVICTORS)
def a_block_that_goes_before_what_continues_it() -> AbstractContextManager[Any]:
    """Every block stands in its queue, leaf or not."""
    return mock.patch.object(Leaves, "_standing", lambda self, item: self._idle.get(item[2]))


@fault("unit/cache/evict/test_learning.py::test_what_another_partition_saw_does_not_matter")
def a_policy_that_learns_from_everybody() -> AbstractContextManager[Any]:
    """What one tenant's conversations taught decides which of another's blocks goes."""
    shared = Densities(4)
    init = Survival.__init__

    def together(self: Survival) -> None:
        init(self)
        self._densities = shared

    return mock.patch.object(Survival, "__init__", together)
