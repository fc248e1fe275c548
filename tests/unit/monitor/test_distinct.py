"""Counting different ones in 32 bytes."""

from __future__ import annotations

import random

import pytest

from safekv.monitor.distinct import BITS, estimate


def bits(hashes: list[int]) -> int:
    found = 0
    for one in hashes:
        found |= 1 << (one % BITS)
    return found


def test_nobody_and_one() -> None:
    assert estimate(0) == 0.0
    assert estimate(1) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("count", "error"), [(10, 0.12), (100, 0.12), (700, 0.25)])
def test_estimates_are_near(count: int, error: float) -> None:
    rng = random.Random(1)
    estimates = [estimate(bits([rng.getrandbits(64) for _ in range(count)])) for _ in range(50)]
    mean = sum(estimates) / len(estimates)
    assert mean == pytest.approx(count, rel=0.05)
    assert all(abs(one / count - 1) < 3 * error for one in estimates)


def test_all_bits_are_the_most_that_can_be_told() -> None:
    assert 1500 < estimate((1 << BITS) - 1) < 1700
