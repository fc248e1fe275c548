"""What is noticed, and what follows from it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from safekv.config import Monitor
from safekv.monitor.detector import Detector
from safekv.monitor.restrictions import Restriction, Restrictions
from safekv.types import BlockKey, TenantId
from tests.factories import tenant

ALICE, BOB = tenant("alice"), tenant("bob")


class Play:
    """A detector, and tenants that send prompts of their own."""

    def __init__(self, *, guesses: bool = True, **settings: Any) -> None:
        self.told: list[Restriction] = []
        self.detector: Detector[str] = Detector(Monitor(**settings), guesses=guesses, on_prober=self.told.append)
        self.rng = random.Random(1)

    def keys(self, blocks: int = 3) -> list[BlockKey]:
        return [BlockKey(self.rng.randbytes(32)) for _ in range(blocks)]

    def guess(self, who: TenantId, times: int, *, now: float = 0.0, most: int = 1, tokens: int = 1) -> None:
        for number in range(times):
            at = now + number * 1e-3
            prompt = self.detector.asked(who, self.keys(), most, at)
            if prompt is not None:
                self.detector.answered(prompt, tokens, at)


def test_a_prober_is_restricted_and_nobody_else() -> None:
    play = Play()
    play.guess(ALICE, 20)
    play.guess(BOB, 5)
    assert play.detector.restricts(ALICE, 1.0)
    assert not play.detector.restricts(BOB, 1.0)
    (told,) = play.told
    assert told.tenant == ALICE
    assert "many answers of at most 8 tokens to different prompts" in told.reason


def test_who_hangs_up_early_is_found_and_who_is_never_answered_is_not() -> None:
    play = Play()
    play.guess(ALICE, 20, most=1000, tokens=1)
    play.guess(BOB, 20, most=1000, tokens=0)
    assert play.detector.restricts(ALICE, 1.0)
    assert not play.detector.restricts(BOB, 1.0)


def test_many_at_once_that_ask_for_one_token_are_counted_as_they_come() -> None:
    play = Play()
    for _ in range(20):
        assert play.detector.asked(ALICE, play.keys(), 1, 0.0) is None
    assert play.detector.restricts(ALICE, 0.0)


def test_a_restriction_ends_unless_the_prober_goes_on() -> None:
    play = Play(restriction_seconds=100.0)
    play.guess(ALICE, 20)
    play.guess(ALICE, 20, now=90.0)
    assert play.detector.restricts(ALICE, 150.0), "it went on, and is told once"
    assert len(play.told) == 1
    assert not play.detector.restricts(ALICE, 300.0)
    play.guess(ALICE, 20, now=400.0)
    assert play.detector.restricts(ALICE, 450.0)
    assert len(play.told) == 2


@pytest.mark.parametrize("answer", ["alert", "quarantine"])
def test_under_another_answer_a_prober_is_only_reported(answer: str) -> None:
    play = Play(answer=answer)
    play.guess(ALICE, 20)
    assert not play.detector.restricts(ALICE, 1.0)
    assert [one.tenant for one in play.detector.probers.live(1.0)] == [ALICE]


def test_where_nothing_can_be_guessed_nobody_is_taken_for_a_prober() -> None:
    play = Play(guesses=False)
    play.guess(ALICE, 100)
    assert not play.told
    assert play.detector.scores == (0, 0)


def test_a_prompt_without_a_whole_block_hits_nothing_and_counts_for_nothing() -> None:
    play = Play()
    for _ in range(100):
        assert play.detector.asked(ALICE, [], 1, 0.0) is None
    assert not play.told


@pytest.mark.parametrize("answer", ["restrict", "alert", "quarantine"])
def test_a_unit_is_withheld_under_quarantine_alone(answer: str) -> None:
    play = Play(answer=answer, min_hits=10)
    raised = [play.detector.hit("u", ALICE, float(number)) for number in range(20)]
    assert sum(raised) == 1
    assert play.detector.withholds("u", 20.0) is (answer == "quarantine")
    assert not play.detector.withholds("v", 20.0)


def test_a_quarantine_ends() -> None:
    play = Play(answer="quarantine", min_hits=10, window_seconds=100.0)
    for number in range(20):
        play.detector.hit("u", ALICE, float(number))
    assert play.detector.withholds("u", 150.0)
    assert not play.detector.withholds("u", 250.0)


def test_restrictions_say_who_until_when_and_why() -> None:
    made = Restrictions(seconds=10.0)
    assert not made.prolong(ALICE, 0.0)
    imposed = made.impose(ALICE, 0.0, "a reason")
    assert imposed == Restriction(tenant=ALICE, since=0.0, until=10.0, reason="a reason")
    assert made.prolong(ALICE, 5.0)
    (live,) = made.live(6.0)
    assert (live.since, live.until) == (0.0, 15.0)
    assert not made.hold(ALICE, 15.0)
    assert len(made) == 0
