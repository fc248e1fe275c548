"""Which names are one party: whatever the operator's maps have joined."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safekv.ledger.parties import joined

NAMES = [bytes([number]) * 8 for number in range(9)]


def test_names_of_one_group_are_one_party_called_by_the_smallest() -> None:
    assert joined({}, [NAMES[2:4], NAMES[5:6]]) == {NAMES[2]: NAMES[2], NAMES[3]: NAMES[2]}


def test_an_owner_that_is_split_or_renamed_stays_one_party_with_what_it_was() -> None:
    before = joined({}, [NAMES[3:6]])
    for edited in ([], [[NAMES[7], NAMES[4]]], [[NAMES[1], NAMES[3]], [NAMES[2], NAMES[5]]]):
        after = joined(before, edited)
        assert len({after[name] for name in (*NAMES[3:6], *(name for group in edited for name in group))}) == 1


groups = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4), max_size=4)


@given(maps=st.lists(groups, max_size=4))
def test_parties_are_what_the_maps_connect(maps: list[list[list[bytes]]]) -> None:
    found: dict[bytes, bytes] = {}
    sets = [{name} for name in NAMES]
    for edited in maps:
        found = joined(found, edited)
        for group in edited:
            touched = [one for one in sets if one & set(group)]
            sets = [one for one in sets if one not in touched] + [set().union(*touched)]
    assert {found.get(name, name) for name in NAMES} == {min(one) for one in sets}
    for one in sets:
        assert {found.get(name, name) for name in one} == {min(one)}
    assert joined(found, []) == found
