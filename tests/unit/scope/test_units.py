from __future__ import annotations

import pytest

from safekv.scope.units import MAX_UNITS, split, unit_ends
from tests.factories import SHARED, unit


@pytest.mark.parametrize(
    ("boundaries", "ends"),
    [
        pytest.param([], (), id="no message"),
        pytest.param([15], (), id="less than a block"),
        pytest.param([0], (), id="an empty message"),
        pytest.param([16], (16,), id="exactly a block"),
        pytest.param([31], (16,), id="down, never up"),
        pytest.param([20, 30, 50], (16, 48), id="two messages in one block"),
        pytest.param([16, 32, 48, 64], (16, 32, 48, 64), id="four"),
        pytest.param([16, 32, 48, 64, 80, 96], (16, 32, 48, 96), id="more than four: the first ones and the last"),
    ],
)
def test_ends_are_rounded_down_to_blocks(boundaries: list[int], ends: tuple[int, ...]) -> None:
    assert unit_ends(boundaries, 16) == ends
    assert len(ends) <= MAX_UNITS


def test_units_are_split_at_the_ends_parents_first() -> None:
    assert split(range(10), (4, 8), SHARED) == (unit(range(4)), unit(range(8), 4))
    assert split(range(10), (), SHARED) == ()


@pytest.mark.parametrize(
    "ends",
    [
        pytest.param((8, 4), id="descending"),
        pytest.param((4, 4), id="twice the same"),
        pytest.param((0,), id="an empty unit"),
        pytest.param((-4, 4), id="negative"),
        pytest.param((4, 12), id="past the prompt"),
    ],
)
def test_impossible_ends_are_refused(ends: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="unit ends must ascend"):
        split(range(10), ends, SHARED)
