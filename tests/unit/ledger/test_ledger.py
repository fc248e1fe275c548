"""The ledger's rules, one at a time; tests/property/test_ledger.py has them in every order."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from safekv.errors import LedgerError
from safekv.ledger.log import Event
from safekv.ledger.periods import DrawTime
from safekv.ledger.selection import SURE
from safekv.ledger.store.base import Limits
from safekv.ledger.store.memory import MemoryStore
from safekv.types import Cause, Contribution, Note
from safekv.verdicts import Verdict
from tests.unit.ledger.ledgers import (
    CLEAN,
    SENSITIVE,
    UNDECIDED,
    From,
    StoppingMemory,
    at,
    ledger,
    path,
    play,
    text_of,
    unit,
    votes,
)

# ── when it draws ────────────────────────────────────────────────────────────────────────────────


def test_a_new_ledger_draws_from_the_next_period_on() -> None:
    made = ledger(now=150.0)
    made.contribute(votes(range(9), "abc"), 150.0)
    assert [made.due(t) for t in (150.0, 175.0, 200.0, 224.9)] == [None] * 4
    assert made.due(225.0) == at(2, 1)
    assert play(made, 225.0) == [], "votes of period 1 do not count in period 2"


def test_votes_of_its_first_period_are_recorded_under_that_period() -> None:
    store = MemoryStore()
    ledger(store, now=150.0).contribute(votes(range(9), "abc"), 150.0)
    store.seal(at(1, 4))
    assert store.pending(at(1, 4), 200.0, 2) == [(unit("abc"), 9)]


def test_the_same_parameters_go_on_where_it_was_and_others_do_not_draw_before_the_next_period() -> None:
    store = MemoryStore()
    ledger(store, now=150.0).contribute(votes(range(9), "abc"), 210.0)
    assert ledger(store, now=230.0).due(230.0) == at(2, 1)
    changed = ledger(store, now=230.0, parameters="q")
    assert changed.due(299.0) is None
    changed.contribute(votes(range(1), "abc"), 310.0)
    assert changed.due(325.0) == at(3, 1)
    assert play(changed, 325.0) == []
    assert ledger(store, now=330.0, parameters="p").due(399.0) is None, "nor going back"


def test_for_another_engine_nothing_counts_and_nothing_lives() -> None:
    store = MemoryStore()
    first = ledger(store, now=150.0, engine="tokens of a")
    first.contribute(votes([1, 2], "abc"), 210.0)
    assert play(first, 225.0) == ["abc"]
    first.contribute(votes([1, 2], "xyz"), 226.0)
    same = ledger(store, now=227.0, engine="tokens of a")
    assert (len(same.live(227.0)), same.due(250.0), same.another_engine) == (1, at(2, 2), False)
    other = ledger(store, now=228.0, engine="tokens of b")
    assert (other.another_engine, other.engine_before) == (True, "tokens of a")
    assert other.live(228.0) == ()
    assert [other.due(t) for t in (250.0, 299.9)] == [None] * 2
    assert [e.event for e in other.log()] == [Event.RELEASED, Event.EXPIRED]
    assert other.verify() == []
    other.contribute(votes([1, 2], "new"), 310.0)
    assert play(other, 325.0) == ["new"]
    assert ledger(store, now=330.0, engine="tokens of a").live(330.0) == (), "nor going back"


def test_a_ledger_that_no_engine_has_used_takes_the_first() -> None:
    store = MemoryStore()
    ledger(store, now=150.0).close()
    used = ledger(store, now=210.0, engine="tokens of a")
    assert not used.another_engine
    assert used.due(225.0) == at(2, 1)
    assert ledger(store, now=211.0).due(225.0) == at(2, 1), "who only looks changes nothing"
    assert ledger(store, now=212.0, engine="tokens of b").another_engine


def test_a_ledger_that_does_not_say_whose_it_is_is_another_engine_s() -> None:
    """Those of versions before the engine was written down."""
    store = MemoryStore()
    first = ledger(store, now=150.0)
    first.contribute(votes([1, 2], "abc"), 210.0)
    assert play(first, 225.0) == ["abc"]
    meta = store.meta()
    assert meta is not None
    store._meta = replace(meta, parameters="p")
    assert len(ledger(store, now=226.0, parameters="p").live(226.0)) == 1
    store._meta = replace(meta, parameters="p")
    used = ledger(store, now=227.0, engine="tokens of a")
    assert (used.another_engine, used.live(227.0)) == (True, ())


def test_missed_draws_are_skipped_and_the_counts_go_on() -> None:
    made = ledger()
    made.contribute(votes([1], "abc"), 210.0)
    made.contribute(votes([2], "abc"), 260.0)
    assert made.due(280.0) == at(2, 3)
    assert play(made, 280.0) == ["abc"]
    assert made.due(280.0) is None
    assert made.due(299.9) is None
    assert made.due(300.0) == at(2, 4)


def test_the_last_draw_of_a_period_is_at_its_end_and_sees_its_votes_only() -> None:
    made = ledger()
    made.contribute(votes([1], "abc") + votes([1, 2], "last"), 299.0)
    made.contribute(votes([2, 3], "xyz"), 300.0)
    made.contribute(votes([2], "abc"), 300.0)
    made.expire(301.0)
    assert made.due(301.0) == at(2, 4)
    assert play(made, 301.0) == ["last"]
    made.contribute(votes([3], "abc"), 310.0)
    assert sorted(play(made, 325.0)) == ["abc", "xyz"]


@pytest.mark.parametrize("asked", [at(2, 1), at(2, 3), at(3, 2)])
def test_only_the_draw_that_is_due_can_be_done(asked: Any) -> None:
    made = ledger()
    with pytest.raises(ValueError, match="not due"):
        made.draw(asked, 255.0)


def test_a_clock_that_is_set_back_repeats_no_draw() -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    assert play(made, 275.0) == ["abc"]
    for t in (225.0, 250.0, 260.0, 275.0):
        assert made.due(t) is None


# ── seal, draw, guard, release ───────────────────────────────────────────────────────────────────


def test_every_draw_throws_one_coin_for_each_pending_unit() -> None:
    coins = iter([0, SURE - 1, 0, SURE - 1])

    class Half(From):
        def hazard(self, count: int) -> int:
            return SURE // 2

    made = ledger(selection=Half(least=2), coin=lambda: next(coins))
    made.contribute(votes([1, 2], "aaa") + votes([1, 2], "bbb"), 210.0)
    first, second = sorted(["aaa", "bbb"], key=unit)
    assert play(made, 225.0) == [first]
    assert play(made, 250.0) == [second], "and the one that is out takes none"
    assert next(coins) == SURE - 1


def test_a_unit_of_too_few_owners_takes_no_coin() -> None:
    made = ledger(coin=lambda: pytest.fail("a coin was thrown"))
    made.contribute(votes([1, 1, 1], "abc"), 210.0)
    assert play(made, 225.0) == []


def test_the_hazard_is_that_of_the_sealed_count() -> None:
    asked: list[int] = []

    class Watched(From):
        def hazard(self, count: int) -> int:
            asked.append(count)
            return 0

    made = ledger(selection=Watched(least=2))
    made.contribute(votes(range(5), "abc") + votes(range(5), "abc"), 210.0)
    play(made, 225.0)
    made.contribute(votes([7], "abc"), 226.0)
    play(made, 250.0)
    assert asked == [5, 6]


@pytest.mark.parametrize(("step", "after"), list(itertools.product([1, 2, 3], [False, True])))
def test_a_ledger_that_stopped_goes_on_where_it_was(step: int, after: bool) -> None:
    store = StoppingMemory()
    store.left, store.after = step, after
    coins = itertools.count()
    made = ledger(store, coin=lambda: next(coins) and SURE - 1)
    made.contribute(votes([1, 2], "abc"), 210.0)
    with pytest.raises(LedgerError):
        play(made, 225.0)
    assert [r.id for r in made.live(226.0)] == ([unit("abc")] if (step, after) == (3, True) else [])
    made.contribute(votes([1, 2], "late"), 226.0)
    again = ledger(store, now=227.0, coin=lambda: next(coins) and SURE - 1)
    released = play(again, 227.0)
    late_counts = step == 1 and not after  # not sealed yet: a draw of its own
    expected = {"abc", "late"} if late_counts else set() if (step, after) == (3, True) else {"abc"}
    assert set(released) == expected
    assert again.due(228.0) is None
    assert {text_of(r.path) for r in again.live(228.0)} == {"abc", *expected}
    thrown = next(coins)
    unwritten = (step, after) == (2, False)
    assert thrown == (2 if late_counts or unwritten else 1), "what was written is not thrown again"
    assert again.verify() == []
    assert [e.event for e in again.log(unit("abc"))] == [Event.RELEASED]


def test_a_draw_that_was_drawn_gives_its_winners_again() -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    first = made.draw(at(2, 1), 225.0)
    assert first == made.draw(at(2, 1), 226.0)
    assert [(text_of(w.path), w.start) for w in first] == [("abc", 0)]
    assert made.live(226.0) == ()


def test_winners_that_were_not_judged_before_the_next_draw_stay_private() -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    made.draw(at(2, 1), 225.0)
    made.contribute(votes([3], "abc"), 226.0)
    assert play(made, 250.0) == []
    assert [(e.event, e.draw, e.verdict) for e in made.log()] == [
        (Event.UNDECIDED, 1, "undecided: it was not judged before the next draw")
    ]
    with pytest.raises(ValueError, match="not drawn, or decided already"):
        made.decide(at(2, 1), [], 251.0)


@pytest.mark.parametrize(
    ("verdict", "event"), [(SENSITIVE, Event.VETOED), (UNDECIDED, Event.UNDECIDED), (CLEAN, Event.RELEASED)]
)
def test_only_what_is_clean_is_released_and_nothing_is_drawn_again_in_its_period(
    verdict: Verdict, event: Event
) -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    assert play(made, 225.0, lambda _: verdict) == (["abc"] if verdict is CLEAN else [])
    made.contribute(votes(range(3, 9), "abc"), 230.0)
    assert [play(made, t) for t in (250.0, 275.0, 300.0)] == [[], [], []]
    assert [(e.event, e.period, e.draw, e.guard, e.policy) for e in made.log()] == [(event, 2, 1, "g1", "p1")]
    made.contribute(votes([1, 2], "abc"), 310.0)
    assert play(made, 325.0) == ([] if verdict is CLEAN else ["abc"]), "what lives is not pending"


def test_a_winner_without_a_verdict_is_undecided() -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    made.draw(at(2, 1), 225.0)
    assert made.decide(at(2, 1), [], 226.0) == ()
    assert [e.event for e in made.log()] == [Event.UNDECIDED]


def test_nothing_is_decided_that_was_not_drawn_or_twice() -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    with pytest.raises(ValueError, match="not drawn"):
        made.decide(at(2, 1), [], 225.0)
    (winner,) = made.draw(at(2, 1), 225.0)
    other = type(winner)(id=unit("xyz"), path=path("xyz"), start=0)
    for wrong in ([winner, winner], [other], [winner, other]):
        with pytest.raises(ValueError, match="judged twice"):
            made.decide(at(2, 1), [(w, CLEAN, "g", "p") for w in wrong], 225.0)
    assert made.live(226.0) == ()
    assert len(made.decide(at(2, 1), [(winner, CLEAN, "g", "p")], 225.0)) == 1
    with pytest.raises(ValueError, match="not drawn, or decided already"):
        made.decide(at(2, 1), [(winner, CLEAN, "g", "p")], 225.0)


def test_winners_come_in_a_keyed_order_and_not_by_count_or_age() -> None:
    texts = ["aaa", "bbb", "ccc"]
    orders = set()
    for permuted in itertools.permutations(texts):
        made = ledger(limits=Limits(quota=9, enough=2, most=99))
        for number, text in enumerate(permuted):
            made.contribute(votes(range(2 + number), text), 210.0 + number)
        orders.add(tuple(play(made, 225.0)))
    assert len(orders) == 1
    many = [f"{number:03}" for number in range(12)]

    def order(period: int) -> list[str]:
        made = ledger(now=period * 100 - 50, limits=Limits(quota=99, enough=2, most=99))
        made.contribute([v for text in many for v in votes([1, 2], text)], period * 100 + 10)
        return play(made, period * 100 + 25)

    assert sorted(order(2)) == sorted(order(3)) == many
    assert order(2) != order(3)


# ── lives ────────────────────────────────────────────────────────────────────────────────────────


def test_a_release_lives_to_the_end_of_the_next_period_whoever_votes() -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    play(made, 225.0)
    for now in (310.0, 399.0):
        made.contribute(votes(range(2, 40), "abc"), now)
        play(made, now)
    (release,) = made.live(399.9)
    assert (release.expires, release.cause) == (400.0, Cause.LEDGER)
    assert made.live(400.0) == ()
    assert made.expire(400.0) == (unit("abc"),)
    assert made.expire(401.0) == ()
    assert [e.event for e in made.log()] == [Event.RELEASED, Event.EXPIRED]


@pytest.mark.parametrize("together", [True, False])
def test_a_unit_expires_with_what_it_continues(together: bool) -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    play(made, 225.0)
    if together:  # a middle one in the same draw, given after its child
        made.contribute(votes([1, 2], "abcdef", 3) + votes([3, 4], "abcdefghi", 6), 310.0)
    else:
        made.contribute(votes([1, 2], "abcdef", 3), 310.0)
    made.contribute(votes([5, 6], "other", 2), 310.0)
    play(made, 325.0)
    expires = {text_of(r.path): r.expires for r in made.live(326.0)}
    continued = {"abc": 400.0, "abcdef": 400.0} | ({"abcdefghi": 400.0} if together else {})
    assert expires == {**continued, "other": 500.0}


def test_what_is_withdrawn_is_gone_and_not_drawn_before_it_would_have_expired() -> None:
    made = ledger()
    made.contribute(votes([1, 2], "abc"), 210.0)
    play(made, 225.0)
    assert made.withdraw(unit("abc"), 230.0)
    assert not made.withdraw(unit("abc"), 231.0)
    assert not made.withdraw(unit("xyz"), 231.0)
    assert made.live(231.0) == ()
    made.contribute(votes(range(3, 9), "abc"), 310.0)
    assert [play(made, t) for t in (250.0, 325.0, 375.0)] == [[], [], []]
    made.contribute(votes([1, 2], "abc"), 410.0)
    assert play(made, 425.0) == ["abc"]
    assert [e.event for e in made.log()] == [Event.RELEASED, Event.WITHDRAWN, Event.RELEASED]
    assert made.verify() == []


def test_past_periods_leave_nothing_but_the_log() -> None:
    store = MemoryStore()
    made = ledger(store)
    for period in (2, 3):
        start = period * 100
        made.contribute(votes([1, 2], "abc") + votes([1], "xyz"), start + 10)
        play(made, start + 25)
    made.expire(600.0)
    made.expire(625.0)
    assert store.contents([unit("abc"), unit("xyz")]) == {}
    assert (store.outcomes(), store.pending(at(2, 4), 0, 1), store.pending(at(3, 4), 0, 1)) == ([], [], [])
    assert made.due(625.0) == at(6, 1)
    assert len(made.log()) == 2
    assert made.verify() == []


# ── mode `detector` ──────────────────────────────────────────────────────────────────────────────

BOTH = (Cause.LEDGER, Cause.DETECTOR)


def test_the_detector_releases_what_is_clean_at_once_and_judges_nothing_twice() -> None:
    made = ledger(causes=BOTH)
    (clean,), (bad,) = votes([1], "abc"), votes([1], "xyz", 1)
    release = made.detect(clean, CLEAN, "g1", "p1", 160.0)
    assert release is not None
    assert (release.path, release.cause, release.expires) == (path("abc"), Cause.DETECTOR, 300.0)
    assert made.detect(bad, SENSITIVE, "g1", "p1", 160.0) is None
    assert made.detect(clean, CLEAN, "g1", "p1", 161.0) is None
    assert made.live(161.0) == (release,)
    assert [made.is_known(u, 299.0) for u in (unit("abc"), unit("xyz", 1), unit("xyz"))] == [True, True, False]
    assert not made.is_known(unit("abc"), 300.0)
    assert [(e.event, e.cause, e.draw) for e in made.log()] == [
        (Event.RELEASED, Cause.DETECTOR, None),
        (Event.VETOED, Cause.DETECTOR, None),
    ]


def test_what_the_detector_let_through_ends_where_the_vote_begins() -> None:
    store = MemoryStore()
    ledger(store, causes=BOTH).detect(votes([1], "abc")[0], CLEAN, "g1", "p1", 160.0)
    voting = ledger(store, now=170.0, parameters="vote")
    assert voting.live(171.0) == ()
    assert [e.event for e in voting.log()] == [Event.RELEASED, Event.EXPIRED]
    voting.contribute(votes([1, 2], "abc"), 210.0)
    assert play(voting, 225.0) == ["abc"]


# ── what it says ─────────────────────────────────────────────────────────────────────────────────


def test_what_the_policy_declares_is_noted_once_per_name_and_policy() -> None:
    made = ledger()
    for second, (name, policy) in enumerate([("support", "p1"), ("support", "p1"), ("sales", "p1"), ("support", "p2")]):
        made.note(unit("abc"), Note(name=name, at=160.0 + second), policy)
    assert [(e.event, e.cause, e.name, e.policy) for e in made.log()] == [
        (Event.DECLARED, Cause.POLICY, "support", "p1"),
        (Event.DECLARED, Cause.POLICY, "sales", "p1"),
        (Event.DECLARED, Cause.POLICY, "support", "p2"),
    ]
    assert made.live(161.0) == ()


def test_what_operators_declare_and_withdraw_is_noted_each_time_with_their_names() -> None:
    """Row 2 of what strangers met: every declaration, withdrawal and its operator is in the log."""
    made = ledger()
    shared = Note(name="support", at=160.0, by="ops", verdict="sensitive: contact", guard="g1")
    notes = [shared, replace(shared, at=161.0, withdrawn=True, by="eve"), replace(shared, at=162.0)]
    for note in (*notes, notes[-1], notes[0]):  # a process that was killed is told again
        made.note(unit("abc"), note, "p1")
    assert [(e.event, e.cause, e.name, e.operator, e.time) for e in made.log()] == [
        (Event.DECLARED, Cause.DECLARED, "support", "ops", 160.0),
        (Event.WITHDRAWN, Cause.DECLARED, "support", "eve", 161.0),
        (Event.DECLARED, Cause.DECLARED, "support", "ops", 162.0),
    ]
    assert (made.log()[0].verdict, made.log()[0].guard) == ("sensitive: contact", "g1")
    assert made.verify() == []


def test_what_was_withdrawn_and_is_in_the_policy_again_is_noted_again() -> None:
    made = ledger()
    for second, (by, withdrawn) in enumerate([(None, False), ("ops", True), (None, False), (None, False)]):
        made.note(unit("abc"), Note(name="support", at=160.0 + second, by=by, withdrawn=withdrawn), "p1")
    assert [(e.event, e.operator) for e in made.log()] == [
        (Event.DECLARED, None),
        (Event.WITHDRAWN, "ops"),
        (Event.DECLARED, None),
    ]


def test_a_release_that_is_withdrawn_is_logged_with_the_operator() -> None:
    made = ledger(now=150.0)
    made.contribute([*votes([1, 2], "abc")], 210.0)
    play(made, 225.0, lambda _: CLEAN)
    assert made.withdraw(unit("abc"), 226.0, "ops")
    assert [(e.event, e.operator) for e in made.log()][-1] == (Event.WITHDRAWN, "ops")
    assert made.verify() == []


def test_the_next_draw_of_a_new_ledger_is_the_first_that_it_does() -> None:
    """Row of the second hour: it was told that a draw comes within the hour, and none did for days."""
    made = ledger(now=150.0)
    assert made.status(160.0)["next_draw"] == {"period": 2, "draw": 1, "time": 225.0}
    assert made.status(160.0)["votes_count_from"] == 200
    assert made.due(200.0) is None
    assert made.due(225.0) == DrawTime(period=2, number=1)
    assert made.status(230.0)["next_draw"]["time"] == 250.0, "from then on, the next of the grid"


def test_the_status_has_times_and_outcomes_and_no_counts_of_votes() -> None:
    made = ledger(now=150.0)
    assert made.status(160.0)["last_draw"] is None
    made.contribute([*votes([1, 2], "abc"), *votes([1, 2], "bad"), *votes([1, 2, 3], "xyz")], 210.0)
    made.contribute(votes(range(7, 70), "many"), 210.0)
    play(made, 225.0, lambda text: SENSITIVE if text == "bad" else CLEAN)
    made.withdraw(unit("abc"), 226.0)
    head = made.status(226.0)["log"]["head"]
    assert made.status(226.0) == {
        "path": "memory",
        "created": 150.0,
        "draws_from_period": 2,
        "votes_count_from": 200,
        "period": 2,
        "next_draw": {"period": 2, "draw": 2, "time": 250.0},
        "last_draw": {
            "period": 2,
            "draw": 1,
            "time": 225.0,
            "state": "decided",
            "released": 3,
            "vetoed": 1,
            "undecided": 0,
        },
        "live": 2,
        "log": {"entries": 5, "head": head},
    }


@pytest.mark.parametrize("wrong", [(b"abc", 0), (b"", 0), (path("abc"), 3), (path("abc"), -1)])
def test_a_contribution_that_is_none_is_a_bug_of_ours(wrong: tuple[bytes, int]) -> None:
    given = Contribution(owner=votes([1], "a")[0].owner, path=wrong[0], start=wrong[1])
    for call in (
        lambda: ledger().contribute([given], 160.0),
        lambda: ledger().detect(given, CLEAN, "g", "p", 160.0),
    ):
        with pytest.raises(ValueError, match="whole tokens"):
            call()
