"""Invariants 3, 4 and 9: plans against a brute-force oracle, over random trees of published units.

Few tokens and short blocks, so that beginnings meet, audiences overlap and units are cut in more than one way.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from safekv.scope.keys import may_read
from safekv.scope.planner import PublishedSet, plan
from safekv.scope.units import MAX_UNITS, split, unit_ends
from safekv.types import PRIVATE, Audience, BlockKey, Private, PublishedUnit, Unshared, WriteScope
from tests.factories import ORG, OTHER_ORG, SHARED, publish, tenant

BLOCK = 2
SCOPES: list[WriteScope] = [
    Private(tenant=tenant("alice")),
    Private(tenant=tenant("bob"), group=ORG.name),
    Private(tenant=tenant("carol"), group=OTHER_ORG.name),
    Unshared(reads_published=True),
    Unshared(reads_published=True, group=ORG.name),
    Unshared(reads_published=False, group=ORG.name),
]

tokens = st.lists(st.integers(0, 1), max_size=14)

AUDIENCES: list[Audience] = [SHARED, SHARED, ORG, OTHER_ORG]


@dataclass(frozen=True)
class World:
    """What is published, and a prompt that has a fair chance to begin with some of it."""

    units: list[PublishedUnit]
    prompt: list[int]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    units: dict[object, PublishedUnit] = {}
    texts = draw(st.lists(tokens, min_size=1, max_size=2))  # few, so that one text is cut in several ways
    for _ in range(draw(st.integers(0, 5))):
        text = draw(st.sampled_from(texts))
        boundaries = draw(st.lists(st.sampled_from([len(text), *range(len(text))]), max_size=4))
        audience = draw(st.sampled_from(AUDIENCES))
        ends = unit_ends(sorted(boundaries), BLOCK)
        for unit in split(text, ends, audience) if ends else ():
            if draw(st.integers(0, 9)) > 0:  # now and then one is not published yet, or no more
                units.setdefault(unit, publish(unit, BLOCK))
    listed = draw(st.permutations(list(units.values())))
    start = draw(st.sampled_from([[], *(list(p.unit.path) for p in listed)]))
    return World(listed, start + draw(tokens))


scopes = st.sampled_from(SCOPES)
thoroughly = settings(max_examples=400)


Chosen = tuple[tuple[PublishedUnit, ...], tuple[BlockKey, ...]]


def plan_in(world: World, scope: WriteScope, prompt: list[int] | None = None) -> Chosen:
    chosen = plan(PublishedSet(world.units, block_size=BLOCK), scope, world.prompt if prompt is None else prompt)
    return chosen.units, chosen.keys


def paths(world: World, scope: WriteScope) -> list[tuple[PublishedUnit, ...]]:
    """By brute force: every path of readable published units that the prompt begins with, the empty one included."""
    found: list[tuple[PublishedUnit, ...]] = [()]
    for path in found:
        at = path[-1].unit.end if path else 0
        found += [
            (*path, p)
            for p in world.units
            if p.unit.start == at
            and may_read(scope, p.unit.audience)
            and list(p.unit.path) == world.prompt[: p.unit.end]
        ]
    return found


@thoroughly
@given(worlds(), scopes)
def test_a_plan_is_a_path_of_whole_readable_units_that_the_prompt_begins_with(world: World, scope: WriteScope) -> None:
    units, _ = plan_in(world, scope)
    assert units in paths(world, scope)


@given(worlds(), scopes)
def test_a_plan_stops_only_where_nothing_goes_on(world: World, scope: WriteScope) -> None:
    units, _ = plan_in(world, scope)
    assert not [path for path in paths(world, scope) if len(path) == len(units) + 1 and path[: len(units)] == units]


@thoroughly
@given(worlds(), scopes)
def test_every_key_stands_at_its_own_block_and_the_last_token_is_left_to_the_tenant(
    world: World, scope: WriteScope
) -> None:
    units, keys = plan_in(world, scope)
    in_place = {index: key for p in units for index, key in enumerate(p.keys, start=p.unit.start // BLOCK)}
    assert keys == tuple(in_place[index] for index in range(len(keys)))
    end = units[-1].unit.end if units else 0
    assert len(keys) == min(end // BLOCK, max(0, len(world.prompt) - 1) // BLOCK)


@given(worlds(), scopes, st.data())
def test_a_prompt_that_differs_in_one_token_of_a_unit_gets_no_key_of_it_nor_of_what_follows(
    world: World, scope: WriteScope, data: st.DataObject
) -> None:
    units, _ = plan_in(world, scope)
    if not units:
        return
    number = data.draw(st.integers(0, len(units) - 1))
    unit = units[number].unit
    position = data.draw(st.integers(unit.start, unit.end - 1))
    other = list(world.prompt)
    other[position] = 2  # in no published text
    lost = {key for p in units[number:] for key in p.keys}
    assert not lost & set(plan_in(world, scope, other)[1])


@given(worlds(), scopes)
def test_nobody_walks_into_a_unit_token_by_token(world: World, scope: WriteScope) -> None:
    """The keys of every beginning of a prompt are those of whole units of it, whatever was asked for before."""
    for end in range(len(world.prompt) + 1):
        units, keys = plan_in(world, scope, world.prompt[:end])
        assert sum(len(p.keys) for p in units) - len(keys) in (0, 1)
        assert not units or units[-1].unit.end <= end


@given(worlds(), scopes)
def test_who_may_read_nothing_gets_nothing(world: World, scope: WriteScope) -> None:
    readable = [p for p in world.units if may_read(scope, p.unit.audience)]
    units, keys = plan_in(world, scope)
    assert set(units) <= set(readable)
    if not readable:
        assert plan(PublishedSet(world.units, block_size=BLOCK), scope, world.prompt) is PRIVATE
        assert keys == ()


@given(worlds(), scopes, st.lists(st.tuples(scopes, tokens), max_size=5))
def test_what_others_ask_for_changes_no_plan(
    world: World, scope: WriteScope, others: list[tuple[WriteScope, list[int]]]
) -> None:
    """Invariant 9: a plan is a function of the published set, the scope and the tokens, and of nothing else."""
    published = PublishedSet(world.units, block_size=BLOCK)
    before = plan(published, scope, world.prompt)
    for other, prompt in others:
        plan(published, other, prompt)
    assert plan(published, scope, world.prompt) == before


@thoroughly
@given(worlds(), scopes)
def test_what_a_caller_may_not_read_changes_nothing_for_it(world: World, scope: WriteScope) -> None:
    """A group's declarations are invisible to everybody else: in their plans, they are as if they were not there."""
    visible = [p for p in world.units if may_read(scope, p.unit.audience)]
    assert plan_in(World(visible, world.prompt), scope) == plan_in(world, scope)


@given(worlds(), scopes)
def test_the_empty_set_is_private(world: World, scope: WriteScope) -> None:
    assert plan(PublishedSet(block_size=BLOCK), scope, world.prompt) is PRIVATE


# ── one unit more, one less ──────────────────────────────────────────────────────────────────────


@thoroughly
@given(worlds(), st.data())
def test_a_set_that_has_changed_is_the_set_that_would_be_built_anew(world: World, data: st.DataObject) -> None:
    """Any units come and go, children before parents too; the sets that were there before stay as they were."""
    prompts = [world.prompt, *([*p.unit.path, 1] for p in world.units)]
    current, held = PublishedSet(block_size=BLOCK), list[PublishedUnit]()
    seen = []
    for _ in range(data.draw(st.integers(1, 6)) if world.units else 0):
        some = data.draw(st.lists(st.sampled_from(world.units), max_size=3, unique_by=id))
        if data.draw(st.booleans()):
            current = current.with_units(some)
            held += [published for published in some if published not in held]
        else:
            current = current.without(some)
            held = [published for published in held if published not in some]
        assert list(current) == held
        assert len(current) == len(held)
        anew = PublishedSet(data.draw(st.permutations(held)), block_size=BLOCK)
        plans = {(place, scope): plan(current, scope, text) for place, text in enumerate(prompts) for scope in SCOPES}
        for (place, scope), found in plans.items():
            assert found == plan(anew, scope, prompts[place])
        seen.append((current, plans))
    for earlier, plans in seen:
        assert all(plan(earlier, scope, prompts[place]) == found for (place, scope), found in plans.items())


# ── units ────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 400), max_size=12), st.integers(1, 32))
def test_ends_ascend_round_down_and_are_few(boundaries: list[int], block: int) -> None:
    ends = unit_ends(sorted(boundaries), block)
    assert list(ends) == sorted(set(ends))
    assert len(ends) <= MAX_UNITS
    for end in ends:
        assert end > 0
        assert end % block == 0
        assert any(0 <= boundary - end < block for boundary in boundaries), "rounded up, or from nowhere"
    if boundaries and max(boundaries) >= block:
        assert ends[-1] == max(boundaries) // block * block, "the whole prefix is always among them"


@given(st.lists(st.integers(0, 5), max_size=60), st.lists(st.integers(1, 60), max_size=6), st.integers(1, 8))
def test_units_are_the_prompt_cut_in_pieces(text: list[int], boundaries: list[int], block: int) -> None:
    ends = unit_ends(sorted(b for b in boundaries if b <= len(text)), block)
    if not ends:
        return
    units = split(text, ends, SHARED)
    assert [token for unit in units for token in unit.path[unit.start :]] == text[: ends[-1]]
    assert all(unit.start < unit.end and list(unit.path) == text[: unit.end] for unit in units)
