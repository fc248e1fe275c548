"""The stopped draw against figures and formulas of others: the design's, the paper's, Google's library."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

import pytest

from safekv.ledger.selection import COIN_BITS, LONGEST, SURE, StoppedDraw, exact, optimal, released

DIGITS = 220


def hazard(draw: StoppedDraw, count: int) -> Decimal:
    return Decimal(draw.hazard(count)) / Decimal(SURE)


@pytest.mark.parametrize(("owners", "probability"), [(0, "0.000"), (13, "0.257"), (14, "0.700"), (28, "1.000")])
def test_the_figures_of_the_design(owners: int, probability: str) -> None:
    assert f"{float(optimal(1.0, 1e-6, owners)):.3f}" == probability


def test_twenty_eight_owners_are_certain_and_twenty_seven_are_not() -> None:
    assert optimal(1.0, 1e-6, 28) == 1
    assert optimal(1.0, 1e-6, 27) < 1


# ── an independent recursion, in decimals of 220 digits ──────────────────────────────────────────


def reference(epsilon: str, delta: str, draws: int, min_owners: int, last: int) -> list[Decimal]:
    """h(0) … h(last) by the formula as the design has it; errors stay far below 1e-150."""
    growth, decay = Decimal(epsilon).exp(), (-Decimal(epsilon) / draws).exp()
    spare = Decimal(delta) / draws
    found = [Decimal(0)] * min_owners
    while len(found) <= last:
        before = found[-1]
        found.append(min(growth * before + spare, 1 - decay * (1 - before - spare), Decimal(1)))
    return found


@pytest.mark.parametrize(
    ("epsilon", "delta", "draws", "min_owners"),
    [
        ("1.0", "1e-06", 1, 1),
        ("1.0", "1e-06", 168, 2),
        ("0.5", "1e-09", 24, 2),
        ("2.0", "1e-05", 10000, 3),
        ("0.01", "1e-06", 1, 2),
        ("10.0", "0.01", 7, 5),
        ("0.001", "1e-12", 168, 2),
    ],
)
def test_ten_thousand_counts_agree_with_an_independent_recursion(
    epsilon: str, delta: str, draws: int, min_owners: int
) -> None:
    last = 10_000
    draw = StoppedDraw(epsilon=float(epsilon), delta=float(delta), draws=draws, min_owners=min_owners, longest=last)
    with localcontext() as context:
        context.prec = DIGITS
        expected = reference(epsilon, delta, draws, min_owners, last)
        worst = max(abs(hazard(draw, n) - expected[n]) for n in range(last + 1))
    assert worst < Decimal("1e-12")
    assert worst < Decimal("1e-45"), "only the rounding to 2**-192 may be left"


def test_beyond_the_table_the_last_entry_stands() -> None:
    draw = StoppedDraw(epsilon=0.01, delta=1e-6, draws=168, min_owners=2)
    assert draw.saturation == 2 + LONGEST - 1
    assert 0 < draw.hazard(draw.saturation) == draw.hazard(10**9) < SURE


def test_saturation_is_the_least_count_that_is_certain() -> None:
    draw = StoppedDraw(epsilon=1.0, delta=1e-6, draws=168, min_owners=2)
    assert draw.hazard(draw.saturation - 1) < draw.hazard(draw.saturation) == SURE


# ── the closed form of the paper ─────────────────────────────────────────────────────────────────


def floor(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_FLOOR))


def closed_form(epsilon: Decimal, delta: Decimal, count: int) -> Decimal:
    """Theorem 1 of arXiv 2006.03684."""
    growth = epsilon.exp()

    def rising(n: int) -> Decimal:
        return ((n * epsilon).exp() - 1) / (growth - 1) * delta

    first = 1 + floor(((growth + 2 * delta - 1) / ((growth + 1) * delta)).ln() / epsilon)
    second = first + floor((1 + (growth - 1) / delta * (1 - rising(first))).ln() / epsilon)
    if count <= first:
        return rising(count)
    if count <= second:
        left = (-(count - first) * epsilon).exp()
        return (1 - left) * (1 + delta / (growth - 1)) + left * rising(first)
    return Decimal(1)


@pytest.mark.parametrize(
    ("epsilon", "delta"), [("1.0", "1e-06"), ("0.1", "1e-05"), ("2.0", "1e-10"), ("0.5", "0.001"), ("5.0", "0.01")]
)
def test_one_draw_is_the_closed_form_of_the_paper(epsilon: str, delta: str) -> None:
    draw = StoppedDraw(epsilon=float(epsilon), delta=float(delta), draws=1, min_owners=1)
    assert draw.saturation < 1000
    with localcontext() as context:
        context.prec = DIGITS
        for count in range(1, draw.saturation + 3):
            expected = closed_form(Decimal(epsilon), Decimal(delta), count)
            assert abs(hazard(draw, count) - expected) < Decimal("1e-45"), count


@pytest.mark.parametrize(("epsilon", "delta"), [(1.0, 1e-6), (0.5, 1e-5), (2.0, 1e-9), (0.1, 1e-3)])
def test_one_draw_is_what_google_s_library_does(epsilon: float, delta: float) -> None:
    selection = pytest.importorskip(
        "pydp.algorithms.partition_selection", reason="python-dp is not installed: pip install python-dp"
    )
    theirs = selection.create_truncated_geometric_partition_strategy(epsilon, delta, 1)
    for count in range(1, 200):
        assert float(optimal(epsilon, delta, count)) == pytest.approx(theirs.probability_of_keep(count), abs=1e-12)


# ── the coin ─────────────────────────────────────────────────────────────────────────────────────


def test_a_coin_below_the_hazard_releases() -> None:
    draw = StoppedDraw(epsilon=1.0, delta=1e-6, draws=168, min_owners=2)
    edge = draw.hazard(20)
    assert released(draw, 20, edge - 1)
    assert not released(draw, 20, edge)


def test_fewer_than_the_least_owners_are_never_released() -> None:
    draw = StoppedDraw(epsilon=10.0, delta=0.01, draws=1, min_owners=5)
    assert not any(released(draw, count, 0) for count in range(5))
    assert released(draw, 5, 0)


def test_certain_is_certain() -> None:
    draw = StoppedDraw(epsilon=1.0, delta=1e-6, draws=1, min_owners=2)
    assert released(draw, draw.saturation, (1 << COIN_BITS) - 1)


@pytest.mark.parametrize("coin", [-1, 1 << COIN_BITS])
def test_what_is_no_coin_is_refused(coin: int) -> None:
    with pytest.raises(ValueError, match="192 bits"):
        released(StoppedDraw(epsilon=1.0, delta=1e-6, draws=1, min_owners=2), 50, coin)


def test_a_setting_is_taken_as_it_was_written() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(1e-6) == Fraction(1, 1_000_000)
    assert StoppedDraw(epsilon=0.1, delta=1e-6, draws=3, min_owners=2).epsilon == Fraction(1, 10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"epsilon": 0.0},
        {"epsilon": -1.0},
        {"epsilon": 65.0},
        {"delta": 0.0},
        {"delta": 1.0},
        {"draws": 0},
        {"min_owners": 0},
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, float]) -> None:
    settings = {"epsilon": 1.0, "delta": 1e-6, "draws": 168, "min_owners": 2} | wrong
    with pytest.raises(ValueError, match=next(iter(wrong))):
        StoppedDraw(**settings)  # type: ignore[arg-type]
