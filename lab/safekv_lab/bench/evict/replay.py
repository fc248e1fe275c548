"""Calls of a trace, one after the other, on a pool: how much of each prompt is found.

A call holds its blocks while it lasts and is over before the next one comes; what its answer fills is stored too.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.types import BlockKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from safekv.cache.entry import Holder
    from safekv.cache.pool import Pool
    from safekv_lab.bench.traces.call import Call


@dataclass(slots=True)
class Tally:
    """Blocks of prompts: how many were `asked` for, and of these `hit`. `refused` counts calls that found no room."""

    asked: int = 0
    hit: int = 0
    refused: int = 0

    @property
    def hit_rate(self) -> float:
        """The part of the prompts' blocks that was found, 0 to 1."""
        return self.hit / self.asked if self.asked else 0.0


def keys_of(call: Call, *, scope: bytes = b"") -> list[BlockKey]:
    """A key for each block of a call, of the prompt and of the answer; two scopes, of 8 bytes, share none."""
    return [BlockKey(scope.rjust(8, b"\0") + block.to_bytes(24)) for block in (*call.blocks, *call.generated)]


def serve(pool: Pool, call: Call, keys: Sequence[BlockKey], holder: Holder, tally: Tally) -> None:
    """One call, from its first block to its last."""
    prompt, now = len(call.blocks), call.time
    tally.asked += prompt
    found = pool.find(keys)
    hits = pool.lookup(keys[:found])
    pool.touch(hits, now)
    new = pool.allocate(holder, len(keys) - found, now)
    if new is None:
        tally.refused += 1
        pool.free(reversed(hits), now)
        return
    tally.hit += min(found, prompt)
    for depth, block in enumerate(new.blocks, start=found):
        pool.register(block, keys[depth], parent=keys[depth - 1] if depth else None, depth=depth)
    pool.free(reversed([*hits, *new.blocks]), now)


class Future:
    """When keys are used again, by the number of the call; what no online policy knows."""

    def __init__(self, calls: Iterable[Call]) -> None:
        self._uses: defaultdict[BlockKey, deque[int]] = defaultdict(deque)
        self.present = 0
        for number, call in enumerate(calls):
            for key in keys_of(call)[: len(call.blocks)]:
                self._uses[key].append(number)

    def next_use(self, key: BlockKey) -> float:
        """The first call after the present one whose prompt has the key; infinity if there is none."""
        uses = self._uses.get(key)
        while uses and uses[0] <= self.present:
            uses.popleft()
        return uses[0] if uses else float("inf")


def distinct_blocks(calls: Iterable[Call]) -> int:
    """How many different blocks there are: a cache of this size evicts nothing."""
    return len({block for call in calls for block in (*call.blocks, *call.generated)})


def last_calls(calls: Sequence[Call]) -> frozenset[int]:
    """The number of the last call of each session."""
    return frozenset({call.session: number for number, call in enumerate(calls)}.values())
