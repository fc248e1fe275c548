"""vLLM's own prefix lookup, as its scheduler calls it, for measurements beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import torch
from vllm.v1.core.block_pool import BlockPool
from vllm.v1.core.single_type_kv_cache_manager import FullAttentionManager
from vllm.v1.kv_cache_interface import FullAttentionSpec


class OwnLookup:
    """A block pool of vLLM's with `blocks` blocks, and the search of full attention in it.

    Prompts are lists of block hashes, bytes objects as vLLM's hashing leaves them.
    """

    def __init__(self, *, blocks: int, block_size: int) -> None:
        self.pool = BlockPool(num_gpu_blocks=blocks + 1, enable_caching=True, hash_block_size=block_size)
        self._block_size = block_size
        self._spec = FullAttentionSpec(block_size=block_size, num_kv_heads=1, head_size=16, dtype=torch.float16)

    def find(self, hashes: Sequence[bytes]) -> list[Any]:
        """The blocks of the longest prefix that is cached."""
        found: list[Any]
        (found,), _ = FullAttentionManager.find_longest_cache_hit(
            block_hashes=hashes,
            max_length=len(hashes) * self._block_size,
            kv_cache_group_ids=[0],
            block_pool=self.pool,
            kv_cache_spec=self._spec,
            drop_eagle_block=False,
            alignment_tokens=self._block_size,
        )
        return found

    def insert(self, hashes: Sequence[bytes]) -> None:
        """Allocate and register the blocks of a prompt that are not cached."""
        held = self.find(hashes)
        fresh = self.pool.get_new_blocks(len(hashes) - len(held))
        self.pool.cache_full_blocks(
            SimpleNamespace(block_hashes=hashes),
            [*held, *fresh],
            num_cached_blocks=len(held),
            num_full_blocks=len(hashes),
            block_size=self._block_size,
            kv_cache_group_id=0,
        )
