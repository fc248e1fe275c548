"""vLLM's own lookup as a contender."""

from __future__ import annotations

from collections.abc import Sequence

from safekv_lab.bench.search.workload import BLOCK_TOKENS, Workload
from safekv_lab.scheduler.lookup import OwnLookup


class Pool:
    """`FullAttentionManager.find_longest_cache_hit` on a `BlockPool`; what its blocks take is counted with it."""

    def __init__(self, workload: Workload) -> None:
        self.lookup = OwnLookup(blocks=workload.distinct, block_size=BLOCK_TOKENS)

    def query(self, workload: Workload, prompt: int, blocks: int) -> list[bytes]:
        """One bytes object per block, as vLLM's hashing leaves them."""
        return [key.tobytes() for key in workload.keys(prompt)[:blocks]]

    def insert(self, query: list[bytes]) -> None:
        """What is not held yet."""
        self.lookup.insert(query)

    def match(self, query: list[bytes]) -> int:
        """The number of blocks found."""
        return len(self.lookup.find(query))

    def match_batch(self, queries: Sequence[list[bytes]]) -> list[int]:
        """One after the other."""
        return [self.match(query) for query in queries]
