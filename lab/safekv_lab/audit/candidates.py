"""What is audited: the stopped draw, and the alternatives with what they promise and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from fractions import Fraction

    from safekv_lab.audit.divergence import AnySelection

MIN_OWNERS = 2
MANY = 16
"""Draws at which mistakes of composition are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A selection, used for `draws` draws, that states (ε, δ) for one contribution.

    `sound` is what the audit has to find, `why` the reason.
    """

    selection: AnySelection = field(repr=False)
    draws: int
    epsilon: Fraction
    delta: Fraction
    sound: bool
    why: str

    @property
    def name(self) -> str:
        """Name of the selection."""
        return self.selection.name


def candidates(epsilon: float, delta: float) -> tuple[Candidate, ...]:
    """Everything that is audited at one (ε, δ): sound ones first."""

    def stated(selection: AnySelection, draws: int, why: str, *, sound: bool) -> Candidate:
        loss = {"epsilon": exact(epsilon), "delta": exact(delta)}
        return Candidate(selection=selection, draws=draws, sound=sound, why=why, **loss)

    def stopped(draws: int) -> StoppedDraw:
        return StoppedDraw(epsilon=epsilon, delta=delta, draws=draws, min_owners=MIN_OWNERS)

    fresh = NoisyThreshold(epsilon=epsilon, delta=delta, min_owners=MIN_OWNERS)
    kept = KeptThreshold(epsilon=epsilon, delta=delta, min_owners=MIN_OWNERS)
    above = AboveThreshold(epsilon=epsilon, delta=delta, draws=MANY, min_owners=MIN_OWNERS)
    restarted = RestartedAboveThreshold(epsilon=epsilon, delta=delta, draws=MANY, min_owners=MIN_OWNERS)
    repeated = RepeatedDraw(epsilon=epsilon, delta=delta, min_owners=MIN_OWNERS)
    return (
        stated(stopped(1), 1, "optimal selection, one draw a period", sound=True),
        stated(stopped(MANY), MANY, "the theorem", sound=True),
        stated(stopped(168), 168, "the theorem, with the draws of the default", sound=True),
        stated(fresh, 1, "noise of ε on one count", sound=True),
        stated(kept, 1, "noise of ε on one threshold", sound=True),
        stated(above, MANY, "sparse vector technique on monotone counts", sound=True),
        stated(ThresholdAtTheRequest(owners=20), 1, "no noise: the last owner decides", sound=False),
        stated(TwoCreators(), 1, "no noise: the second owner decides", sound=False),
        stated(repeated, MANY, "ε is paid at each draw, and surviving them all tells it", sound=False),
        stated(fresh, MANY, "fresh noise of ε at each draw: ε is paid at each", sound=False),
        stated(kept, MANY, "counts have no noise: while others rest, a release says who came", sound=False),
        stated(restarted, MANY, "its threshold is drawn anew at each draw: ε is paid at each", sound=False),
    )
