"""The table of the stopped draw satisfies, as integers, the inequalities that the guarantee is proved from."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal, localcontext
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from safekv.ledger.exponential import GUARD_BITS, above_exp_minus, below_exp
from safekv.ledger.selection import SURE, StoppedDraw

EPSILONS = st.floats(min_value=1e-4, max_value=10, allow_nan=False)
DELTAS = st.floats(min_value=1e-15, max_value=0.01, allow_nan=False)
DRAWS = st.one_of(st.integers(1, 10), st.integers(1, 10_000))


def below(exponent: Fraction) -> Fraction:
    """A number below e^exponent by less than 1 part in 10^140, from another implementation than ours."""
    with localcontext(Context(prec=160, rounding=ROUND_FLOOR)):
        quotient = Decimal(exponent.numerator) / Decimal(exponent.denominator)  # rounded down
        return Fraction(quotient.exp()) * (1 - Fraction(1, 10**145))


@settings(max_examples=60, deadline=None)
@given(epsilon=EPSILONS, delta=DELTAS, draws=DRAWS, min_owners=st.integers(1, 50))
def test_both_inequalities_hold_on_the_integers(epsilon: float, delta: float, draws: int, min_owners: int) -> None:
    draw = StoppedDraw(epsilon=epsilon, delta=delta, draws=draws, min_owners=min_owners, longest=400)
    growth, slow_growth = below(draw.epsilon), below(draw.epsilon / draws)
    spare = draw.delta / draws * SURE
    for count in range(1, draw.saturation + 3):
        fewer, more = draw.hazard(count - 1), draw.hazard(count)
        assert 0 <= fewer <= more <= SURE
        assert more <= growth * fewer + spare
        assert SURE - fewer <= slow_growth * (SURE - more) + spare
    assert draw.hazard(min_owners - 1) == 0


@settings(max_examples=60, deadline=None)
@given(epsilon=EPSILONS, delta=DELTAS, draws=DRAWS)
def test_the_table_is_the_largest_that_satisfies_them(epsilon: float, delta: float, draws: int) -> None:
    """Nothing is given away: one more unit of 2**-192 and a few would break one of the two."""
    draw = StoppedDraw(epsilon=epsilon, delta=delta, draws=draws, min_owners=1, longest=200)
    growth, slow_growth = below(draw.epsilon), below(draw.epsilon / draws)
    spare = draw.delta / draws * SURE
    for count in range(1, draw.saturation + 1):
        fewer, more = draw.hazard(count - 1), draw.hazard(count) + 2
        assert more > SURE or more > growth * fewer + spare or SURE - fewer > slow_growth * (SURE - more) + spare, count


@given(exponent=st.fractions(min_value=0, max_value=64, max_denominator=10**6))
def test_exponentials_lie_on_their_side_of_the_truth_and_close(exponent: Fraction) -> None:
    truth = below(exponent)
    above = truth * (1 + Fraction(1, 10**140))
    low, high = Fraction(below_exp(exponent), 1 << GUARD_BITS), Fraction(above_exp_minus(exponent), 1 << GUARD_BITS)
    assert 1 <= low <= above
    assert 1 / above <= high <= 1
    assert truth - low < Fraction(1, 10**60)
    assert high - 1 / truth < Fraction(1, 10**60)
