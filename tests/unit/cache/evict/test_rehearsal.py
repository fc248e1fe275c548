"""A policy is trusted when it does better than the least recently used on paper, and only then."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from safekv.cache.evict.leaves import Idle, Leaves
from safekv.cache.evict.rehearsal import FADE, Rehearsal
from tests.unit.cache.chains import entry

SIZE = 20


def newest(leaves: Leaves, _now: float) -> Idle:
    """The policy under test: it evicts what was used last, which is right for a loop and wrong for most else."""
    return max(leaves, key=lambda idle: idle.rank)


def played(asked: Iterable[int]) -> Rehearsal:
    """One block after the other is asked for, at one a second."""
    rehearsal = Rehearsal(newest, queues=1)
    for second, content in enumerate(asked):
        each, now = entry((content,), 0), float(second)
        rehearsal.asked(each.key, now)
        rehearsal.add(each, rank=now, queue=0)
        rehearsal.trim(SIZE, now)
        assert len(rehearsal) <= 2 * SIZE
    return rehearsal


def loop(rounds: int) -> list[int]:
    """A little more than fits, again and again: the least recently used hits nothing."""
    return [content for _ in range(rounds) for content in range(SIZE + 5)]


def test_a_policy_that_hits_more_is_trusted_once_that_is_no_chance() -> None:
    assert not played(loop(1)).trusted
    assert played(loop(5)).trusted


def test_a_policy_that_hits_less_is_never_trusted() -> None:
    rng = random.Random(3)
    drifting = [(second // 10 + rng.randrange(15)) % 250 for second in range(3000)]
    assert not played(drifting).trusted


def test_a_policy_that_makes_no_difference_is_not_trusted() -> None:
    assert not played([content for _ in range(50) for content in range(SIZE)]).trusted


def test_trust_is_lost_when_the_times_change() -> None:
    rng = random.Random(4)
    drifting = [(second // 10 + rng.randrange(15)) % 250 for second in range(3 * FADE)]
    assert not played([*loop(20), *drifting]).trusted


@pytest.mark.parametrize(("requests", "trusted"), [(1, False), (SIZE - 1, True)])
def test_a_request_counts_once(requests: int, trusted: bool) -> None:
    """Nineteen hits that the policy alone has prove nothing in one request, and enough in nineteen."""
    rehearsal = Rehearsal(newest, queues=1)
    for content in range(2 * SIZE):
        rehearsal.add(entry((content,), 0), rank=float(content), queue=0)
        rehearsal.trim(SIZE, float(content))
    for content in range(SIZE - 1):
        rehearsal.asked(entry((content,), 0).key, 100.0 + content % requests)
    rehearsal.asked(entry((99,), 0).key, 200.0)
    assert rehearsal.trusted is trusted


@pytest.mark.parametrize("blocks", [1, 40])
def test_what_is_asked_for_leaves_both(blocks: int) -> None:
    rehearsal = Rehearsal(newest, queues=1)
    for content in range(blocks):
        rehearsal.add(entry((content,), 0), rank=0.0, queue=0)
    for content in range(blocks):
        rehearsal.asked(entry((content,), 0).key, 1.0)
    assert not len(rehearsal)
