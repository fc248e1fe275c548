"""Hit density estimator: how likely a block is to be hit again, by its class and age, learnt while serving.

Content of a class that lay idle for an age will be used again within some time with some probability. Its **density**
is the most hits per second of memory that keeping it can bring,

    max over T of  P(used again within T) / E[time until then, at most T],

which is Gittins' index of a stopping problem with one such block (Gittins, "Bandit processes and dynamic allocation
indices", JRSS B 1979); "hit density" and its use for eviction are from Beckmann, Chen and Cidon, "LHD" (NSDI 2018).

It is estimated from how idle spells ended, with those still open counted as far as they have come (as Kaplan and Meier
do); a class of which little is known is drawn towards all others. Older evidence counts less and less.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

AGES: tuple[float, ...] = (0.0, *(math.sqrt(2.0) ** step for step in range(28)))
"""Where bins of ages begin, in seconds: the first is under a second, the last open, from three hours on."""

WIDTHS = (*(end - begin for begin, end in pairwise(AGES)), AGES[-1])

PRIOR = 100.0
"""Idle spells that a class is credited with, which ended as all do on average."""

FADE = 8
"""Estimates after which evidence counts half."""


def age_bin(age: float) -> int:
    """The bin of an age in seconds."""
    return bisect_right(AGES, age) - 1


class Densities:
    """Densities of `classes` classes. Until the first estimate they fall with age, the same for all."""

    __slots__ = ("_ended", "_estimates", "_reused", "_table")

    def __init__(self, classes: int) -> None:
        self._reused = [[0.0] * len(AGES) for _ in range(classes)]
        self._ended = [[0.0] * len(AGES) for _ in range(classes)]
        self._table = [[1.0 / (1.0 + age) for age in AGES] for _ in range(classes)]
        self._estimates = 0

    def reused(self, which: int, age: float) -> None:
        """Content of a class was wanted again, after an idle spell of `age` seconds."""
        place = age_bin(age)
        self._reused[which][place] += 1
        self._ended[which][place] += 1

    def given_up(self, which: int, age: float) -> None:
        """Content of a class was not wanted for `age` seconds, and is watched no longer."""
        self._ended[which][age_bin(age)] += 1

    def of(self, which: int, age: float) -> float:
        """The density of a class at an age, in hits per second and block."""
        return self._table[which][bisect_right(AGES, age) - 1]

    def estimate(self, still_open: Iterable[tuple[int, float]], *, weight: float = 1.0) -> None:
        """Estimate anew. `still_open` has class and age of idle spells that are watched, one of `weight` of them."""
        pending = [[0.0] * len(AGES) for _ in self._table]
        for which, age in still_open:
            pending[which][age_bin(age)] += weight
        at_risk = [_at_risk(ended, waiting) for ended, waiting in zip(self._ended, pending, strict=True)]
        average = [
            (sum(reused) + 1e-3) / (sum(risk) + 1.0)
            for reused, risk in zip(zip(*self._reused, strict=True), zip(*at_risk, strict=True), strict=True)
        ]
        for which, (reused, risk) in enumerate(zip(self._reused, at_risk, strict=True)):
            hazards = [(r + PRIOR * h) / (n + PRIOR) for r, n, h in zip(reused, risk, average, strict=True)]
            self._table[which] = densities(hazards)
        self._estimates += 1
        if not self._estimates % FADE:
            self._reused = [[count / 2 for count in counts] for counts in self._reused]
            self._ended = [[count / 2 for count in counts] for counts in self._ended]


def _at_risk(ended: list[float], pending: list[float]) -> list[float]:
    """How many spells came as far as each bin; those still open in it count half."""
    risk = [0.0] * len(ended)
    beyond = 0.0
    for place in reversed(range(len(ended))):
        risk[place] = beyond + ended[place] + pending[place] / 2
        beyond += ended[place] + pending[place]
    return risk


def densities(hazards: list[float]) -> list[float]:
    """The density at each bin, from the probabilities (0 to 1) to be used again within a bin, having reached it."""
    table = []
    for begin in range(len(hazards)):
        alive, hits, time, best = 1.0, 0.0, 0.0, 0.0
        for hazard, width in zip(hazards[begin:], WIDTHS[begin:], strict=True):
            used = alive * min(hazard, 1.0)
            hits += used
            time += (alive - used / 2) * width
            alive -= used
            best = max(best, hits / time)
            if alive < 1e-6:
                break
        table.append(best)
    return table
