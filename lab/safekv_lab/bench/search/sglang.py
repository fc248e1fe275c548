"""SGLang's two radix trees, by its own interface, asked with tokens: 16 a block, as everywhere here.

Their packages name vision libraries that searching does not touch; empty modules stand in for those that are missing.
"""

from __future__ import annotations

import importlib.util
import sys
import warnings
from collections.abc import Sequence
from typing import Any
from unittest.mock import MagicMock

import torch

from safekv_lab.bench.search.workload import BLOCK_TOKENS, Workload

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sglang  # noqa: F401  (before the stand-ins, which others must not take for the real ones)

    if importlib.util.find_spec("torchvision") is None:
        for _name in ("", ".transforms", ".transforms.functional", ".transforms.v2"):
            sys.modules[f"torchvision{_name}"] = MagicMock(__spec__=None, __path__=[])
    from sglang.srt.mem_cache.base_prefix_cache import InsertParams, MatchPrefixParams
    from sglang.srt.mem_cache.cache_init_params import CacheInitParams
    from sglang.srt.mem_cache.radix_cache import RadixCache, RadixKey
    from sglang.srt.mem_cache.rust_tree_core.adapter import RustUnifiedTreeCore
    from sglang.srt.mem_cache.unified_cache.component_type import ComponentType


class PythonTree:
    """`RadixCache`."""

    def __init__(self, _workload: Workload) -> None:
        self.tree: Any = RadixCache.create_simulated(page_size=BLOCK_TOKENS)
        self.tokens = 0

    def query(self, workload: Workload, prompt: int, blocks: int) -> Any:
        """The parameters of a call, with the tokens in them."""
        return MatchPrefixParams(key=RadixKey(workload.tokens(prompt)[: BLOCK_TOKENS * blocks]))

    def insert(self, query: Any) -> None:
        """With one cache index per token, as it wants them."""
        self._insert(InsertParams(key=query.key, value=torch.arange(self.tokens, self.tokens + len(query.key))))
        self.tokens += len(query.key)

    def match(self, query: Any) -> int:
        """By `match_prefix`."""
        return int(self.tree.match_prefix(query).device_prefix_len) // BLOCK_TOKENS

    def match_batch(self, queries: Sequence[Any]) -> list[int]:
        """One after the other."""
        return [self.match(query) for query in queries]

    def _insert(self, params: Any) -> None:
        self.tree.insert(params)


class RustTree(PythonTree):
    """`RustUnifiedTreeCore`, full attention only."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self.tree = RustUnifiedTreeCore(
            CacheInitParams(
                disable=False,
                req_to_token_pool=None,
                token_to_kv_pool_allocator=None,
                page_size=BLOCK_TOKENS,
                tree_components=(ComponentType.FULL,),
            )
        )

    def _insert(self, params: Any) -> None:
        step = self.tree.begin_insert(params)
        while step.result is None:
            step = self.tree.resume_insert()
        self.tree.end_insert()
