"""Survival eviction: evicts the block least likely to be hit again, by an estimate learnt while serving.

Most conversations end after a turn, and nobody says so; those that went on go on again rather. So a block that was used
twice outlives one that was used once. How much longer is learnt from the partition's own past (see `density`), what was
evicted included, whose keys are remembered for a while, erased ones too. No other partition's past enters.

Where it makes no difference worth having, the least recently used block goes: another one goes in its stead only if its
density is lower by more than `WORTH` of what the partition's memory yields on average, and only while such choices do
better on paper (see `rehearsal`). So what was learnt from little costs nothing.

Work per event: logarithmic in the number of idle blocks, amortised; memory in proportion to them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from safekv.cache.entry import BlockId, Entry
from safekv.cache.evict.density import Densities
from safekv.cache.evict.leaves import Idle, Leaves
from safekv.cache.evict.rehearsal import Rehearsal
from safekv.types import BlockKey

CLASSES = 4
"""Content that was used once, twice, three times, more often."""

WORTH = 0.3
"""By how much a victim's density must be lower than the oldest's, of the hits per second and block on average."""

REMEMBERED = 2
"""Keys that are remembered for each idle block, at its most."""

LEARN_EVERY = 1024
"""Idle spells between two estimates, at least; with more idle blocks, as many as there are."""

SAMPLED = 8
"""Of the spells still open, one in so many is looked at for an estimate."""


class _Away(NamedTuple):
    """Content that is not idle here: how often it was used, and since when it was, if it was evicted."""

    uses: int
    since: float | None


class Survival:
    """See the module. Times are in seconds."""

    __slots__ = ("_area", "_away", "_densities", "_ended", "_hits", "_leaves", "_most", "_now", "_rehearsal", "_uses")

    name = "survival"

    def __init__(self) -> None:
        self._leaves = Leaves(CLASSES)
        self._densities = Densities(CLASSES)
        self._rehearsal = Rehearsal(self._poorest, queues=CLASSES)
        self._uses: dict[BlockId, int] = {}
        self._away: OrderedDict[BlockKey, _Away] = OrderedDict()
        self._ended = self._most = 0
        self._hits = self._area = self._now = 0.0

    def __len__(self) -> int:
        return len(self._leaves)

    def add(self, entries: Sequence[Entry], now: float, /) -> None:
        """Class them by how often they were used, this time included."""
        self._pass(now)
        for entry in entries:
            away = self._away.pop(entry.key, None)
            uses = 1 if away is None else away.uses + 1
            if away is not None and away.since is not None:
                self._densities.reused(_class(away.uses), now - away.since)
                self._ended += 1
            self._uses[entry.block] = uses
            self._leaves.add(entry, rank=now, queue=_class(uses))
            self._rehearsal.asked(entry.key, now)
            self._rehearsal.add(entry, rank=now, queue=_class(uses))
        self._rehearsal.trim(len(self._leaves), now)
        self._most = max(self._most, len(self._leaves))
        self._learn()

    def hit(self, block: BlockId, now: float, /) -> None:
        """Its spell ended well."""
        self._pass(now)
        idle = self._leaves.remove(block)
        self._densities.reused(idle.queue, now - idle.rank)
        self._rehearsal.asked(idle.entry.key, now)
        self._hits += 1
        self._ended += 1
        self._remember(idle.entry.key, _Away(uses=self._uses.pop(block), since=None))

    def remove(self, block: BlockId, /) -> None:
        """Its spell goes on, unseen: should it be wanted again, that counts."""
        idle = self._leaves.remove(block)
        self._remember(idle.entry.key, _Away(uses=self._uses.pop(block), since=idle.rank))
        self._rehearsal.trim(len(self._leaves), self._now)

    def victim(self, now: float, /) -> BlockId:
        """The oldest leaf, or that of the lowest density where that has proved better."""
        choose = self._poorest if self._rehearsal.trusted else _oldest
        return choose(self._leaves, now).entry.block

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _poorest(self, leaves: Leaves, now: float) -> Idle:
        """The leaf with the lowest density, or the oldest, if that is nearly as good."""
        firsts = _firsts(leaves)
        oldest = poorest = min(firsts, key=_came)
        highest = lowest = self._densities.of(oldest.queue, now - oldest.rank)
        for first in firsts:
            density = self._densities.of(first.queue, now - first.rank)
            if density < lowest:
                poorest, lowest = first, density
        return poorest if (highest - lowest) * self._area > WORTH * self._hits else oldest

    def _pass(self, now: float) -> None:
        """Count the memory that lay idle until now, in blocks times seconds."""
        if now != self._now:
            self._area += len(self._leaves) * (now - self._now)
            self._now = now

    def _remember(self, key: BlockKey, away: _Away) -> None:
        self._away[key] = away
        self._away.move_to_end(key)
        if len(self._away) > max(64, REMEMBERED * self._most):
            _, oldest = self._away.popitem(last=False)
            if oldest.since is not None:
                self._densities.given_up(_class(oldest.uses), self._now - oldest.since)
                self._ended += 1

    def _learn(self) -> None:
        if self._ended >= max(LEARN_EVERY, len(self._leaves)):
            self._densities.estimate(self._open(), weight=SAMPLED)
            self._ended = 0
            self._hits, self._area = self._hits / 2, self._area / 2

    def _open(self) -> Iterator[tuple[int, float]]:
        """Class and age of idle spells that are watched, here or unseen."""
        for idle in islice(self._leaves, 0, None, SAMPLED):
            yield idle.queue, self._now - idle.rank
        for away in islice(self._away.values(), 0, None, SAMPLED):
            if away.since is not None:
                yield _class(away.uses), self._now - away.since


def _firsts(leaves: Leaves) -> list[Idle]:
    """The first leaf of each queue. Raises LookupError if there is none."""
    firsts = [first for queue in range(CLASSES) if (first := leaves.first(queue)) is not None]
    if not firsts:
        raise LookupError("no block is idle")
    return firsts


def _oldest(leaves: Leaves, _now: float) -> Idle:
    """The leaf that became idle first. Raises LookupError if there is none."""
    return min(_firsts(leaves), key=_came)


_came = attrgetter("rank", "order")


def _class(uses: int) -> int:
    return min(uses, CLASSES) - 1
