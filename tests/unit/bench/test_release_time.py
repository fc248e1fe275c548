"""The simulation of time to release, against cases that can be reckoned by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from safekv_lab.bench.release_time import Scenario, _counts, simulate

SURE_OF_IT = Scenario(label="", owners=60, share=1.0, requests_per_day=1e6, uptake_days=0.0, draws=1)


def test_an_owner_counts_from_the_draw_after_its_vote_on() -> None:
    votes = np.array([[0.5, 0.6, 2.5, 99.0], [3.9, -0.0, 1.0, 4.0]])
    assert _counts(votes, 1.0, 4).tolist() == [[2, 2, 3, 3], [1, 2, 2, 3]]


def test_one_draw_a_week_and_enough_owners_release_at_the_end_of_the_week() -> None:
    """The moment of appearance is uniform in the week, so is the wait, and nobody waits longer."""
    outcome = simulate(SURE_OF_IT, runs=4000, seed=0)
    assert outcome.within_a_week == 1
    assert outcome.median_hours == pytest.approx(84, abs=6)
    assert outcome.within_a_day == pytest.approx(1 / 7, abs=0.03)


def test_few_adopters_are_hardly_ever_released() -> None:
    outcome = simulate(dataclasses.replace(SURE_OF_IT, owners=5), runs=2000, seed=0)
    assert outcome.median_hours is None
    assert outcome.within_four_weeks < 0.01


def test_more_adopters_are_released_sooner() -> None:
    scenario = Scenario(label="", owners=20, share=1.0)
    few, many = (simulate(dataclasses.replace(scenario, owners=owners), runs=1000, seed=1) for owners in (20, 60))
    assert few.median_hours is not None
    assert many.median_hours is not None
    assert many.median_hours < few.median_hours


def test_the_same_seed_gives_the_same_times() -> None:
    scenario = Scenario(label="", owners=30, share=1.0)
    assert simulate(scenario, runs=600, seed=1) == simulate(scenario, runs=600, seed=1)
    assert simulate(scenario, runs=600, seed=1) != simulate(scenario, runs=600, seed=2)
