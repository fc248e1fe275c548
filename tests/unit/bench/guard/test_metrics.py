"""Thresholds keep their promise; figures agree with scipy and scikit-learn where these are installed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safekv_lab.bench.guard.intervals import by_group, clopper_pearson, macro
from safekv_lab.bench.guard.metrics import (
    Threshold,
    Unreachable,
    auc,
    curve,
    share_at,
    threshold_at_rate,
    threshold_at_recall,
)
from safekv_lab.bench.guard.reliability import expected_error, reliability

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.5000001, 0.9, 1.0]), min_size=1, max_size=30).map(np.array)


@given(SCORES, st.floats(0, 1))
def test_a_threshold_at_a_rate_is_the_smallest_that_keeps_to_it(negatives: np.ndarray, rate: float) -> None:
    threshold = threshold_at_rate(negatives, rate)
    assert share_at(negatives, threshold) <= rate + 1e-9
    lower = [score for score in negatives if score < threshold]
    assert all(share_at(negatives, score) > rate for score in lower)


@given(SCORES, st.floats(0, 0.9))
def test_a_threshold_at_a_recall_is_the_largest_that_shows_it(positives: np.ndarray, recall: float) -> None:
    found = threshold_at_recall(positives, recall)
    count = len(positives)
    if isinstance(found, Unreachable):
        assert clopper_pearson(count, count, confidence=0.9).low < recall
        return
    assert found.bound >= recall
    assert found.rate == pytest.approx(share_at(positives, found.value))
    for higher in {float(s) for s in positives if s > found.value}:
        hits = int(np.sum(positives >= higher))
        assert clopper_pearson(hits, count, confidence=0.9).low < recall


def test_what_cannot_be_shown_says_why() -> None:
    nothing = threshold_at_recall(np.array([]), 0.5)
    few = threshold_at_recall(np.ones(10), 0.9)
    assert isinstance(nothing, Unreachable)
    assert isinstance(few, Unreachable)
    assert "with 10 positives" in few.reason
    assert "0.741" in few.reason
    assert isinstance(threshold_at_recall(np.ones(30), 0.9), Threshold)


def test_no_negatives_set_no_threshold() -> None:
    with pytest.raises(ValueError, match="no negatives"):
        threshold_at_rate(np.array([]), 0.1)
    with pytest.raises(ValueError, match="positives and negatives"):
        curve(np.array([]), np.array([1.0]))
    assert math.isnan(auc(np.array([]), np.array([1.0])))
    assert math.isnan(share_at(np.array([]), 0.5))


def test_a_curve_goes_from_nothing_to_everything() -> None:
    points = curve(np.array([0.9, 0.4]), np.array([0.4, 0.1]))
    assert points.recall == (0.0, 0.5, 1.0, 1.0)
    assert points.false_positives == (0.0, 0.0, 0.5, 1.0)


def test_curve_and_area_agree_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(3)
    up, down = np.round(rng.normal(0.6, 0.2, 300), 2), np.round(rng.normal(0.4, 0.2, 500), 2)
    gold, scores = np.r_[np.ones(300), np.zeros(500)], np.r_[up, down]
    assert auc(up, down) == pytest.approx(metrics.roc_auc_score(gold, scores))
    alarms, recall, _ = metrics.roc_curve(gold, scores, drop_intermediate=False)
    points = curve(up, down)
    assert np.allclose(points.recall, recall)
    assert np.allclose(points.false_positives, alarms)


@pytest.mark.parametrize(("hits", "count"), [(0, 5), (1, 5), (5, 5), (90, 100), (3, 4000), (3990, 4000)])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_bounds_agree_with_scipy(hits: int, count: int, confidence: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    exact = stats.binomtest(hits, count).proportion_ci(confidence, method="exact")
    found = clopper_pearson(hits, count, confidence=confidence)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert found.value == hits / count


@pytest.mark.parametrize(("hits", "count"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_share_is_refused(hits: int, count: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        clopper_pearson(hits, count)


def test_few_large_groups_are_less_sure_than_many_small_ones() -> None:
    flags = np.array([True, False] * 50)
    many = by_group(flags, [str(n) for n in range(100)], seed=1)
    few = by_group(np.sort(flags), [str(n // 25) for n in range(100)], seed=1)
    assert many.value == few.value == 0.5
    assert few.high - few.low > 2 * (many.high - many.low)
    assert many == by_group(flags, [str(n) for n in range(100)], seed=1)
    assert math.isnan(by_group(np.array([], dtype=bool), [], seed=1).value)


def test_macro_weighs_corpora_alike_and_leaves_out_empty_ones() -> None:
    large, small = (np.ones(90, dtype=bool), [str(n) for n in range(90)]), (np.zeros(3, dtype=bool), ["a", "b", "c"])
    found = macro({"large": large, "small": small, "none": (np.array([], dtype=bool), [])}, seed=1)
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)
    assert math.isnan(macro({}, seed=1).value)


def test_bins_say_how_far_scores_are_from_shares() -> None:
    scores = np.array([0.05, 0.05, 0.95, 1.0])
    bins = reliability(scores, np.array([False, True, True, True]))
    assert [(b.count, b.sensitive) for b in bins] == [(2, 0.5), (2, 1.0)]
    assert expected_error(bins) == pytest.approx(0.5 * 0.45 + 0.5 * 0.025)
    assert math.isnan(expected_error(()))
    with pytest.raises(ValueError, match="no probabilities"):
        reliability(np.array([1.2]), np.array([True]))
