"""Hits and distinct owners of each shared unit by time window, for the operator only.

(A rule that acts on how often a unit is used is an oracle: whoever uses it almost often enough sees whether others do.)

Two windows are kept, the running one and the one before. A unit is in them only if it was hit, so what is kept is
bounded by what is published, and a turn of the window costs nothing per unit.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from safekv.monitor import distinct

_BITS = tuple(1 << place for place in range(distinct.BITS))
_MASK = distinct.BITS - 1

UnitT = TypeVar("UnitT", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The use of one unit in one window. `owners` is how many different ones hit it, an estimate."""

    hits: int
    owners: float

    @property
    def diversity(self) -> float:
        """The reuse diversity ratio: distinct owners over hits, 0 to 1 but for the error of the estimate."""
        return self.owners / self.hits if self.hits else 0.0


class _Tally:
    """Hits of a unit in a window, a bit for each owner, and the number of hits at which to look closer."""

    __slots__ = ("bits", "hits", "limit")

    def __init__(self, limit: int) -> None:
        self.hits = 0
        self.bits = 0
        self.limit = limit

    def use(self) -> Use:
        return Use(hits=self.hits, owners=min(distinct.estimate(self.bits), self.hits))


UNUSED = Use(hits=0, owners=0.0)


class Signals(Generic[UnitT]):
    """Counts hits. `seconds` is the length of a window; windows begin at its multiples.

    A unit is looked at once it has `growth` times the hits of the window before, and `least` hits: see `hit`.
    """

    def __init__(self, *, seconds: float, growth: float, least: int) -> None:
        self._seconds = seconds
        self._growth = growth
        self._least = least
        self._current: dict[UnitT, _Tally] = {}
        self._previous: dict[UnitT, _Tally] = {}
        self.ends = 0.0
        """When the running window ends."""

    def turn(self, now: float) -> bool:
        """Begin a new window if the running one is over, and say so. Cheap if it is not."""
        if now < self.ends:
            return False
        self._previous = self._current if now < self.ends + self._seconds else {}
        self._current = {}
        self.ends = (now // self._seconds + 1) * self._seconds
        return True

    def hit(self, unit: UnitT, owner: Hashable) -> bool:
        """Count a hit in the running window; whether the unit is to be looked at. Constant work."""
        tally = self._current.get(unit)
        if tally is None:
            before = self._previous.get(unit)
            limit = self._least if before is None else max(self._least, _ceil(self._growth * before.hits))
            tally = self._current[unit] = _Tally(limit)
        tally.hits += 1
        tally.bits |= _BITS[hash(owner) & _MASK]
        return tally.hits >= tally.limit

    def look_again(self, unit: UnitT, hits: int) -> None:
        """Let `hit` pass over a unit until it has so many hits in this window."""
        self._current[unit].limit = hits

    def current(self, unit: UnitT) -> Use:
        """The use of a unit in the running window."""
        tally = self._current.get(unit)
        return tally.use() if tally else UNUSED

    def previous(self, unit: UnitT) -> Use:
        """The use of a unit in the window before."""
        tally = self._previous.get(unit)
        return tally.use() if tally else UNUSED

    def __iter__(self) -> Iterator[UnitT]:
        """The units that were hit in either window."""
        return iter(dict.fromkeys((*self._current, *self._previous)))


def _ceil(value: float) -> int:
    return -int(-value // 1)
