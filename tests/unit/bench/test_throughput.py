"""The estimate of the throughput ratio: the order of starting cancels, and restarts are what is repeated."""

from __future__ import annotations

import pytest

from safekv_lab.bench.throughput import Pair, Round, ratio


def rounds(*ratios: float) -> list[Round]:
    return [Round(plain=1000.0, safekv=1000.0 * value) for value in ratios]


def test_an_advantage_of_the_server_that_started_last_cancels() -> None:
    pair = Pair(plain_first=rounds(1.1, 1.1, 3.0), plain_last=rounds(1 / 1.1, 1 / 1.1, 0.2))
    estimate = ratio([pair, pair])
    assert estimate.value == pytest.approx(1.0)
    assert estimate.low == pytest.approx(estimate.high)


def test_a_slower_server_is_seen_and_the_interval_covers_its_speed() -> None:
    pairs = [Pair(plain_first=rounds(0.9 + off), plain_last=rounds(0.9 - off)) for off in (0.01, 0.02, 0.03)]
    pairs.append(Pair(plain_first=rounds(0.92), plain_last=rounds(0.91)))
    estimate = ratio(pairs)
    assert estimate.low < 0.9 < estimate.high < 1


def test_one_pair_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two pairs"):
        ratio([Pair(plain_first=rounds(1.0), plain_last=rounds(1.0))])
