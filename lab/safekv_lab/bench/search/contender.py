"""What every index that is measured can do, and SafeKV's own two ways of searching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from safekv.cache.search import KEY_BYTES, Keys, PrefixIndex
from safekv_lab.bench.search.workload import Workload


class Contender(Protocol):
    """An index under test. What it is asked with is its own affair, as long as a caller would have it at hand."""

    def query(self, workload: Workload, prompt: int, blocks: int) -> Any:
        """The first `blocks` blocks of a prompt in the form in which this index takes them. Not timed."""

    def insert(self, query: Any) -> None:
        """Hold every block of a prompt."""

    def match(self, query: Any) -> int:
        """How many leading blocks of a prompt are held."""

    def match_batch(self, queries: Sequence[Any]) -> list[int]:
        """The same for several prompts; one after the other where the index knows no better way."""


class Blocks:
    """SafeKV's index, asked for the blocks themselves: every matched key is compared."""

    def __init__(self, workload: Workload) -> None:
        self.index = PrefixIndex(capacity=1024, seed=workload.seed, prefix_closed=True)
        self._numbered = 0

    def query(self, workload: Workload, prompt: int, blocks: int) -> Keys:
        """One array of keys."""
        return workload.keys(prompt)[:blocks]

    def insert(self, query: Keys) -> None:
        """Blocks are numbered as they come."""
        end = self._numbered + len(query)
        self.index.insert(query, np.arange(self._numbered, end, dtype=np.int32))
        self._numbered = end

    def match(self, query: Keys) -> int:
        """By `lookup_one`."""
        return len(self.index.lookup_one(query))

    def match_batch(self, queries: Sequence[Keys]) -> list[int]:
        """By `lookup`; putting the prompts' keys together is part of it."""
        lengths: list[int] = self.index.lookup(np.concatenate(queries), _offsets(queries))[1].tolist()
        return lengths


class Length(Blocks):
    """SafeKV's index, asked for the length only: bisected."""

    def match(self, query: Keys) -> int:
        """By `match_one`."""
        return self.index.match_one(query)

    def match_batch(self, queries: Sequence[Keys]) -> list[int]:
        """By `match`; putting the prompts' keys together is part of it."""
        lengths: list[int] = self.index.match(np.concatenate(queries), _offsets(queries)).tolist()
        return lengths


class Aged(Blocks):
    """SafeKV's index after every row in it was taken and given up before, in pieces of up to `piece` rows."""

    piece = 64

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        rng = np.random.default_rng(workload.seed)
        keys = np.frombuffer(rng.bytes(KEY_BYTES * workload.distinct), np.uint8).reshape(-1, KEY_BYTES)
        blocks = np.arange(workload.distinct, dtype=np.int32)
        self.index.insert(keys, blocks)
        cuts = np.cumsum(rng.integers(1, self.piece + 1, workload.distinct))
        pieces = np.split(blocks, cuts[cuts < workload.distinct])
        gone = np.concatenate([pieces[place][::-1] for place in rng.permutation(len(pieces))])
        self.index.remove(keys[gone], gone)


class Shuffled(Aged):
    """The worst case: no two rows that are taken one after the other lie side by side."""

    piece = 1


def _offsets(queries: Sequence[Keys]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *map(len, queries)], dtype=np.int64)
