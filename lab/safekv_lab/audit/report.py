"""The whole audit: exact cases and games, each with what it must show. Sound is confirmed, broken is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from safekv.ledger.selection import StoppedDraw, exact
from safekv_lab.audit.alternatives import (
    AboveThreshold,
    KeptThreshold,
    NoisyThreshold,
    RepeatedDraw,
    RestartedAboveThreshold,
    ThresholdAtTheRequest,
    TwoCreators,
)
from safekv_lab.audit.candidates import MIN_OWNERS, candidates
from safekv_lab.audit.divergence import AnySelection, Counts, Worst, neighbours, resting, worst
from safekv_lab.audit.games import Result, judge
from safekv_lab.audit.worlds import choose

if TYPE_CHECKING:
    from collections.abc import Callable

EPSILONS = (0.5, 1.0, 2.0)
DELTA = 1e-6
CLEARLY = 1.5
"""A broken selection is found if the bound of its ε is this many times the ε that it states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactCase:
    """A selection with every pair of neighbouring worlds of some kind, described by `worlds`."""

    selection: AnySelection
    epsilon: float
    delta: float
    draws: int
    worlds: str
    pairs: Iterator[tuple[Counts, Counts]]
    sound: bool = True

    def measure(self) -> Exact:
        """Compute the worst divergence."""
        found = worst(self.selection, exact(self.epsilon), self.pairs)
        return Exact(case=self, found=found, spent=found.divergence / exact(self.delta))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """The worst divergence of a case; `spent` is its share of δ, at most 1 if (ε, δ) holds."""

    case: ExactCase
    found: Worst
    spent: Fraction

    @property
    def holds(self) -> bool:
        """Whether (ε, δ) holds in all worlds of the case."""
        return self.spent <= 1

    @property
    def passed(self) -> bool:
        """Whether that is what it must be."""
        return self.holds == self.case.sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The games of one point."""

    name: str
    draws: int
    epsilon: float
    delta: float
    sound: bool
    why: str
    result: Result

    @property
    def passed(self) -> bool:
        """A sound selection stays within its ε; a broken one is clearly above it."""
        if self.sound:
            return self.result.epsilon_low <= self.epsilon
        return self.result.epsilon_low > CLEARLY * self.epsilon


def exact_cases() -> Iterator[ExactCase]:
    """The cases that are computed: small ones in full, long periods where the others' count rests."""
    for epsilon, delta, draws, most in (
        (1.0, 0.01, 1, 40),
        (1.0, 0.01, 2, 25),
        (1.0, 0.01, 3, 15),
        (0.5, 0.05, 3, 15),
        (2.0, 0.001, 4, 12),
        (1.0, 0.01, 5, 8),
        (1.0, 1e-6, 3, 18),
    ):
        yield _full(_stopped(epsilon, delta, draws), epsilon, delta, draws, most)
    for epsilon in EPSILONS:
        yield ExactCase(
            selection=_stopped(epsilon, DELTA, 168),
            epsilon=epsilon,
            delta=DELTA,
            draws=168,
            worlds="up to 60 others, resting",
            pairs=resting(168, range(61)),
        )
    usual = {"epsilon": 1.0, "delta": 0.01}
    yield _full(NoisyThreshold(**usual, min_owners=MIN_OWNERS), 1.0, 0.01, 1, 25)
    yield _full(KeptThreshold(**usual, min_owners=MIN_OWNERS), 1.0, 0.01, 1, 25)
    yield _full(AboveThreshold(**usual, draws=2, min_owners=MIN_OWNERS), 1.0, 0.01, 2, 16)
    for broken in (
        ThresholdAtTheRequest(owners=5),
        TwoCreators(),
        RepeatedDraw(**usual, min_owners=MIN_OWNERS),
        NoisyThreshold(**usual, min_owners=MIN_OWNERS),
        KeptThreshold(**usual, min_owners=MIN_OWNERS),
    ):
        yield _full(broken, 1.0, 0.01, 2, 12, sound=False)
    yield ExactCase(
        selection=RestartedAboveThreshold(epsilon=1.0, delta=0.01, draws=16, min_owners=MIN_OWNERS),
        **usual,
        draws=16,
        worlds="up to 60 others, resting",
        pairs=resting(16, range(61)),
        sound=False,
    )


def play(epsilon: float, games: int, seed: int, progress: Callable[[str], None]) -> Iterator[Played]:
    """Play every candidate at one ε, `games` games a point."""
    for number, candidate in enumerate(candidates(epsilon, DELTA)):
        progress(f"ε = {epsilon:g}: {candidate.name}, {candidate.draws} draws")
        rng = np.random.default_rng([seed, round(epsilon * 1000), number])
        yield Played(
            name=candidate.name,
            draws=candidate.draws,
            epsilon=epsilon,
            delta=DELTA,
            sound=candidate.sound,
            why=candidate.why,
            result=judge(candidate, choose(candidate, games), games, rng),
        )


def _stopped(epsilon: float, delta: float, draws: int) -> StoppedDraw:
    return StoppedDraw(epsilon=epsilon, delta=delta, draws=draws, min_owners=MIN_OWNERS)


def _full(
    selection: AnySelection, epsilon: float, delta: float, draws: int, most: int, *, sound: bool = True
) -> ExactCase:
    return ExactCase(
        selection=selection,
        epsilon=epsilon,
        delta=delta,
        draws=draws,
        worlds=f"all, up to {most} others",
        pairs=neighbours(draws, most),
        sound=sound,
    )
