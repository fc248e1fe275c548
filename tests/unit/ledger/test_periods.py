from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safekv.ledger.periods import DrawTime, Schedule
from tests.unit.ledger.ledgers import SCHEDULE, at

WEEK = Schedule(period_seconds=604_800, draws=168)


def test_the_first_draw_is_one_slot_into_the_period_and_the_last_at_its_end() -> None:
    assert WEEK.slot == 3600
    assert WEEK.time_of(at(2900, 1)) == 2900 * 604_800 + 3600
    assert WEEK.time_of(at(2900, 168)) == 2901 * 604_800


def test_a_period_begins_where_the_one_before_it_ends() -> None:
    assert [SCHEDULE.period_of(t) for t in (0, 99.9, 100, 199.9)] == [0, 0, 1, 1]
    assert SCHEDULE.last_due(200) == at(1, 4)
    assert SCHEDULE.next_after(200) == at(2, 1)


def test_a_release_lives_to_the_end_of_the_next_period() -> None:
    assert SCHEDULE.life_end(3) == 500


@pytest.mark.parametrize(("t", "draw"), [(224.9, at(1, 4)), (225, at(2, 1)), (249, at(2, 1)), (299, at(2, 3))])
def test_the_latest_draw_whose_time_has_come(t: float, draw: DrawTime) -> None:
    assert SCHEDULE.last_due(t) == draw


@given(
    period=st.integers(10, 31_622_400),
    draws=st.integers(1, 10_000),
    t=st.floats(0, 4e9, allow_nan=False),
)
def test_last_due_and_next_after_stand_on_both_sides_of_every_moment(period: int, draws: int, t: float) -> None:
    schedule = Schedule(period_seconds=period, draws=draws)
    before, after = schedule.last_due(t), schedule.next_after(t)
    assert schedule.time_of(before) <= t < schedule.time_of(after)
    assert before < after
    assert 1 <= before.number <= draws
    assert schedule.last_due(schedule.time_of(after)) == after, "a draw is due at its own time"
    assert abs(schedule.time_of(after) - schedule.time_of(before) - schedule.slot) < 1e-5
