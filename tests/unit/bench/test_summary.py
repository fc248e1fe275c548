"""Quantiles and their intervals."""

from __future__ import annotations

import random

import pytest

from safekv_lab.bench.summary import median, quantile, ratio_of_medians


def test_quantiles_interpolate() -> None:
    assert quantile([4, 1, 3, 2], 0.5) == 2.5
    assert quantile([1, 2, 3], 1.0) == 3
    assert quantile([7], 0.95) == 7


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)


def test_the_interval_of_the_median_covers_it_and_repeats_with_the_seed() -> None:
    values = [float(i) for i in range(100)]
    estimate = median(values, random.Random(1))
    assert estimate == median(values, random.Random(1))
    assert 35 < estimate.low < estimate.value == 49.5 < estimate.high < 65


def test_the_ratio_is_paired() -> None:
    """The same drift in both modes leaves no doubt about the ratio; without pairs it would."""
    drift = [1.0, 10.0, 100.0, 1000.0, 10000.0]
    estimate = ratio_of_medians([2 * value for value in drift], drift, random.Random(0))
    assert (estimate.low, estimate.value, estimate.high) == (2, 2, 2)


def test_unpaired_values_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be paired"):
        ratio_of_medians([1.0], [1.0, 2.0], random.Random(0))
