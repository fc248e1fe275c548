"""How long it takes until a prompt that many owners use is released by the stopped draw, by simulation.

A prompt appears at a random moment of a period. Its adopters begin to use it one by one over some days, and then send
it at random, independently and at one rate. In every period an adopter counts from its first request on; at each draw
the prompt is released with the hazard of its count. Times are from the prompt's appearance to the draw that released
it. The guard's veto, materialisation (seconds) and lost draws are left out. A unit that continues another gets its
first vote once that one is published, so the times of a path of units add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from safekv.config import Ledger
from safekv.ledger.selection import SURE, StoppedDraw

Hours: TypeAlias = NDArray[np.float64]

WEEKS = 4
_VOTE = Ledger()
PERIOD = _VOTE.period_seconds / 3600
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A platform of `owners`, a `share` of which takes the prompt up within `uptake_days`, and the vote's settings.

    Periods are weeks. `requests_per_day` is per adopter.
    """

    label: str
    owners: int
    share: float
    requests_per_day: float = 10.0
    uptake_days: float = 1.0
    epsilon: float = _VOTE.epsilon
    delta: float = _VOTE.delta
    draws: int = _VOTE.draws_per_period
    min_owners: int = _VOTE.min_owners

    @property
    def adopters(self) -> int:
        """Owners that use the prompt."""
        return round(self.owners * self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Times to release of a scenario; None for a quantile that lies beyond four weeks."""

    scenario: Scenario
    runs: int
    median_hours: float | None
    ninety_percent_hours: float | None
    within_a_day: float
    within_a_week: float
    within_four_weeks: float


def scenarios() -> Iterator[Scenario]:
    """The scenarios of docs/evaluation/ledger.md: defaults over sizes and traffic, then other settings."""
    for owners in (20, 50, 200, 1000):
        for share in (0.1, 0.3, 1.0):
            yield Scenario(label="defaults", owners=owners, share=share)
    for requests in (0.1, 1.0, 100.0):
        for share in (0.1, 0.3):
            yield Scenario(label="defaults", owners=200, share=share, requests_per_day=requests)
    for days in (0.0, 7.0, 28.0):
        yield Scenario(label=f"uptake in {days:g} days", owners=100, share=0.3, uptake_days=days)
    for epsilon in (0.5, 1.0, 2.0, 4.0):
        yield Scenario(label=f"ε = {epsilon:g}", owners=100, share=0.3, epsilon=epsilon)
    for delta in (1e-9, 1e-4):
        yield Scenario(label=f"δ = {delta:g}", owners=100, share=0.3, delta=delta)
    for draws in (1, 7, 1000):
        yield Scenario(label="1 draw" if draws == 1 else f"{draws} draws", owners=100, share=0.3, draws=draws)


def simulate(scenario: Scenario, *, runs: int, seed: int) -> Outcome:
    """Simulate a scenario `runs` times."""
    rng = np.random.default_rng([seed, scenario.adopters, scenario.draws])
    draw = StoppedDraw(
        epsilon=scenario.epsilon, delta=scenario.delta, draws=scenario.draws, min_owners=scenario.min_owners
    )
    hazards = np.array([draw.hazard(count) / SURE for count in range(scenario.adopters + 1)])
    sizes = [min(CHUNK, runs - done) for done in range(0, runs, CHUNK)]
    times = np.concatenate([_times(scenario, hazards, size, rng) for size in sizes])
    return Outcome(
        scenario=scenario,
        runs=runs,
        median_hours=_quantile(times, 0.5),
        ninety_percent_hours=_quantile(times, 0.9),
        within_a_day=float(np.mean(times <= 24)),
        within_a_week=float(np.mean(times <= PERIOD)),
        within_four_weeks=float(np.mean(times <= WEEKS * PERIOD)),
    )


def _times(scenario: Scenario, hazards: Hours, runs: int, rng: np.random.Generator) -> Hours:
    """Hours from appearance to release; infinite beyond the horizon."""
    slot = PERIOD / scenario.draws
    appeared = rng.uniform(0, PERIOD, size=runs)
    begins = appeared[:, None] + rng.uniform(0, scenario.uptake_days * 24, size=(runs, scenario.adopters))
    times = np.full(runs, np.inf)
    for period in range(WEEKS + 1):
        start = period * PERIOD
        first = np.maximum(begins, start) + rng.exponential(24 / scenario.requests_per_day, size=begins.shape)
        counts = _counts(first - start, slot, scenario.draws)
        survival = np.cumprod(1 - hazards[counts], axis=1)
        place = np.sum(survival > rng.uniform(size=(runs, 1)), axis=1)  # draws survived
        won = (place < scenario.draws) & np.isinf(times)
        times[won] = start + (place[won] + 1) * slot - appeared[won]
    times[times > WEEKS * PERIOD] = np.inf
    return times


def _counts(votes: Hours, slot: float, draws: int) -> NDArray[np.int64]:
    """Owners that count at each draw of a period, of votes at these hours after its start."""
    runs = len(votes)
    at = np.clip(votes // slot, 0, draws).astype(np.int64)
    flat = at + np.arange(runs)[:, None] * (draws + 1)
    new = np.bincount(flat.ravel(), minlength=runs * (draws + 1)).reshape(runs, draws + 1)
    return np.cumsum(new[:, :draws], axis=1)


def _quantile(times: Hours, share: float) -> float | None:
    value = float(np.quantile(times, share, method="higher"))
    return value if np.isfinite(value) else None
