"""Which neighbouring worlds are played, chosen by calculation before any game, and which events an attacker tries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from safekv.ledger.selection import SURE
from safekv_lab.audit.divergence import AnySelection, Counts, branches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safekv_lab.audit.candidates import Candidate

Weights: TypeAlias = NDArray[np.float64]

MOST = 400
"""Others' contributions at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """Counts at the draws with and without the victim's contribution."""

    without: Counts
    with_victim: Counts


def choose(candidate: Candidate, games: int) -> Worlds:
    """The worlds in which `games` games are expected to show most.

    The others' count rests; the victim is there from the first draw on, or comes midway, or before the last.
    """
    best, found = -math.inf, None
    calculated = _Calculated(candidate.selection)
    for worlds in _pairs(candidate.draws, calculated):
        laws = [calculated.law(counts) for counts in (worlds.without, worlds.with_victim)]
        for p, q in (laws, laws[::-1]):
            value = _expected(events(p), events(q), games, float(candidate.delta))
            if value > best:
                best, found = value, worlds
    if found is None:
        raise ValueError(f"{candidate.name} releases nothing for up to {MOST} owners")
    return found


def _expected(seen: Weights, other: Weights, games: int, delta: float) -> float:
    """About the bound of ε that games will show for the best event, four standard deviations on the safe side."""
    spread = 4 / games
    low = seen - 4 * np.sqrt(seen * spread) - 2 * spread - delta
    high = other + 4 * np.sqrt(other * spread) + 4 * spread
    return float(np.max(np.log(np.maximum(low, 1e-300) / high)))


def _pairs(draws: int, calculated: _Calculated) -> Iterator[Worlds]:
    for count in range(1, MOST):
        for start in sorted({0, draws // 2, draws - 1}):
            without = (count,) * draws
            yield Worlds(without=without, with_victim=without[:start] + (count + 1,) * (draws - start))
        if calculated.chances(count).min() == 1:
            return


class _Calculated:
    """The law of a selection in floating point, to choose by. What is kept with less than 2**-40 is left out."""

    def __init__(self, selection: AnySelection) -> None:
        self._selection = selection
        self._known: dict[int, Weights] = {}
        self._heavy = [place for place, (weight, _) in enumerate(branches(selection, ())) if weight >> 152]
        weights = np.array([weight / SURE for weight, _ in branches(selection, ())])
        self._weights = weights[self._heavy]

    def chances(self, count: int) -> Weights:
        """Probability of release at one draw, for each thing that may be kept."""
        if count not in self._known:
            hazards = np.array([hazards[0] / SURE for _, hazards in branches(self._selection, (count,))])
            self._known[count] = hazards[self._heavy]
        return self._known[count]

    def law(self, counts: Counts) -> Weights:
        """Probability of a release at each draw, then of none."""
        chances = np.stack([self.chances(count) for count in counts], axis=1)
        alive = np.cumprod(1 - chances, axis=1)
        before = np.hstack([np.ones((len(alive), 1)), alive[:, :-1]])
        return np.append(self._weights @ (before * chances), self._weights @ alive[:, -1])


def event_names(draws: int) -> list[str]:
    """The events that are tried: a release at, by, or not by some draw."""
    kinds = ("at draw", "by draw", "not by draw")
    return [f"{kind} {place + 1}" for kind in kinds for place in range(draws)]


def events(law: Weights) -> Weights:
    """The weight of each event, in the order of `event_names`, of a law or of counted games."""
    by = np.cumsum(law[:-1])
    late = np.cumsum(law[::-1])[::-1][1:]
    return np.clip(np.concatenate([law[:-1], by, late]), 0, None)
