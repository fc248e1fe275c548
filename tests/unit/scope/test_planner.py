from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest

from safekv.scope.planner import PublishedSet, plan
from safekv.types import PRIVATE, Plan, Private, PublishedUnit, Unit, Unshared, WriteScope
from tests.factories import ORG, SHARED, publish, tenant, unit

BLOCK = 4
STRANGER = Private(tenant=tenant("alice"))
MEMBER = Private(tenant=tenant("bob"), group=ORG.name)

POLICY = list(range(100, 116))  # four blocks
ROOT = publish(unit(POLICY[:8]), BLOCK)
CHILD = publish(unit(POLICY, 8), BLOCK)


def planned(units: list[PublishedUnit], tokens: list[int], scope: WriteScope = STRANGER) -> Plan:
    return plan(PublishedSet(units, block_size=BLOCK), scope, tokens)


def test_nothing_published_is_private() -> None:
    assert planned([], POLICY) is PRIVATE


def test_a_prompt_that_goes_on_gets_every_key_of_every_unit() -> None:
    chosen = planned([ROOT, CHILD], [*POLICY, 1])
    assert chosen.units == (ROOT, CHILD)
    assert chosen.keys == ROOT.keys + CHILD.keys
    assert chosen.depth == 4


@pytest.mark.parametrize(
    ("tokens", "depth"),
    [
        pytest.param([], 0, id="empty prompt"),
        pytest.param(POLICY[:7], 0, id="one token short of the first unit"),
        pytest.param(POLICY[:8], 1, id="the first unit and no more: its last block is recomputed"),
        pytest.param([*POLICY[:8], 1], 2, id="one token behind the first unit"),
        pytest.param(POLICY[:15], 2, id="one token short of the second unit"),
        pytest.param(POLICY, 3, id="both units and no more"),
        pytest.param([*POLICY[:7], 0, *POLICY[8:]], 0, id="the last token of the first unit differs"),
        pytest.param([0, *POLICY[1:]], 0, id="the first token differs"),
        pytest.param([*POLICY[:8], 0, *POLICY[9:], 1], 2, id="the second unit differs"),
        pytest.param([1, *POLICY], 0, id="the text stands elsewhere in the prompt"),
    ],
)
def test_whole_units_only(tokens: list[int], depth: int) -> None:
    chosen = planned([ROOT, CHILD], tokens)
    assert chosen.keys == (ROOT.keys + CHILD.keys)[:depth]


def test_a_unit_without_its_parent_is_out_of_reach() -> None:
    assert planned([CHILD], [*POLICY, 1]) is PRIVATE


def test_nobody_reads_nothing() -> None:
    assert planned([ROOT, CHILD], [*POLICY, 1], Unshared(reads_published=False)) is PRIVATE


def test_a_groups_unit_is_for_its_members() -> None:
    units = [ROOT, publish(unit(POLICY, 8, ORG), BLOCK)]
    assert planned(units, [*POLICY, 1], MEMBER).depth == 4
    assert planned(units, [*POLICY, 1]).depth == 2


def test_what_is_shared_under_a_groups_unit_is_for_its_members_only() -> None:
    units = [publish(unit(POLICY[:8], 0, ORG), BLOCK), CHILD]
    assert planned(units, [*POLICY, 1], MEMBER).depth == 4
    assert planned(units, [*POLICY, 1]) is PRIVATE


def test_of_two_audiences_for_one_text_each_caller_gets_its_own() -> None:
    theirs, everybodys = publish(unit(POLICY, 0, ORG), BLOCK), publish(unit(POLICY), BLOCK)
    assert planned([theirs, everybodys], [*POLICY, 1]).units == (everybodys,)
    assert planned([theirs, everybodys], [*POLICY, 1], MEMBER).depth == 4


def test_the_longest_of_several_units_with_one_beginning_is_taken() -> None:
    whole = publish(unit(POLICY), BLOCK)
    assert planned([ROOT, whole], [*POLICY, 1]).units == (whole,)
    assert planned([ROOT, whole], [*POLICY[:12], 1]).units == (ROOT,)


@pytest.mark.parametrize("order", itertools.permutations(range(3)), ids=str)
def test_one_text_cut_in_two_ways_never_gives_a_block_the_key_of_another(order: tuple[int, ...]) -> None:
    """A group's declaration in one piece and everybody's in two end at the same tokens, and are two things.

    They were one node, whose second variant gave the keys of blocks 2 and 3 to blocks 0 and 1: a wrong KV read.
    """
    units = [publish(unit(POLICY, 0, ORG), BLOCK), ROOT, CHILD]
    units = [units[number] for number in order]
    for scope in (STRANGER, MEMBER):
        chosen = planned(units, [*POLICY, 1], scope)
        assert [p.unit.start for p in chosen.units] == [0, *(p.unit.end for p in chosen.units[:-1])]
        assert chosen.keys == tuple(key for p in chosen.units for key in p.keys)
        assert chosen.depth == 4


def test_a_set_lists_what_it_was_made_of_out_of_reach_or_not() -> None:
    assert list(PublishedSet([ROOT], block_size=BLOCK)) == [ROOT]
    assert len(PublishedSet([CHILD], block_size=BLOCK)) == 1


def test_planning_changes_nothing() -> None:
    published = PublishedSet([ROOT, CHILD], block_size=BLOCK)
    tokens = [*POLICY, 1]
    first = plan(published, STRANGER, tokens)
    assert plan(published, STRANGER, tokens) == first
    assert tokens == [*POLICY, 1]


class Token(int):
    """A token of a prompt that must not be compared with one of a published text."""

    __slots__ = ()
    __hash__ = int.__hash__

    def __eq__(self, other: object) -> bool:
        pytest.fail("a comparison of tokens ends at the first difference")


class Prompt(list[int]):
    """A prompt that notes what of it is read."""

    def __init__(self, tokens: Iterable[int]) -> None:
        super().__init__(map(Token, tokens))
        self.read: list[object] = []

    def __getitem__(self, index: object) -> object:  # type: ignore[override]
        self.read.append(index)
        return super().__getitem__(index)  # type: ignore[call-overload]


@pytest.mark.parametrize("whole", [0, 1], ids=["from the beginning", "behind a unit that matches"])
def test_what_is_looked_at_does_not_tell_how_far_a_prompt_agrees_with_a_unit(whole: int) -> None:
    """Regression: a comparison that ended at the first difference took longer the more tokens were guessed right."""
    others = [publish(unit([*POLICY[:4], *[n] * 12]), BLOCK) for n in range(20)]
    published = PublishedSet([ROOT, CHILD, *others], block_size=BLOCK)
    looked_at, depths = set(), set()
    for place in range(8 * whole, 8 * whole + 8):
        prompt = Prompt([*POLICY[:place], 999, *POLICY[place + 1 :], 1, 2])
        depths.add(plan(published, STRANGER, prompt).depth)
        looked_at.add(tuple(map(str, prompt.read)))
    assert depths == {2 * whole}
    assert len(looked_at) == 1
    right = Prompt([*POLICY, 1, 2])
    assert plan(published, STRANGER, right).depth == 4, "else the test proves nothing"


def test_a_prompt_is_read_once_and_no_further_than_what_is_published_for_this_caller() -> None:
    units = [publish(Unit(path=(n, *range(7)), start=0, audience=SHARED), BLOCK) for n in range(200)]
    longer = publish(unit([7] * 32, 0, ORG), BLOCK)
    prompts = {scope: Prompt([999] * 64) for scope in (STRANGER, MEMBER)}
    for scope, prompt in prompts.items():
        assert plan(PublishedSet([*units, longer, ROOT], block_size=BLOCK), scope, prompt) is PRIVATE
    assert prompts[STRANGER].read == [slice(0, 8)]
    assert prompts[MEMBER].read == [slice(0, 8), slice(8, 32)]


def test_what_is_no_token_id_of_any_model_is_in_no_published_text() -> None:
    odd = publish(unit([2**70] * 8), BLOCK)
    published = PublishedSet([odd, ROOT, CHILD], block_size=BLOCK)
    assert plan(published, STRANGER, [2**70] * 9) is PRIVATE
    assert plan(published, STRANGER, [*POLICY[:8], 2**70, *POLICY[9:], 1]).units == (ROOT,)
