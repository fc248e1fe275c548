"""Section 5 of docs/claims/guarantee.md: one HTTP request less is two pairs at most, one of each kind.

From what the scheduler finds in a request to the counts that a draw sees: ballots, the owner's queue, the ledger.
Requests have prompts of any length and may become several of the engine's; the process reads, or does not, or ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from safekv.ledger.store.base import Limits
from safekv.ledger.store.memory import MemoryStore
from safekv.release import queue as release_queue
from safekv.release import wire
from safekv.release.queue import Outgoing
from safekv.sharing.ballots import Ballots
from safekv.types import UnitId
from tests.unit.ledger.ledgers import SCHEDULE, at, ledger, owner

QUOTA = 3
LONGEST = 40
"""Bytes of a path: ten tokens."""

Prompt: TypeAlias = tuple[int, int]
"""Its first token, and how many tokens the unit has."""

Request: TypeAlias = tuple[int, tuple[Prompt, ...]]
"""An owner, and the prompts of one HTTP request."""

Event: TypeAlias = Request | str

prompts = st.tuples(st.integers(0, 4), st.sampled_from((2, 2, 3, 9, 10, 11)))
requests = st.tuples(st.integers(1, 2), st.lists(prompts, min_size=1, max_size=4).map(tuple))
events = st.one_of(*[requests] * 7, st.sampled_from(["reads", "ends"]))


def counts(played: Sequence[Event | None]) -> dict[UnitId, int]:
    """The counts after these; None stands for a request that was left out."""
    store = MemoryStore()
    made = ledger(store, now=210.0, limits=Limits(quota=QUOTA, enough=1, most=1000))
    outgoing = Outgoing(quota=QUOTA, period_seconds=SCHEDULE.period_seconds, counts=Counter())
    ballots = Ballots(period_seconds=SCHEDULE.period_seconds)
    outgoing.open()
    for number, event in enumerate([*played, "reads"]):
        if event == "reads":
            frames = wire.FrameReader()
            while outgoing._waiting:
                made.contribute([wire.contribution_of(f) for f in frames.feed(outgoing.batch() or b"")], 210.0)
        elif event == "ends":
            outgoing.close()
            outgoing.open()
        elif isinstance(event, tuple):
            who, cast = event
            for index, (first, length) in enumerate(cast):
                tokens = [first, *range(100, 99 + length)]
                if ballots.cast(owner(who), f"{index}_cmpl-{number:032x}-{index}", now=210.0):
                    outgoing.add(owner(who), bytes((first, length)), tokens, length, 0, now=210.0)
    store.seal(at(2, 1))
    return dict(store.pending(at(2, 1), 225.0, 1))


def changed(played: Sequence[Event], left_out: int) -> Counter[int]:
    """How many units count one more, and one less, without a request; anything else would be a key of its own."""
    with mock.patch.object(release_queue, "LONGEST_PATH_BYTES", LONGEST):
        with_it = counts(played)
        without = counts([None if number == left_out else event for number, event in enumerate(played)])
    differences = [with_it.get(unit, 0) - without.get(unit, 0) for unit in with_it.keys() | without.keys()]
    return Counter(difference for difference in differences if difference)


@given(played=st.lists(events, min_size=1, max_size=20), data=st.data())
def test_to_leave_out_one_request_changes_two_counts_at_most(played: list[Event], data: st.DataObject) -> None:
    cast = [number for number, event in enumerate(played) if isinstance(event, tuple)]
    if cast:
        found = changed(played, data.draw(st.sampled_from(cast)))
        assert found.keys() <= {1, -1}
        assert max(found.values(), default=0) <= 1


def test_a_long_request_makes_room_for_no_others() -> None:
    """Shown on the former code, at its bound of 16 MiB: one request of that length less, 33 votes more."""
    short: list[Event] = [(1, ((number, 2),)) for number in range(2, 5)]
    for long in (9, 10, 11, 12):
        assert changed([(1, ((1, long),)), *short], 0) in (Counter({1: 1, -1: 1}), Counter())
    assert changed([*short, (1, ((1, 2),))], 3) == Counter(), "it was over the quota"
    assert changed([(1, ((1, 2),)), *short], 0) == Counter({1: 1, -1: 1}), "one pair of each kind"


def test_a_list_of_prompts_is_one_vote() -> None:
    many: Event = (1, ((1, 2), (2, 2), (3, 2)))
    assert changed([many], 0) == Counter({1: 1})
