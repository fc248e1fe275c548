"""The exact audit: it confirms the stopped draw and finds what is broken."""

from __future__ import annotations

from fractions import Fraction

import pytest

from safekv.ledger.exponential import GUARD_BITS, below_exp
from safekv.ledger.selection import COIN_BITS, SURE, StoppedDraw
from safekv_lab.audit.alternatives import (
    AboveThreshold,
    KeptThreshold,
    NoisyThreshold,
    RepeatedDraw,
    RestartedAboveThreshold,
    ThresholdAtTheRequest,
    TwoCreators,
)
from safekv_lab.audit.divergence import AnySelection, divergence, law, neighbours, resting, worst

HALF = SURE // 2


class Fixed:
    """A selection with the hazards of a table."""

    name = "fixed"

    def __init__(self, *hazards: int) -> None:
        self._hazards = hazards

    def hazard(self, count: int) -> int:
        return self._hazards[count]


def test_a_law_is_that_of_the_first_success() -> None:
    scale = 1 << (3 * COIN_BITS)
    halves = [Fraction(part, scale) for part in law(Fixed(HALF), (0, 0))]
    assert halves == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]


@pytest.mark.parametrize(
    "selection",
    [
        StoppedDraw(epsilon=1.0, delta=1e-6, draws=3, min_owners=2),
        AboveThreshold(epsilon=1.0, delta=1e-6, draws=3, min_owners=2),
        KeptThreshold(epsilon=1.0, delta=1e-6, min_owners=2),
    ],
    ids=lambda selection: selection.name,
)
def test_a_law_is_a_whole(selection: AnySelection) -> None:
    assert sum(law(selection, (14, 15, 16))) == 1 << (4 * COIN_BITS)


def test_a_divergence_by_hand() -> None:
    """From release at 1/2 to release at 1/8: 1/2 - 2/8 = 1/4 is what e^ε = 2 leaves."""
    seen, other = law(Fixed(HALF), (0,)), law(Fixed(SURE // 8), (0,))
    assert divergence(seen, other, 2 << GUARD_BITS) == Fraction(1, 4)
    assert divergence(other, seen, 2 << GUARD_BITS) == 0


def test_neighbours_are_all_pairs_that_differ_by_one_contribution() -> None:
    pairs = list(neighbours(2, 1))
    assert len(pairs) == 2 * 1 + 3 * 3  # one draw: two counts; two draws: 00 01 11, each with three sets of draws
    assert ((0, 1), (1, 1)) in pairs
    assert ((0, 0), (1, 0)) in pairs, "a vote that was given earlier, and in the other world later"


@pytest.mark.parametrize(
    ("epsilon", "delta", "draws", "most"),
    [(1.0, 0.01, 1, 40), (1.0, 0.01, 3, 9), (2.0, 0.001, 4, 5), (0.5, 0.05, 3, 9), (1.0, 1e-6, 2, 30)],
)
def test_the_stopped_draw_keeps_its_word_in_every_small_world(
    epsilon: float, delta: float, draws: int, most: int
) -> None:
    draw = StoppedDraw(epsilon=epsilon, delta=delta, draws=draws, min_owners=2)
    found = worst(draw, draw.epsilon, neighbours(draws, most))
    assert found.divergence <= draw.delta
    assert found.divergence > draw.delta * Fraction(95, 100), "the audit looks where nothing can be lost"


def test_the_defaults_keep_their_word_over_168_draws() -> None:
    draw = StoppedDraw(epsilon=1.0, delta=1e-6, draws=168, min_owners=2)
    found = worst(draw, draw.epsilon, resting(168, [1, 12, 14, 15, 40]))
    assert draw.delta * Fraction(95, 100) < found.divergence <= draw.delta


def test_half_a_hundredth_more_of_hazard_is_found() -> None:
    class Generous(StoppedDraw):
        def hazard(self, count: int) -> int:
            return super().hazard(count) * 1005 // 1000

    draw = Generous(epsilon=1.0, delta=0.01, draws=2, min_owners=2)
    assert worst(draw, draw.epsilon, neighbours(2, 6)).divergence > draw.delta


@pytest.mark.parametrize(
    "selection",
    [
        NoisyThreshold(epsilon=1.0, delta=0.01, min_owners=2),
        KeptThreshold(epsilon=1.0, delta=0.01, min_owners=2),
        RepeatedDraw(epsilon=1.0, delta=0.01, min_owners=2),
    ],
    ids=lambda selection: selection.name,
)
def test_what_is_right_for_one_draw_is_wrong_for_two(selection: AnySelection) -> None:
    assert worst(selection, Fraction(1), neighbours(1, 12)).divergence <= Fraction(1, 100)
    assert worst(selection, Fraction(1), neighbours(2, 12)).divergence > Fraction(1, 10)


@pytest.mark.parametrize("selection", [ThresholdAtTheRequest(owners=5), TwoCreators()], ids=lambda s: s.name)
def test_without_noise_the_last_owner_is_seen_for_certain(selection: AnySelection) -> None:
    assert worst(selection, Fraction(1), neighbours(1, 6)).divergence == 1


def test_above_threshold_is_sound() -> None:
    selection = AboveThreshold(epsilon=1.0, delta=0.01, draws=2, min_owners=2)
    assert worst(selection, Fraction(1), neighbours(2, 12)).divergence <= Fraction(1, 100)


def test_above_threshold_begun_anew_at_each_draw_is_not() -> None:
    selection = RestartedAboveThreshold(epsilon=1.0, delta=0.01, draws=16, min_owners=2)
    assert worst(selection, Fraction(1), resting(16, range(15, 30))).divergence > Fraction(1, 100)


def test_e_to_the_epsilon_is_taken_against_the_selection() -> None:
    assert below_exp(Fraction(1)) < 2.718281828459046 * (1 << GUARD_BITS)
