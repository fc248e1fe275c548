"""Other ways to choose what is released, for ablation and audit only. No policy can name them.

Some are sound, some are the mistakes that the stopped draw avoids; `docs/claims/guarantee.md` says which and why, and
`safekv ledger audit` measures it. All are stated for one ε and one δ per unit and period, as the stopped draw is.
One draw per window, which is sound, is `StoppedDraw(draws=1)`.

Most are a `Selection`: each draw is made with a fresh coin. Two keep a noisy threshold for a unit and a period; they
are a `KeptSelection`. Noise is discrete Laplace: P(Z = z) is proportional to e^(-η |z|) for whole z.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from safekv.ledger.exponential import GUARD_BITS, above_exp_minus
from safekv.ledger.selection import SURE, StoppedDraw, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

_ONE = 1 << GUARD_BITS


@runtime_checkable
class KeptSelection(Protocol):
    """A selection that draws a threshold once for a unit and a period, and keeps it."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def keep(self, coin: int) -> int:
        """The threshold of a unit, from COIN_BITS random bits."""

    def thresholds(self) -> Sequence[tuple[int, int]]:
        """Every threshold that `keep` may give, with its probability in units of 2**-COIN_BITS."""

    def hazard_kept(self, count: int, kept: int) -> int:
        """Probability of release at one draw, in units of 2**-COIN_BITS."""


# ── without noise ────────────────────────────────────────────────────────────────────────────────


class ThresholdAtTheRequest:
    """Broken: shared from the request on that makes the count reach `owners`: who owns all others sees the victim."""

    name = "threshold-at-the-request"

    def __init__(self, *, owners: int) -> None:
        self.owners = owners

    def hazard(self, count: int) -> int:
        """0 or certain."""
        return SURE if count >= self.owners else 0


class TwoCreators(ThresholdAtTheRequest):
    """Broken: shared as soon as a second party has written the same. One guess, and the victim's use of it is seen."""

    name = "two-creators"

    def __init__(self) -> None:
        super().__init__(owners=2)


# ── with noise, right once, wrong when repeated ──────────────────────────────────────────────────


class RepeatedDraw(StoppedDraw):
    """Broken for more than one draw: the optimal selection for one draw, with all of ε and δ, at each of them.

    It is also what a ledger does that draws again after a restart.
    """

    name = "repeated-draw"

    def __init__(self, *, epsilon: float | Fraction, delta: float | Fraction, min_owners: int) -> None:
        super().__init__(epsilon=epsilon, delta=delta, draws=1, min_owners=min_owners)


class NoisyThreshold:
    """Count plus fresh noise of ε against a fixed threshold, at every draw. Sound for one draw, broken for more."""

    name = "noisy-threshold"

    def __init__(self, *, epsilon: float | Fraction, delta: float | Fraction, min_owners: int) -> None:
        self.min_owners = min_owners
        self._noise = Noise(exact(epsilon))
        self.threshold = min_owners + _least(self._noise.tail, int(exact(delta) * SURE))

    def hazard(self, count: int) -> int:
        """P(count + noise >= threshold)."""
        return self._noise.tail(self.threshold - count) if count >= self.min_owners else 0


class KeptThreshold:
    """A threshold with noise of ε, drawn once and kept; counts are compared as they are.

    Sound for one draw. Broken for more: while the others' counts rest, a release at a draw says that somebody came.
    """

    name = "kept-threshold"

    def __init__(self, *, epsilon: float | Fraction, delta: float | Fraction, min_owners: int) -> None:
        self._fresh = NoisyThreshold(epsilon=epsilon, delta=delta, min_owners=min_owners)
        self._noise = Noise(exact(epsilon))

    def keep(self, coin: int) -> int:
        """The threshold less noise."""
        return self._fresh.threshold - self._noise.sample(coin)

    def thresholds(self) -> Sequence[tuple[int, int]]:
        """Every threshold with its probability."""
        return [(self._fresh.threshold - at, mass) for at, mass in self._noise.masses]

    def hazard_kept(self, count: int, kept: int) -> int:
        """0 or certain."""
        return SURE if count >= max(kept, self._fresh.min_owners) else 0


class AboveThreshold:
    """Sound: the sparse vector technique, for counts that one owner can only move one way.

    A threshold with noise of ε/2 is kept, and each draw compares with it the count plus fresh noise of ε/2 (Dwork,
    Roth, "The algorithmic foundations of differential privacy", section 3.6; half the noise of the general case
    suffices for monotone counts: Lyu, Su, Li, "Understanding the sparse vector technique", PVLDB 2017).
    No ε is paid for draws that release nothing, but the threshold lies so high that δ holds for all draws together.
    """

    name = "above-threshold"

    def __init__(self, *, epsilon: float | Fraction, delta: float | Fraction, draws: int, min_owners: int) -> None:
        self.min_owners = min_owners
        self._noise = Noise(exact(epsilon) / 2)
        spare = int(exact(delta) / draws * above_exp_minus(exact(epsilon)) * SURE) >> GUARD_BITS
        self.threshold = min_owners + _least(self._noise.tail_of_two, spare)

    def keep(self, coin: int) -> int:
        """The threshold less noise."""
        return self.threshold - self._noise.sample(coin)

    def thresholds(self) -> Sequence[tuple[int, int]]:
        """Every threshold with its probability."""
        return [(self.threshold - at, mass) for at, mass in self._noise.masses]

    def hazard_kept(self, count: int, kept: int) -> int:
        """P(count + noise >= kept)."""
        return self._noise.tail(kept - count) if count >= self.min_owners else 0


class RestartedAboveThreshold:
    """Broken: AboveThreshold begun anew at each draw, its threshold drawn again, as if its ε covered them all."""

    name = "restarted-above-threshold"

    def __init__(self, *, epsilon: float | Fraction, delta: float | Fraction, draws: int, min_owners: int) -> None:
        self._right = AboveThreshold(epsilon=epsilon, delta=delta, draws=draws, min_owners=min_owners)
        self._noise = Noise(exact(epsilon) / 2)

    def hazard(self, count: int) -> int:
        """P(count + noise >= threshold + noise)."""
        if count < self._right.min_owners:
            return 0
        return self._noise.tail_of_two(self._right.threshold - count)


class Noise:
    """Discrete Laplace noise Z of parameter η, with probabilities in units of 2**-COIN_BITS, rounded down."""

    def __init__(self, eta: Fraction) -> None:
        self._falling = [_ONE]  # powers of e^-η
        factor = above_exp_minus(eta)
        while self._falling[-1] >> (GUARD_BITS - SURE.bit_length()):
            self._falling.append(self._falling[-1] * factor >> GUARD_BITS)
        self._whole = _ONE + self._falling[1]

        self.reach = len(self._falling) - 1
        """|Z| is at most this, but for a probability of about 2**-COIN_BITS, which goes to -`reach` - 1."""

    def tail(self, at: int) -> int:
        """P(Z >= at)."""
        return self._rising[self.reach - max(-self.reach, min(at, self.reach))]

    def sample(self, coin: int) -> int:
        """Z by inversion: at least t if and only if coin < P(Z >= t)."""
        return self.reach - bisect_left(self._rising, coin + 1)

    @cached_property
    def _rising(self) -> list[int]:
        """P(Z >= t) for t from `reach` down to -`reach`."""
        high = [self._falling[at] * SURE // self._whole for at in range(self.reach, 0, -1)]
        return [*high, *(SURE - tail for tail in reversed(high)), SURE - high[0]]

    @cached_property
    def masses(self) -> list[tuple[int, int]]:
        """Every value that `sample` may give, with its probability; together they are certain."""
        tails = [0, *self._rising, SURE]
        return [(self.reach - place, tails[place + 1] - tails[place]) for place in range(len(tails) - 1)]

    def tail_of_two(self, at: int) -> int:
        """P(Z + Z' >= at) for independent Z, Z'."""
        return sum(mass * self.tail(at - other) for other, mass in self.masses) // SURE


def _least(tail: Callable[[int], int], spare: int) -> int:
    """The least t >= 1 with tail(t) <= spare."""
    high = 1
    while tail(high) > spare:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if tail(middle) <= spare else (middle, high)
    return high
