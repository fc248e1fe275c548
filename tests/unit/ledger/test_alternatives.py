"""The alternatives are what they say, so that an audit of them says something."""

from __future__ import annotations

import math

import pytest

from safekv.ledger.selection import SURE, StoppedDraw, exact
from safekv_lab.audit.alternatives import (
    AboveThreshold,
    KeptSelection,
    KeptThreshold,
    Noise,
    NoisyThreshold,
    RepeatedDraw,
    ThresholdAtTheRequest,
    TwoCreators,
)

KEPT = [
    KeptThreshold(epsilon=1.0, delta=1e-6, min_owners=2),
    AboveThreshold(epsilon=1.0, delta=1e-6, draws=16, min_owners=2),
]


@pytest.mark.parametrize("eta", [0.25, 1.0, 3.0])
def test_noise_is_discrete_laplace(eta: float) -> None:
    noise = Noise(exact(eta))
    expected = {at: math.tanh(eta / 2) * math.exp(-eta * abs(at)) for at in range(-8, 9)}
    found = {at: mass / SURE for at, mass in noise.masses if abs(at) <= 8}
    assert found == pytest.approx(expected, rel=1e-12)
    assert sum(mass for _, mass in noise.masses) == SURE


def test_noise_is_drawn_by_inversion() -> None:
    noise = Noise(exact(1.0))
    for at in (-3, 0, 1, 5):
        assert noise.sample(noise.tail(at) - 1) >= at
        assert noise.sample(noise.tail(at)) == at - 1


def test_the_sum_of_two_noises_is_their_convolution() -> None:
    noise = Noise(exact(1.0))
    masses = dict(noise.masses)
    expected = sum(a * b for x, a in masses.items() for y, b in masses.items() if x + y >= 4) / SURE**2
    assert noise.tail_of_two(4) / SURE == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("selection", KEPT, ids=lambda selection: selection.name)
def test_what_is_kept_has_the_law_that_is_stated(selection: KeptSelection) -> None:
    below = 0
    for kept, weight in selection.thresholds():
        if weight:
            assert selection.keep(below) == selection.keep(below + weight - 1) == kept
        below += weight
    assert below == SURE


def test_a_threshold_is_crossed_at_the_request() -> None:
    assert [ThresholdAtTheRequest(owners=3).hazard(count) for count in (2, 3)] == [0, SURE]
    assert [TwoCreators().hazard(count) for count in (1, 2)] == [0, SURE]


def test_a_noisy_threshold_lies_as_low_as_delta_allows() -> None:
    selection = NoisyThreshold(epsilon=1.0, delta=1e-6, min_owners=2)
    assert selection.hazard(1) == 0
    assert 1e-6 / math.e < selection.hazard(2) / SURE <= 1e-6


def test_a_repeated_draw_is_the_single_draw() -> None:
    repeated = RepeatedDraw(epsilon=1.0, delta=1e-6, min_owners=2)
    single = StoppedDraw(epsilon=1.0, delta=1e-6, draws=1, min_owners=2)
    assert [repeated.hazard(n) for n in range(40)] == [single.hazard(n) for n in range(40)]


@pytest.mark.parametrize("selection", KEPT, ids=lambda selection: selection.name)
def test_too_few_owners_are_never_released_whatever_is_kept(selection: KeptSelection) -> None:
    assert all(selection.hazard_kept(1, kept) == 0 for kept, _ in selection.thresholds())
