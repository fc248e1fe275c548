"""How sure a share is: exact binomial bounds, and a bootstrap that draws whole groups.

Chunks of one document, customer or template resemble each other, so intervals draw groups, not chunks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

HALVINGS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A share with the ends of its interval; all NaN where there was nothing to count."""

    value: float
    low: float
    high: float


NOTHING = Interval(value=math.nan, low=math.nan, high=math.nan)


def clopper_pearson(hits: int, count: int, *, confidence: float = 0.95) -> Interval:
    """Return the exact two-sided binomial interval (Clopper and Pearson, Biometrika 26, 1934).

    Its ends are the shares at which `hits` or more, or `hits` or fewer, have probability (1 - confidence) / 2.
    """
    if not 0 <= hits <= count or count == 0:
        raise ValueError(f"{hits} of {count} is no share")
    tail = (1 - confidence) / 2
    few, more = _Upper(hits, count), _Upper(hits + 1, count)
    low = 0.0 if hits == 0 else _solve(lambda share: few.probability(share) > tail)
    high = 1.0 if hits == count else _solve(lambda share: 1 - more.probability(share) < tail)
    return Interval(value=hits / count, low=low, high=high)


def _solve(beyond: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return (low + high) / 2


class _Upper:
    """The probability of `hits` or more among `count`, as a function of the share."""

    def __init__(self, hits: int, count: int) -> None:
        whole = math.lgamma(count + 1)
        self._hits = np.arange(hits, count + 1)
        self._misses = count - self._hits
        self._ways = np.array([whole - math.lgamma(k + 1) - math.lgamma(count - k + 1) for k in self._hits])

    def probability(self, share: float) -> float:
        """Return the probability at a share strictly between 0 and 1."""
        logs = self._ways + self._hits * math.log(share) + self._misses * math.log1p(-share)
        top = float(logs.max())
        return float(math.exp(top) * np.exp(logs - top).sum())


def by_group(
    flags: NDArray[np.bool_], groups: Sequence[str], *, seed: int, rounds: int = 1000, confidence: float = 0.95
) -> Interval:
    """Return the share of true flags with a percentile bootstrap over groups."""
    if not len(flags):
        return NOTHING
    return _interval(float(np.mean(flags)), _drawn(flags, groups, np.random.default_rng(seed), rounds), confidence)


def macro(
    parts: Mapping[str, tuple[NDArray[np.bool_], Sequence[str]]],
    *,
    seed: int,
    rounds: int = 1000,
    confidence: float = 0.95,
) -> Interval:
    """Return the mean over corpora of the share of true flags; groups are drawn within each corpus."""
    filled = {name: part for name, part in parts.items() if len(part[0])}
    if not filled:
        return NOTHING
    rng = np.random.default_rng(seed)
    value = float(np.mean([np.mean(flags) for flags, _ in filled.values()]))
    drawn = np.mean([_drawn(flags, groups, rng, rounds) for flags, groups in filled.values()], axis=0)
    return _interval(value, drawn, confidence)


def _drawn(
    flags: NDArray[np.bool_], groups: Sequence[str], rng: np.random.Generator, rounds: int
) -> NDArray[np.float64]:
    """Return the share of true flags in each of `rounds` draws of groups."""
    _, place = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    sizes = np.bincount(place).astype(np.float64)
    hits = np.bincount(place, weights=flags.astype(np.float64))
    shares = np.empty(rounds)
    for number in range(rounds):  # one row at a time: all rows of a large corpus would take gigabytes
        times = np.bincount(rng.integers(len(sizes), size=len(sizes)), minlength=len(sizes))
        shares[number] = (times @ hits) / (times @ sizes)
    return shares


def _interval(value: float, drawn: NDArray[np.float64], confidence: float) -> Interval:
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(value=value, low=float(low), high=float(high))
