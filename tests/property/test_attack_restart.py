"""Invariant 11 on a file: make the process stop in the middle of a draw, vote, and let it go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safekv.errors import LedgerError
from safekv.ledger.ledger import Ledger
from safekv.ledger.selection import SURE
from tests.unit.ledger.ledgers import From, StoppingSqlite, ledger, play, votes

Open = Callable[[int, bool], Ledger]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens the file (anew), so that the given durable write fails, before it is made or after."""
    stores: list[StoppingSqlite] = []

    def open_it(left: int, after: bool) -> Ledger:
        if stores:
            stores.pop().close()
        store = StoppingSqlite.open(tmp_path / "ledger.db", deployment="d", lock_directory=tmp_path)
        store.left, store.after = left, after
        stores.append(store)
        now = 150.0 if left else 226.0
        return ledger(store, now=now, selection=From(least=3), coin=lambda: SURE - 1)

    yield open_it
    stores.pop().close()


@pytest.mark.parametrize(("left", "after"), [(1, True), (2, False), (2, True)])
def test_a_vote_after_the_seal_does_not_count_for_the_draw_that_goes_on(opened: Open, left: int, after: bool) -> None:
    """Two owners, three would win: whoever can stop the process must not add the third, and see."""
    made = opened(left, after)
    made.contribute(votes([1, 2], "guess"), 210.0)
    with pytest.raises(LedgerError):
        play(made, 225.0)
    again = opened(0, False)
    again.contribute(votes([3], "guess"), 226.0)
    assert play(again, 227.0) == []
    assert play(again, 250.0) == ["guess"], "and counts for the next one"
