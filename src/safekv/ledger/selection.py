"""The differentially private selection: the probability of release at a draw, given the number of owners.

A period has T public draws. At each, until it is released, a unit with n distinct owners so far is released with
probability h(n), where h(n) = 0 for n < k0 and otherwise, with h(k0 - 1) = 0,

    h(n) = min( e^ε h(n-1) + δ/T,  1 - e^(-ε/T) (1 - h(n-1) - δ/T),  1 ).

So any two neighbouring counts satisfy, at every draw,

    (up)    h(n) <= e^ε h(n-1) + δ/T
    (down)  1 - h(n-1) <= e^(ε/T) (1 - h(n)) + δ/T

and h never falls. From these three, and nothing else, docs/claims/guarantee.md proves (ε, δ) for all T draws
together. With T = 1 and k0 = 1 it is the optimal partition selection of Desfontaines, Voss, Gipson, Mandayam
("Differentially private partition selection", PoPETs 2022, arXiv 2006.03684).

**No floating point.** A probability is an integer in units of 2**-COIN_BITS and a coin is that many random bits, so a
release has exactly the probability in the table. The table itself satisfies (up) and (down), not only the real
numbers that it approximates: e^ε is replaced by a rational below it, e^(-ε/T) by one above it, δ/T by one below it,
the first term is rounded down and what is subtracted in the second is rounded up. Both terms grow with h(n-1), with
which they are evaluated as it stands in the table, so errors of earlier entries do not matter.
h never falls: each term is at least h(n-1), the first because e^ε is bounded by a rational of at least 1, the second
because e^(-ε/T) is bounded by one of at most 1, and rounding to an integer cannot undercut an integer.

The table ends where h reaches 1, or after `longest` entries, and its last entry stands for all larger counts: a
constant satisfies (up) and (down) trivially. The ledger need not tell counts beyond `saturation` apart.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from safekv.ledger.exponential import GUARD_BITS, above_exp_minus, below_exp

COIN_BITS = 192
"""Random bits of a coin; probabilities are integers in units of 2**-COIN_BITS."""

SURE = 1 << COIN_BITS
"""The hazard of a certain release."""

LONGEST = 4096
"""Entries of a table at most: counts beyond are not told apart."""


class Selection(Protocol):
    """Who is released at one draw."""

    @property
    def name(self) -> str:
        """What the log and reports call it."""

    def hazard(self, count: int) -> int:
        """Probability of release at one draw, in units of 2**-COIN_BITS, given `count` distinct owners so far."""


def released(selection: Selection, count: int, coin: int) -> bool:
    """Whether a unit that `count` owners contributed is released at a draw. `coin` is COIN_BITS fresh random bits.

    Raises ValueError for a coin that is not: a wrong coin must not look like a bad throw.
    """
    if not 0 <= coin < SURE:
        raise ValueError(f"a coin has {COIN_BITS} bits")
    return coin < selection.hazard(count)


def exact(value: float | Fraction) -> Fraction:
    """A number as it was written: the float 0.1 becomes 1/10, not its neighbour in binary."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


class StoppedDraw:
    """The stopped draw for T = `draws` draws of a period, `min_owners` = k0. Immutable; see the module.

    Raises ValueError for values with which it would mean nothing.
    """

    __slots__ = ("_hazards", "delta", "draws", "epsilon", "min_owners")

    name = "stopped-draw"

    def __init__(
        self,
        *,
        epsilon: float | Fraction,
        delta: float | Fraction,
        draws: int,
        min_owners: int,
        longest: int = LONGEST,
    ) -> None:
        self.epsilon, self.delta = exact(epsilon), exact(delta)
        self.draws, self.min_owners = draws, min_owners
        if not 0 < self.epsilon <= 64:
            raise ValueError("epsilon must be above 0 and at most 64")
        if not 0 < self.delta < 1:
            raise ValueError("delta must lie between 0 and 1")
        if draws < 1 or min_owners < 1 or longest < 1:
            raise ValueError("draws, min_owners and longest must be 1 or more")
        self._hazards = _table(self.epsilon, self.delta, draws, longest)

    def hazard(self, count: int) -> int:
        """h(count), in units of 2**-COIN_BITS."""
        if count < self.min_owners:
            return 0
        return self._hazards[min(count - self.min_owners, len(self._hazards) - 1)]

    @property
    def saturation(self) -> int:
        """The count from which on the hazard does not change: 1 is reached there, or the table ends."""
        return self.min_owners + len(self._hazards) - 1


def _table(epsilon: Fraction, delta: Fraction, draws: int, longest: int) -> tuple[int, ...]:
    """h(k0), h(k0 + 1), … up to the first that is 1, `longest` at most."""
    growth = below_exp(epsilon)
    decay = above_exp_minus(epsilon / draws)
    spare = int(delta / draws * (SURE << GUARD_BITS))  # δ/T, rounded down, with guard bits
    hazards: list[int] = []
    hazard = 0
    while hazard < SURE and len(hazards) < longest:
        up = (growth * hazard + spare) >> GUARD_BITS
        rest = max(((SURE - hazard) << GUARD_BITS) - spare, 0)
        down = SURE - _ceil_shift(decay * rest, 2 * GUARD_BITS)
        hazard = min(up, down, SURE)
        hazards.append(hazard)
    return tuple(hazards)


def _ceil_shift(value: int, bits: int) -> int:
    return -(-value >> bits)


def optimal(epsilon: float | Fraction, delta: float | Fraction, count: int) -> Fraction:
    """π(count): the largest probability with which any (ε, δ) mechanism may release what `count` owners contributed."""
    draw = StoppedDraw(epsilon=epsilon, delta=delta, draws=1, min_owners=1, longest=max(count, 1))
    return Fraction(draw.hazard(count), SURE)
