"""Dynamo's radix tree, as its router asks it: with one 64-bit hash per block, for one worker."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from dynamo._core import RadixTree

from safekv_lab.bench.search.workload import Workload

_WORKER = 1


class Tree:
    """`RadixTree`, filled with the events that engines send."""

    def __init__(self, _workload: Workload) -> None:
        self.tree = RadixTree()
        self.events = 0

    def query(self, workload: Workload, prompt: int, blocks: int) -> list[int]:
        """The first 63 bits of each key."""
        words = workload.keys(prompt)[:blocks].view(np.uint64)[:, 0] >> np.uint64(1)
        hashes: list[int] = words.tolist()
        return hashes

    def insert(self, query: list[int]) -> None:
        """One event for what is not held yet."""
        held = self.match(query)
        if held == len(query):
            return
        self.events += 1
        stored = {
            "parent_hash": query[held - 1] if held else None,
            "blocks": [{"block_hash": block, "tokens_hash": block} for block in query[held:]],
        }
        event = {"event_id": self.events, "data": {"stored": stored}, "dp_rank": 0}
        self.tree.apply_event(_WORKER, json.dumps(event).encode())

    def match(self, query: list[int]) -> int:
        """By `find_matches`."""
        return max(self.tree.find_matches(query).scores.values(), default=0)

    def match_batch(self, queries: Sequence[list[int]]) -> list[int]:
        """One after the other."""
        return [self.match(query) for query in queries]
