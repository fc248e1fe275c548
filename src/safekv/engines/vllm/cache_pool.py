"""vLLM's block pool with per-tenant quotas and a chosen eviction policy.

The engine's own pool stays the object that it is, with its index, its references and its queue; only its class is
changed, and only after `compat` has recognised it. The pool of the cache core runs beside it: it is told everything,
and decides which blocks are handed out. Two ledgers of the same blocks can be compared: the tests do, after each step.

    get_new_blocks       the core chooses; the chosen are put first in the engine's queue, which then gives them out
    cache_full_blocks    the core learns what a tenant's block holds
    touch, free_blocks   the core follows
    get_num_free_blocks  while blocks are allocated for a request: what its holder may get

What is not to be stored, or is the system's, never rests in the cache: its keys go with its last reference. Published
blocks stay because they are pinned. The core numbers blocks from 0, the engine from 1: its block 0 is a placeholder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from vllm.v1.core.block_pool import BlockPool
from vllm.v1.core.kv_cache_manager import KVCacheManager
from vllm.v1.core.kv_cache_utils import get_block_hash

from safekv.cache.entry import BlockId, Entry, Holder
from safekv.cache.pool import Pool
from safekv.engines.vllm.holders import Holders
from safekv.errors import EngineError
from safekv.sharing.chain import EngineRequest
from safekv.types import BlockKey

Block: TypeAlias = Any
"""`vllm.v1.core.kv_cache_utils.KVCacheBlock`."""


class SharedOutPool(BlockPool):
    """A block pool of vLLM's, shared out by the cache core."""

    core: Pool
    holders: Holders
    clock: Callable[[], float]
    on_behalf_of: Holder | None
    _resting: set[int]

    @classmethod
    def adopt(cls, manager: Any, core: Pool, holders: Holders, clock: Callable[[], float]) -> SharedOutPool:
        """Take over the pool of a cache manager, all of whose blocks are free. Raises EngineError otherwise."""
        pool: Any = manager.block_pool
        known = type(pool) is BlockPool and type(manager) is KVCacheManager
        if not known or pool.get_num_free_blocks() != core.allocator.capacity:
            raise EngineError("the engine's block pool is in use, or not the known one: shares cannot be enforced")
        pool.__class__ = cls
        pool.core, pool.holders, pool.clock = core, holders, clock
        pool.on_behalf_of, pool._resting = None, set()
        manager.__class__ = AccountedManager
        adopted: SharedOutPool = pool
        return adopted

    # ── the engine's calls ───────────────────────────────────────────────────────────────────────

    def get_num_free_blocks(self) -> int:
        """Blocks that may be taken: by the holder that asks, if one does."""
        if self.on_behalf_of is not None:
            return self.core.allocator.room(self.on_behalf_of)
        return int(super().get_num_free_blocks())

    def get_new_blocks(self, num_blocks: int) -> list[Block]:
        """Blocks for the request that is being served. Raises EngineError if there is none, or no room."""
        holder = self.on_behalf_of
        if holder is None:
            raise EngineError("blocks are taken for no request")
        allocation = self.core.allocate(holder, num_blocks, self.clock())
        if allocation is None:
            raise EngineError("more blocks are taken than the holder may have")
        self._forget(allocation.evicted)
        chosen = [self.blocks[block + 1] for block in allocation.blocks]
        for block in chosen:
            self.free_block_queue.remove(block)
        self.free_block_queue.prepend_n(chosen)
        self.on_behalf_of = None  # the engine's pool counts all of its free blocks
        try:
            taken: list[Block] = super().get_new_blocks(num_blocks)
        finally:
            self.on_behalf_of = holder
        return taken

    def touch(self, blocks: Sequence[Block]) -> None:
        """Take a reference to each block."""
        super().touch(blocks)
        self.core.touch([BlockId(block.block_id - 1) for block in blocks], self.clock())

    def cache_full_blocks(
        self, request: EngineRequest, blocks: list[Block], num_cached_blocks: int, num_full_blocks: int, **others: Any
    ) -> None:
        """Index full blocks; the core learns of those that are to rest in the cache."""
        if self.holders.gave_up(request):
            return
        super().cache_full_blocks(request, blocks, num_cached_blocks, num_full_blocks, **others)
        if not self.holders.keeps(request):
            return
        keys = request.block_hashes
        for depth in range(num_cached_blocks, num_full_blocks):
            block = BlockId(blocks[depth].block_id - 1)
            parent = keys[depth - 1] if depth and self._holds(blocks[depth - 1], keys[depth - 1]) else None
            if self.core.register(block, keys[depth], parent=parent, depth=depth) is not None:
                self._resting.add(block)

    def free_blocks(self, ordered_blocks: Iterable[Block]) -> None:
        """Give up a reference to each block, the deepest first. What may not rest in the cache loses its keys."""
        leaving = list(ordered_blocks)
        numbers = [BlockId(block.block_id - 1) for block in leaving]
        for block, number in zip(leaving, numbers, strict=True):
            if block.ref_cnt == 1 and number not in self._resting:
                self._maybe_evict_cached_block(block)
        super().free_blocks(leaving)
        self._forget(self.core.free(numbers, self.clock()))

    def evict_blocks(self, block_ids: set[int]) -> None:
        """Nobody finds these blocks any more."""
        super().evict_blocks(block_ids)
        if resting := self._resting.intersection(block - 1 for block in block_ids):
            self._forget(self.core.forget(resting))

    def reset_prefix_cache(self) -> bool:
        """Nothing is found any more; only while no block is in use."""
        done = bool(super().reset_prefix_cache())
        if done:
            self.core.reset()
            self._resting.clear()
        return done

    def unpin_blocks(self, *_: Any, **__: Any) -> None:
        """For connectors, which are refused."""
        raise EngineError("blocks were unpinned by a connector; shares cannot be enforced with one")

    def _holds(self, block: Block, key: BlockKey) -> bool:
        """Whether the core knows that this block holds what is found under this key.

        It does not for a published block, nor for the copy of one that a request has kept over a reset.
        """
        known = block.block_id - 1 in self._resting
        return known and get_block_hash(block.block_hash) == key

    # ── what ends ────────────────────────────────────────────────────────────────────────────────

    def expire(self) -> int:
        """Forget what has rested for longer than its holder's time to live. Returns the number of blocks."""
        return self._forget(self.core.expire(self.clock()))

    def erase(self, holder: Holder) -> int:
        """Forget all that a holder has written. Returns the number of blocks."""
        self.holders.give_up(holder)
        return self._forget(self.core.erase(holder))

    def _forget(self, lost: Iterable[Entry]) -> int:
        """The core gave up this content: the engine may not find it any more."""
        number = 0
        for entry in lost:
            self._maybe_evict_cached_block(self.blocks[entry.block + 1])
            self._resting.discard(entry.block)
            number += 1
        return number


class AccountedManager(KVCacheManager):
    """A cache manager of vLLM's, whose pool knows for whom blocks are taken."""

    def allocate_slots(self, request: EngineRequest, *args: Any, **kwargs: Any) -> Any:
        """Allocate within what the request's holder may have; None if that does not suffice."""
        pool = self.block_pool
        pool.on_behalf_of = pool.holders.of(request)
        try:
            return super().allocate_slots(request, *args, **kwargs)
        finally:
            pool.on_behalf_of = None
