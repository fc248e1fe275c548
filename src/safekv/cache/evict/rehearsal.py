"""Shadow caches: simulate a policy and LRU beside the real cache, and tell which of them hits more.

Both hold keys only, as many as there are idle blocks; one evicts as the policy says, the other the least recently used.
A request's blocks come together, so a request counts once, by how many hits the policy is ahead with it. The policy is
trusted while its lead is more than chance explains, by the usual test of a mean against zero.

Following whichever of a few policies does better on paper is an old idea: Gramacy et al., "Adaptive caching by
refetching" (NIPS 2002). Work per event: that of one more cache. Memory: two keys for each idle block.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

from safekv.cache.entry import BlockId, Entry
from safekv.cache.evict.leaves import Idle, Leaves
from safekv.types import BlockKey

DEVIATIONS = 3.0
"""Standard errors that the lead must have."""

FADE = 4096
"""Requests with a difference after which evidence counts half."""


class Rehearsal:
    """`choose` names the policy's victim among leaves in `queues` queues. Times are in seconds."""

    __slots__ = (
        "_ahead",
        "_blocks",
        "_by_age",
        "_by_policy",
        "_choose",
        "_decided",
        "_lead",
        "_made",
        "_now",
        "_spread",
    )

    def __init__(self, choose: Callable[[Leaves, float], Idle], *, queues: int) -> None:
        self._choose = choose
        self._by_policy = Leaves(queues)
        self._blocks: dict[BlockKey, BlockId] = {}
        self._by_age: OrderedDict[BlockKey, None] = OrderedDict()
        self._made = self._decided = self._ahead = 0
        self._lead = self._spread = 0.0
        self._now = -math.inf

    def __len__(self) -> int:
        """Keys on both papers together."""
        return len(self._by_policy) + len(self._by_age)

    @property
    def trusted(self) -> bool:
        """Whether the policy is ahead by more than chance explains."""
        return self._lead > DEVIATIONS * math.sqrt(self._spread)

    def asked(self, key: BlockKey, now: float) -> None:
        """Content that was idle, or might be, is asked for: whoever has it on paper has a hit."""
        if now != self._now:
            self._count()
            self._now = now
        block = self._blocks.pop(key, None)
        if block is not None:
            self._by_policy.remove(block)
            self._ahead += 1
        if key in self._by_age:
            del self._by_age[key]
            self._ahead -= 1

    def add(self, entry: Entry, *, rank: float, queue: int) -> None:
        """Content became idle that neither has on paper."""
        self._made += 1
        block = self._blocks[entry.key] = BlockId(self._made)
        on_paper = Entry(block=block, key=entry.key, parent=entry.parent, depth=entry.depth)
        self._by_policy.add(on_paper, rank=rank, queue=queue)
        self._by_age[entry.key] = None

    def trim(self, size: int, now: float) -> None:
        """Evict until there are `size` keys on paper at most."""
        while len(self._by_policy) > size:
            gone = self._choose(self._by_policy, now).entry
            self._by_policy.remove(gone.block)
            del self._blocks[gone.key]
        while len(self._by_age) > size:
            self._by_age.popitem(last=False)

    def _count(self) -> None:
        if self._ahead:
            self._lead += self._ahead
            self._spread += self._ahead**2
            self._decided += 1
            self._ahead = 0
            if not self._decided % FADE:
                self._lead, self._spread = self._lead / 2, self._spread / 2
