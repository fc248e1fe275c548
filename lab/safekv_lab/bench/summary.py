"""Quantiles with bootstrap intervals. Requests are paired across modes: the same request at the same place."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its 95 % interval, in the unit of the data."""

    value: float
    low: float
    high: float


def quantile(values: Sequence[float], share: float) -> float:
    """Return the `share` quantile (0 to 1), interpolated; ValueError for no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(values: Sequence[float], rng: random.Random, *, rounds: int = 1000) -> Estimate:
    """Return the median, with a percentile bootstrap of `rounds` resamples."""
    return _bootstrap(lambda chosen: statistics.median(values[i] for i in chosen), len(values), rng, rounds)


def ratio_of_medians(
    values: Sequence[float], baseline: Sequence[float], rng: random.Random, *, rounds: int = 1000
) -> Estimate:
    """Return median(values) / median(baseline), resampled in pairs; both have the same length and order."""
    if len(values) != len(baseline):
        raise ValueError(f"{len(values)} values cannot be paired with {len(baseline)}")

    def ratio(chosen: Sequence[int]) -> float:
        return statistics.median(values[i] for i in chosen) / statistics.median(baseline[i] for i in chosen)

    return _bootstrap(ratio, len(values), rng, rounds)


def _bootstrap(statistic: Callable[[Sequence[int]], float], count: int, rng: random.Random, rounds: int) -> Estimate:
    places = range(count)
    drawn = sorted(statistic(rng.choices(places, k=count)) for _ in range(rounds))
    return Estimate(value=statistic(places), low=quantile(drawn, 0.025), high=quantile(drawn, 0.975))
