"""What an operator is told of a ledger, and what of its log is found to be wrong."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from safekv.errors import LedgerError
from safekv.ledger.ledger import Ledger
from safekv.ledger.log import Line
from safekv.ledger.store.base import Fate, Outcome
from safekv.ledger.store.memory import MemoryStore
from safekv.types import Cause, UnitId
from tests.unit.ledger.ledgers import ledger, play, unit, votes


def played() -> tuple[MemoryStore, Ledger]:
    store = MemoryStore()
    made = ledger(store)
    made.contribute(votes([1, 2], "abc") + votes([1, 2], "xyz"), 210.0)
    play(made, 225.0)
    return store, made


def test_a_sound_ledger_verifies_against_any_head_that_it_had() -> None:
    _, made = played()
    seen = made.status(226.0)["log"]["head"]
    made.withdraw(unit("abc"), 226.0)
    assert made.verify() == []
    assert made.verify(seen) == []
    assert len(made.verify("ab" * 32)) == 1


class Drawing(MemoryStore):
    """A store to which somebody writes while it is read: once the log has been read, what is due is drawn."""

    writer: Ledger | None = None

    def lines(self, unit: UnitId | None = None) -> list[Line]:
        found = super().lines(unit)
        if self.writer is not None:
            play(self.writer, 225.0)
        return found


def test_a_ledger_that_is_written_meanwhile_verifies() -> None:
    store = Drawing()
    made = ledger(store)
    made.contribute(votes([1, 2], "abc"), 210.0)
    store.writer = made
    assert made.verify() == []
    assert [outcome.fate for outcome in store.outcomes()] == [Fate.RELEASED]


def test_a_log_whose_end_was_cut_off_is_noticed() -> None:
    store, made = played()
    store._lines.pop()
    assert "log does not say so" in " ".join(made.verify())


def test_a_release_without_an_entry_is_noticed() -> None:
    store, made = played()
    planted = Outcome(unit=unit("p"), period=2, number=1, cause=Cause.LEDGER, fate=Fate.RELEASED, expires=400.0)
    store._outcomes[unit("p"), 2] = planted
    assert made.verify() == [f"unit {unit('p').hex()} is released and the log does not say so"]


def test_a_unit_that_was_drawn_twice_in_a_period_is_noticed() -> None:
    store, made = played()
    again = Outcome(unit=unit("abc"), period=2, number=2, cause=Cause.LEDGER, fate=Fate.WON, expires=400.0)
    store._outcomes[unit("abc"), 2] = again
    made._leave_undecided(251.0)
    assert any("drawn twice" in problem for problem in made.verify())


def test_a_content_that_was_swapped_or_lost_is_noticed() -> None:
    store, made = played()
    store._contents[unit("abc")] = store._contents[unit("xyz")]
    with pytest.raises(LedgerError, match="not sealed for it"):
        made.live(226.0)
    del store._contents[unit("abc")]
    with pytest.raises(LedgerError, match="missing"):
        made.live(226.0)


def test_the_log_holds_no_owner_no_count_and_no_text() -> None:
    _, made = played()
    allowed = {"seq", "time", "event", "unit", "cause", "period", "draw", "verdict", "guard", "policy", "name"}
    allowed |= {"operator"}
    for entry in made.log():
        assert asdict(entry).keys() == allowed
        assert "abc" not in entry.body()
