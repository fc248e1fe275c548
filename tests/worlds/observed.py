"""What is recorded of a world, and where two worlds part."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A tenant other than the victim is answered, with so many cached tokens."""

    tenant: str
    cached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The release process releases units, in this order."""

    time: float
    units: tuple[str, ...]


Entry: TypeAlias = Seen | Released


@dataclass(slots=True)
class Transcript:
    """What the coalition of all other tenants sees and what is released, in order; and what happened on the way."""

    entries: list[Entry] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _lives: dict[str, float] = field(default_factory=dict)

    def released(self, units: Sequence[str], now: float) -> None:
        """The release process has released these."""
        self.entries.append(Released(time=now, units=tuple(units)))

    def watch(self, lives: Mapping[str, float], now: float) -> None:
        """These units live; count what has come to an end."""
        gone = [expires for name, expires in self._lives.items() if name not in lives]
        self.counts["lives that ended"] += sum(expires <= now for expires in gone)
        self._lives = dict(lives)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two transcripts up to where their releases part. `difference`: what somebody could have seen before."""

    compared: int
    parted: bool
    difference: tuple[Entry | None, Entry | None] | None


def compare(one: Transcript, other: Transcript, *, whatever_is_released: bool = False) -> Comparison:
    """Compare what was seen, up to the first draw that releases other units in one world than in the other.

    Which units those are is what the draw protects, and not compared; the order in which the same units are released
    is. `whatever_is_released`: releases are not looked at.
    """
    pairs = itertools.zip_longest(*(_entries(t, whatever_is_released) for t in (one, other)))
    compared = 0
    for first, second in pairs:
        if first == second:
            compared += isinstance(first, Seen)
        elif isinstance(first, Released) or isinstance(second, Released):
            if _units(first) == _units(second):
                return Comparison(compared=compared, parted=False, difference=(first, second))
            return Comparison(compared=compared, parted=True, difference=None)
        else:
            return Comparison(compared=compared, parted=False, difference=(first, second))
    return Comparison(compared=compared, parted=False, difference=None)


def _entries(transcript: Transcript, seen_only: bool) -> Iterator[Entry]:
    return (entry for entry in transcript.entries if isinstance(entry, Seen) or not seen_only)


def _units(entry: Entry | None) -> tuple[float, list[str]] | None:
    return (entry.time, sorted(entry.units)) if isinstance(entry, Released) else None
