"""vLLM's own block pool, shared out by the cache core, keeps the contract of every pool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("vllm")

from vllm.v1.core.block_pool import BlockPool
from vllm.v1.core.kv_cache_manager import KVCacheManager

from safekv.cache.check import Snapshot
from safekv.cache.entry import BlockId, Entry, Holder
from safekv.cache.pool import Allocation, Pool
from safekv.cache.shares import Share
from safekv.engines.vllm.cache_pool import SharedOutPool
from safekv.types import BlockKey
from tests.unit.cache.contract_pool import PoolContract

pytestmark = pytest.mark.engine


class Manager(KVCacheManager):
    """As much of a cache manager as the pool takes over."""

    def __new__(cls, blocks: int) -> Any:
        made = object.__new__(KVCacheManager)
        made.block_pool = BlockPool(blocks + 1, True, 16)
        return made


class Keeps:
    """Holders that keep everything."""

    def keeps(self, request: Any) -> bool:
        return True

    def gave_up(self, request: Any) -> bool:
        return False

    def give_up(self, holder: Holder) -> None:
        pass


class OnEngine(Pool):
    """The engine's pool in the shape of the core's: what the scheduler does goes through the engine."""

    def __init__(self, core: Pool) -> None:
        self.core, self.now = core, 0.0
        self.allocator = core.allocator
        manager = Manager(core.allocator.capacity)
        self.engine = SharedOutPool.adopt(manager, core, Keeps(), lambda: self.now)  # type: ignore[arg-type]

    def find(self, keys: Sequence[BlockKey]) -> int:
        held = [self.engine.get_cached_block(key, [0]) is not None for key in keys]
        assert self.core.find(keys) == (*held, False).index(False)
        return self.core.find(keys)

    def lookup(self, keys: Iterable[BlockKey]) -> list[BlockId]:
        return [BlockId(self.engine.get_cached_block(key, [0])[0].block_id - 1) for key in keys]

    def room(self, holder: Holder, hits: Sequence[BlockId] = ()) -> int:
        return self.core.room(holder, hits)

    def touch(self, blocks: Iterable[BlockId], now: float) -> None:
        self.now = now
        self.engine.touch(list(self._blocks(blocks)))

    def allocate(self, holder: Holder, count: int, now: float) -> Allocation | None:
        self.now, self.engine.on_behalf_of = now, holder
        try:
            if count > self.engine.get_num_free_blocks():
                return None
            new = self.engine.get_new_blocks(count)
        finally:
            self.engine.on_behalf_of = None
        return Allocation(blocks=tuple(BlockId(block.block_id - 1) for block in new), evicted=())

    def register(self, block: BlockId, key: BlockKey, *, parent: BlockKey | None, depth: int) -> Entry | None:
        (held,) = self._blocks([block])
        if not held.ref_cnt or held.block_hash is not None:
            raise ValueError(f"block {block} is not live, or has a key already")
        before = self.engine.get_cached_block(parent, [0]) if parent is not None else None
        if parent is not None and before is None:
            return None  # it was erased, and so the engine's request is given up
        keys: list[Any] = [BlockKey(bytes(32))] * depth
        blocks: list[Any] = [None] * depth
        if before is not None:
            keys[-1], blocks[-1:] = parent, before
        self.engine.cache_full_blocks(SimpleNamespace(block_hashes=[*keys, key]), [*blocks, held], depth, depth + 1,
                                      block_size=16, kv_cache_group_id=0)  # fmt: skip
        return self.core.snapshot().entries[block]

    def free(self, blocks: Iterable[BlockId], now: float) -> tuple[Entry, ...]:
        self.now = now
        leaving = list(self._blocks(blocks))
        if not all(block.ref_cnt for block in leaving):
            raise ValueError("a block is not live")
        before = {entry for entry in self.core.snapshot().entries if entry is not None}
        self.engine.free_blocks(leaving)
        return tuple(before - {entry for entry in self.core.snapshot().entries if entry is not None})

    def end(self, keys: Sequence[BlockKey]) -> tuple[Entry, ...]:
        return self._gone(self.core.end(keys))

    def erase(self, holder: Holder) -> tuple[Entry, ...]:
        return self._gone(self.core.erase(holder))

    def forget(self, blocks: Iterable[int]) -> tuple[Entry, ...]:
        return self._gone(self.core.forget(blocks))

    def expire(self, now: float) -> tuple[Entry, ...]:
        return self._gone(self.core.expire(now))

    def reset(self) -> tuple[Entry, ...]:
        return self._gone(self.core.reset())

    def reallot(self, shares: Mapping[Holder, Share], now: float) -> tuple[Entry, ...]:
        return self._gone(self.core.reallot(shares, now))

    def snapshot(self) -> Snapshot:
        """The core's, once the engine is seen to say the same."""
        state = self.core.snapshot()
        blocks = self.engine.blocks[1:]
        assert state.refs == tuple(block.ref_cnt for block in blocks)
        assert [entry is not None for entry in state.entries] == [block.block_hash is not None for block in blocks]
        assert self.engine.get_num_free_blocks() == sum(block.ref_cnt == 0 for block in blocks)
        return state

    def _blocks(self, blocks: Iterable[BlockId]) -> Iterator[Any]:
        return (self.engine.blocks[block + 1] for block in blocks)

    def _gone(self, lost: tuple[Entry, ...]) -> tuple[Entry, ...]:
        self.engine._forget(lost)
        return lost


class TestSharedOutPool(PoolContract):
    def around(self, core: Pool) -> Pool:
        return OnEngine(core)
