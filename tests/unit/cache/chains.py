"""Chains of blocks for tests of evictors: requests that hold whole paths, as a pool lets them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from safekv.cache.entry import BlockId, Entry
from safekv.cache.evict.base import Evictor
from safekv.types import BlockKey

Path = tuple[int, ...]
"""A block by the branches taken to it: (0, 2) is the third child of the first block."""


def key(path: Path) -> BlockKey:
    return BlockKey(bytes(path).ljust(32, b"\xff"))


def entry(path: Path, block: int) -> Entry:
    parent = key(path[:-1]) if len(path) > 1 else None
    return Entry(block=BlockId(block), key=key(path), parent=parent, depth=len(path) - 1)


class Tree:
    """An evictor and the requests that use its blocks. Blocks are named by their paths; `order` is how they left."""

    def __init__(self, evictor: Evictor) -> None:
        self.evictor = evictor
        self.now = 0.0
        self.blocks: dict[Path, Entry] = {}
        self.idle: dict[BlockId, Path] = {}
        self.refs: Counter[Path] = Counter()
        self.order: list[Path] = []
        self._next = 0

    def take(self, path: Path) -> list[Path]:
        """A request takes a block and all before it; those that are missing are computed."""
        self.now += 1.0
        used = [path[: depth + 1] for depth in range(len(path))]
        for each in used:
            if each not in self.blocks:
                self.blocks[each] = entry(each, self._next)
                self._next += 1
            elif self.blocks[each].block in self.idle:
                del self.idle[self.blocks[each].block]
                self.evictor.hit(self.blocks[each].block, self.now)
            self.refs[each] += 1
        return used

    def leave(self, used: Sequence[Path]) -> None:
        """The request lets go of them, the deepest first."""
        self.now += 1.0
        self.refs.subtract(used)
        idle = [each for each in reversed(used) if not self.refs[each]]
        self.idle |= {self.blocks[each].block: each for each in idle}
        self.evictor.add([self.blocks[each] for each in idle], self.now)

    def use(self, path: Path) -> None:
        self.leave(self.take(path))

    def evict(self) -> Path:
        """The next victim goes; it must be idle, and have no idle descendant."""
        block = self.evictor.victim(self.now)
        assert block == self.evictor.victim(self.now), "naming a victim changed something"
        gone = self.idle.pop(block)
        below = [path for path in self.idle.values() if path[: len(gone)] == gone]
        assert not below, f"{gone} went before {below}"
        self.evictor.remove(block)
        del self.blocks[gone]
        self.order.append(gone)
        return gone

    def play(self, steps: int, rng: random.Random) -> None:
        """Requests come and go at random; sometimes blocks are evicted."""
        running: list[list[Path]] = []
        for _ in range(steps):
            self.now += rng.expovariate(0.1)
            match rng.randrange(4):
                case 0 | 1 if len(running) < 4:
                    running.append(self.take(tuple(rng.randrange(2) for _ in range(rng.randrange(1, 6)))))
                case 2 if running:
                    self.leave(running.pop(rng.randrange(len(running))))
                case _ if self.idle:
                    self.evict()
            assert len(self.evictor) == len(self.idle)
        for used in running:
            self.leave(used)
