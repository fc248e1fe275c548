"""Invariant 10 while the operator edits `owners`: one party is one vote, and one vote is one pair of the guarantee.

Tenants vote by whatever name the map in force gives them; the ledger is opened again with each edited map.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safekv.ledger.store.base import Limits, Store
from safekv.ledger.store.memory import MemoryStore
from safekv.ledger.store.sqlite import SqliteStore
from safekv.types import Contribution, OwnerTag, UnitId
from tests.unit.ledger.ledgers import at, ledger, owner, path

TENANTS = range(5)
FIRMS = (100, 101)
TEXTS = "abcd"
LIMITS = Limits(quota=2, enough=1, most=3)

Map: TypeAlias = dict[int, int]
"""The owner of each tenant that is not its own."""

Event: TypeAlias = tuple[int, str] | Map
"""A tenant's vote for a text, or an edited map."""

maps = st.dictionaries(st.sampled_from(TENANTS), st.sampled_from(FIRMS))
votes = st.tuples(st.sampled_from(TENANTS), st.sampled_from(TEXTS))
traces = st.lists(st.one_of(votes, votes, votes, votes, maps), max_size=24)


def names_of(owners: Map) -> list[list[OwnerTag]]:
    return [[owner(firm), *(owner(t) for t, of in owners.items() if of == firm)] for firm in FIRMS]


def counts(events: Sequence[Event], store: Store, *, limits: Limits = LIMITS) -> list[dict[UnitId, int]]:
    """The counts after each event, as a draw there would seal them."""
    owners: Map = {}
    made = ledger(store, now=210.0, limits=limits, owners=names_of(owners))
    seen = []
    for number, event in enumerate(events, 1):
        if isinstance(event, tuple):
            tenant, text = event
            voter = owner(owners.get(tenant, tenant))
            made.contribute([Contribution(owner=voter, path=path(text), start=0)], 210.0)
        else:
            owners = event
            made = ledger(store, now=210.0, limits=limits, owners=names_of(owners))
        store.seal(at(2, number))
        seen.append(dict(store.pending(at(2, number), 225.0, 1)))
    return seen


def components(events: Sequence[Event]) -> Callable[[int], frozenset[int]]:
    """Which names are one party at the end, by sets."""
    sets = [{name} for name in (*TENANTS, *FIRMS)]
    for event in events:
        for tenant, firm in event.items() if isinstance(event, dict) else ():
            touched = [one for one in sets if one & {tenant, firm}]
            sets = [one for one in sets if one not in touched] + [set().union(*touched)]
    return lambda name: frozenset(next(one for one in sets if name in one))


@given(events=traces)
def test_a_party_counts_once_whatever_the_operator_edits(events: list[Event]) -> None:
    wide = Limits(quota=100, enough=1, most=1000)
    seen = counts(events, MemoryStore(), limits=wide)
    party = components(events)
    cast: dict[UnitId, set[frozenset[int]]] = {}
    for event in events:
        if isinstance(event, tuple):
            cast.setdefault(ledger().unit_id(path(event[1]), 0), set()).add(party(event[0]))
    assert (seen[-1] if seen else {}) == {unit: len(parties) for unit, parties in cast.items()}


@given(events=traces)
@settings(max_examples=15)
def test_a_file_counts_as_the_memory_does(events: list[Event]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        file = SqliteStore.open(Path(directory) / "l.db", deployment="d", lock_directory=Path(directory))
        assert counts(events, file) == counts(events, MemoryStore())
        file.close()


@given(events=traces, data=st.data())
def test_to_leave_out_one_vote_changes_two_units_at_most_one_each_way(events: list[Event], data: st.DataObject) -> None:
    """What section 5 of docs/claims/guarantee.md says of the quota, edited maps included."""
    cast = [number for number, event in enumerate(events) if isinstance(event, tuple)]
    if not cast:
        return
    left_out = data.draw(st.sampled_from(cast))
    with_it = counts(events, MemoryStore())
    without = counts([event for number, event in enumerate(events) if number != left_out], MemoryStore())
    without.insert(left_out, without[left_out - 1] if left_out else {})
    steps = [
        (unit, one.get(unit, 0) - other.get(unit, 0))
        for one, other in zip(with_it, without, strict=True)
        for unit in one.keys() | other.keys()
    ]
    changed = {(unit, difference) for unit, difference in steps if difference}
    assert {difference for _, difference in changed} <= {1, -1}
    for way in (1, -1):
        assert len({unit for unit, difference in changed if difference == way}) <= 1
    assert len({unit for unit, _ in changed}) == len(changed), "each unit one way only"


@pytest.mark.parametrize("edits", [[{}], [{0: 101, 1: 101}], [{0: 101, 1: 101}, {}], [{0: 101}, {1: 101}]])
def test_restarts_with_edited_maps_give_a_party_no_second_vote(edits: list[Map]) -> None:
    """Shown on the former code: two restarts in a period counted one party four times."""
    firm: Map = {0: 100, 1: 100}
    events: list[Event] = [firm]
    for edited in (firm, *edits):
        events += [edited, (0, "a"), (1, "a")]
    unit = ledger().unit_id(path("a"), 0)
    assert counts(events, MemoryStore())[-1] == {unit: 1}
    assert counts([*events, (4, "a")], MemoryStore())[-1] == {unit: 2}, "somebody else counts"
