"""What every store does: one suite, which each implementation passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from safekv.ledger.log import Entry, Event, Head, Line, chain
from safekv.ledger.store.base import DrawState, Fate, Limits, Meta, Outcome, Store, Vote
from safekv.ledger.store.memory import MemoryStore
from safekv.ledger.store.sqlite import SqliteStore
from safekv.types import Cause, UnitId
from tests.unit.ledger.ledgers import at, unit

LIMITS = Limits(quota=3, enough=2, most=5)
META = Meta(deployment="d", created=1.5, draws_from=3, parameters="p")
A, B, C = sorted(unit(text) for text in "abc")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store
    if request.param == "memory":
        made = MemoryStore()
    else:
        made = SqliteStore.open(tmp_path / "ledger.db", deployment="d", lock_directory=tmp_path)
    yield made
    made.close()


def vote(store: Store, owners: str, *units: UnitId, period: int = 3, limits: Limits = LIMITS) -> None:
    votes = [
        Vote(owner=o.encode() * 8, unit=u, content=lambda u=u: b"content of " + u)  # type: ignore[misc]
        for o in owners
        for u in units
    ]
    store.vote(period, votes, limits)


def sealed(store: Store, number: int = 1, *, period: int = 3, time: float = 310.0) -> dict[UnitId, int]:
    """Seal a draw; the counts of what is pending."""
    store.seal(at(period, number))
    return dict(store.pending(at(period, number), time, LIMITS.enough))


def outcome(of: UnitId, fate: Fate = Fate.WON, *, number: int = 1, period: int = 3, expires: float = 500.0) -> Outcome:
    return Outcome(unit=of, period=period, number=number, cause=Cause.LEDGER, fate=fate, expires=expires)


def lines(store: Store, *units: UnitId) -> list[Line]:
    entries = [Entry(time=1.0, event=Event.RELEASED, unit=u, cause=Cause.LEDGER) for u in units]
    return list(chain(b"k" * 32, store.head(), entries))


# ── votes ────────────────────────────────────────────────────────────────────────────────────────


def test_an_owner_counts_once_per_unit_and_period(store: Store) -> None:
    vote(store, "xxyxy", A)
    vote(store, "xy", A)
    assert sealed(store) == {A: 2}


def test_periods_count_apart(store: Store) -> None:
    vote(store, "xy", A, period=3)
    vote(store, "yzw", A, period=4)
    assert sealed(store, period=3) == {A: 2}
    assert sealed(store, period=4) == {A: 3}


def test_an_owner_has_a_quota_of_units_and_what_it_has_left_depends_on_its_own_votes_only(store: Store) -> None:
    flood = [UnitId(bytes([number]) * 32) for number in range(100)]
    vote(store, "x", *flood)
    vote(store, "y", *flood[:1], A, B, C)
    vote(store, "x", A, B, C)
    vote(store, "z", A, B, C)
    assert sealed(store) == {flood[0]: 2, A: 2, B: 2}, "y has three votes, z three; none of x's came after its third"


def test_a_repeated_vote_does_not_use_up_quota(store: Store) -> None:
    for _ in range(5):
        vote(store, "x", A)
    vote(store, "x", B, C)
    vote(store, "yz", A, B, C)
    assert sealed(store) == {A: 3, B: 3, C: 3}


def test_a_quota_is_used_up_over_several_batches_and_anew_in_each_period(store: Store) -> None:
    tight = replace(LIMITS, quota=1)
    vote(store, "x", A, limits=tight)
    vote(store, "x", B, limits=tight)
    vote(store, "x", B, limits=tight, period=4)
    for period in (3, 4):
        vote(store, "y", A, B, period=period)
    assert sealed(store, period=3) == {A: 2}
    assert sealed(store, period=4) == {B: 2}


def test_counts_stop_where_they_no_longer_matter_and_the_quota_is_used_all_the_same(store: Store) -> None:
    vote(store, "abcdefgh", A)
    vote(store, "h", B, C, UnitId(bytes(32)))
    vote(store, "g", UnitId(bytes(32)))
    assert sealed(store) == {A: LIMITS.most}


def test_a_content_is_kept_from_the_second_owner_on_and_asked_for_once(store: Store) -> None:
    asked: list[str] = []

    def content(name: str) -> bytes:
        asked.append(name)
        return b"c"

    for name in "xyzw":
        store.vote(3, [Vote(owner=name.encode() * 8, unit=A, content=partial(content, name))], LIMITS)
        assert store.contents([A]) == ({} if name == "x" else {A: b"c"})
    assert asked == ["y"]


# ── parties ──────────────────────────────────────────────────────────────────────────────────────


def party(*names: str) -> dict[bytes, bytes]:
    """These owners are one, called by the first."""
    return {name.encode() * 8: names[0].encode() * 8 for name in names}


def test_votes_go_over_to_the_party_and_count_once_there(store: Store) -> None:
    vote(store, "wxyz", A)
    vote(store, "xz", B)
    vote(store, "vw", C)
    store.bind(3, party("x", "y", "z"), LIMITS)
    assert sealed(store) == {A: 2, C: 2}, "w and the party for A, the party alone for B"
    assert store.parties(3) == party("x", "y", "z")
    assert store.parties(4) == {}


def test_a_count_that_has_stopped_is_what_its_votes_say_after_they_went_over(store: Store) -> None:
    vote(store, "abcdefgh", A)
    store.bind(3, party("a", "b"), LIMITS)
    vote(store, "xy", B)
    assert sealed(store) == {A: LIMITS.most, B: 2}, "seven are left, more than are told apart"
    store.bind(3, {**party("a", "b", "c", "d", "e", "f"), **party("x", "y")}, LIMITS)
    assert sealed(store, 2) == {A: 3}


def test_what_was_sealed_before_votes_went_over_is_drawn_as_it_was_sealed(store: Store) -> None:
    vote(store, "xy", A)
    store.seal(at(3, 1))
    store.bind(3, party("x", "y"), LIMITS)
    assert store.pending(at(3, 1), 310.0, LIMITS.enough) == [(A, 2)]
    assert sealed(store, 2) == {}


def test_the_quota_of_a_party_is_used_by_all_that_came_over(store: Store) -> None:
    vote(store, "x", A, B)
    vote(store, "y", B, C)
    store.bind(3, party("x", "y"), LIMITS)
    vote(store, "x", UnitId(bytes(32)))
    vote(store, "z", A, B, C)
    vote(store, "w", UnitId(bytes(32)))
    assert sealed(store) == {A: 2, B: 2, C: 2}


def test_parties_are_of_a_period_and_go_with_it(store: Store) -> None:
    store.begin(META)
    store.bind(3, party("x", "y"), LIMITS)
    vote(store, "xy", A, period=4)
    assert sealed(store, period=4) == {A: 2}
    vote(store, "x", A, period=3)
    store.forget(4, 500.0)
    assert store.parties(3) == {}
    store.bind(4, party("x", "y"), LIMITS)
    store.begin(META)
    assert store.parties(4) == {}


# ── draws ────────────────────────────────────────────────────────────────────────────────────────


def test_a_vote_after_the_seal_counts_for_the_next_draw(store: Store) -> None:
    vote(store, "xy", A)
    vote(store, "x", B)
    assert sealed(store, 1) == {A: 2}
    vote(store, "zw", A)
    vote(store, "y", B)
    assert dict(store.pending(at(3, 1), 310, 2)) == {A: 2}
    assert sealed(store, 2) == {A: 4, B: 2}


def test_a_draw_goes_through_its_states_once(store: Store) -> None:
    assert store.state(at(3, 1)) is None
    assert store.last_draw() is None
    with pytest.raises(ValueError, match="not sealed"):
        store.drawn(at(3, 1), [])
    store.seal(at(3, 1))
    assert store.state(at(3, 1)) is DrawState.SEALED
    store.drawn(at(3, 1), [])
    assert store.state(at(3, 1)) is DrawState.DRAWN
    with pytest.raises(ValueError, match="drawn already"):
        store.drawn(at(3, 1), [])
    store.settle([], [], decided=at(3, 1))
    assert store.state(at(3, 1)) is DrawState.DECIDED
    with pytest.raises(ValueError, match="drawn already"):
        store.drawn(at(3, 1), [])
    assert store.last_draw() == at(3, 1)


@pytest.mark.parametrize("earlier", [at(3, 2), at(3, 1), at(2, 9)])
def test_no_draw_is_sealed_again_or_after_a_later_one(store: Store, earlier: object) -> None:
    store.seal(at(3, 2))
    with pytest.raises(ValueError, match="not later"):
        store.seal(earlier)  # type: ignore[arg-type]
    store.seal(at(3, 3))
    store.seal(at(4, 1))


def test_pending_is_in_the_order_of_ids(store: Store) -> None:
    vote(store, "xyzw", C)
    vote(store, "xy", B, A)
    store.seal(at(3, 1))
    assert [found for found, _ in store.pending(at(3, 1), 310, 2)] == [A, B, C]


@pytest.mark.parametrize("fate", Fate)
def test_what_has_an_outcome_in_the_period_is_not_pending(store: Store, fate: Fate) -> None:
    vote(store, "xy", A, B)
    store.seal(at(3, 1))
    store.drawn(at(3, 1), [outcome(A)])
    store.settle([outcome(A, fate, expires=0.0)], [])
    vote(store, "zw", A, B)
    assert sealed(store, 2) == {B: 4}


@pytest.mark.parametrize("fate", Fate)
def test_of_an_earlier_period_only_what_lives_stands_in_the_way(store: Store, fate: Fate) -> None:
    store.settle([outcome(A, fate, expires=450.0)], [])
    vote(store, "xy", A, period=4)
    store.seal(at(4, 1))
    standing = fate in (Fate.RELEASED, Fate.WITHDRAWN)
    assert store.pending(at(4, 1), 449.0, 2) == ([] if standing else [(A, 2)])
    assert store.pending(at(4, 1), 450.0, 2) == [(A, 2)]


def test_a_decided_unit_leaves_no_content_unless_a_later_period_counts_it(store: Store) -> None:
    vote(store, "xy", A, B, C)
    vote(store, "xy", B, period=4)
    store.seal(at(3, 1))
    store.drawn(at(3, 1), [outcome(A), outcome(B), outcome(C)])
    store.settle([outcome(A, Fate.VETOED), outcome(B, Fate.VETOED), outcome(C, Fate.RELEASED)], [], decided=at(3, 1))
    assert store.contents([A, B, C]).keys() == {B, C}
    vote(store, "z", A)
    assert store.contents([A]) == {}, "it cannot be drawn again in this period"


# ── outcomes and the log ─────────────────────────────────────────────────────────────────────────


def test_outcomes_are_found_by_draw_unit_fate_and_path(store: Store) -> None:
    first, second = outcome(A), outcome(B, number=2)
    store.seal(at(3, 1))
    store.drawn(at(3, 1), [first])
    store.seal(at(3, 2))
    store.drawn(at(3, 2), [second])
    assert store.won() == [first, second] or store.won() == [second, first]
    freed = replace(first, fate=Fate.RELEASED, path_id=b"p" * 32)
    store.settle([freed], lines(store, A))
    assert store.won() == [second]
    assert store.released() == [freed]
    assert store.outcomes(draw=at(3, 1)) == [freed]
    assert store.outcomes(unit=B) == [second]
    assert len(store.outcomes()) == 2
    assert store.parents(b"p" * 32) == [freed]
    assert store.parents(b"q" * 32) == []
    store.settle([replace(freed, fate=Fate.EXPIRED)], [])
    assert store.parents(b"p" * 32) == []


def test_the_log_only_grows_at_its_end(store: Store) -> None:
    assert store.head() == Head()
    first = lines(store, A)
    store.settle([], first)
    for wrong in (first, list(chain(b"k" * 32, Head(seq=4), [Entry.read(first[0].body)]))):
        with pytest.raises(ValueError, match="do not follow"):
            store.settle([outcome(A)], wrong)
    assert store.outcomes() == [], "and with it nothing was written"
    second = lines(store, B, A)
    store.settle([], second)
    assert store.lines() == [*first, *second]
    assert store.lines(A) == [first[0], second[1]]
    assert store.head() == Head(seq=3, digest=second[-1].digest)


def test_contents_can_be_given_with_an_outcome(store: Store) -> None:
    store.settle([outcome(A, Fate.RELEASED)], [], contents={A: b"first"})
    store.settle([outcome(A, Fate.RELEASED)], [], contents={A: b"second"})
    assert store.contents([A, B]) == {A: b"second"}


# ── beginnings and ends ──────────────────────────────────────────────────────────────────────────


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.meta() is None
    assert store.pending(at(3, 1), 310, 2) == []


def test_to_begin_anew_forgets_counts_and_draws_and_keeps_the_rest(store: Store) -> None:
    store.begin(META)
    vote(store, "xy", A, B)
    store.seal(at(3, 1))
    store.drawn(at(3, 1), [])
    store.settle([outcome(B, Fate.RELEASED)], lines(store, B), decided=at(3, 1))
    again = replace(META, draws_from=9, parameters="q")
    store.begin(again)
    assert store.meta() == again
    assert store.last_draw() is None
    assert sealed(store) == {}
    assert store.released() == [outcome(B, Fate.RELEASED)]
    assert store.contents([B])
    assert store.head().seq == 1
    vote(store, "x", A)
    assert dict(store.pending(at(3, 1), 310, 2)) == {}, "the votes of before are gone with their counts"


def test_to_forget_drops_what_is_over(store: Store) -> None:
    vote(store, "xy", A, B, period=3)
    vote(store, "xy", C, period=4)
    for draw in (at(3, 1), at(3, 4)):
        store.seal(draw)
    store.settle([outcome(A, Fate.RELEASED), outcome(B, Fate.EXPIRED, expires=400.0)], [])
    store.forget(4, 400.0)
    assert [o.unit for o in store.outcomes()] == [A]
    assert store.contents([A, B, C]).keys() == {A, C}
    assert store.state(at(3, 1)) is None
    assert store.last_draw() == at(3, 4), "the latest draw stays, or it could be sealed again"
    assert sealed(store, period=4) == {C: 2}
    vote(store, "x", A, period=3)
    store.forget(4, 400.0)
    assert store.pending(at(3, 4), 400.0, 1) == []


def test_what_lives_or_waits_is_not_forgotten(store: Store) -> None:
    store.settle([outcome(A, Fate.VETOED, expires=500.0), outcome(B, Fate.WON), outcome(C, Fate.RELEASED)], [])
    store.forget(9, 499.0)
    assert {o.unit for o in store.outcomes()} == {A, B, C}
    store.forget(9, 500.0)
    assert {o.unit for o in store.outcomes()} == {B, C}, "what is released has its expiry logged first"
