"""Every row of the table, in every mode; `cached_tokens` is the oracle."""

from __future__ import annotations

import pytest

from tests.conformance.calls import Reply, floor
from tests.conformance.marks import NEEDS_SERVER, on_every_mode
from tests.conformance.play import Player
from tests.conformance.servers import World
from tests.conformance.table import Ask, Case, Outcome, Prompt
from tests.conformance.table_fields import CASES

pytestmark = NEEDS_SERVER


@on_every_mode
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.dimension.replace(' ', '-')}:{case.id}")
def test_row(player: Player, world: World, case: Case) -> None:
    play_and_check(player, world, case)


def play_and_check(player: Player, world: World, case: Case) -> None:
    """Play a row, and compare what it gave with what this mode is to give."""
    assert world.mode is not None
    played = player.play(case)
    check(player, "probe", played.probe, case.other, case.probe[world.mode], played.probe_all)
    check(player, "own repeat", played.own, case.own, case.own_gets[world.mode], played.own_all)
    if case.other.prompt in (Prompt.NEXT_TURN, Prompt.WITH_OUTPUT):
        assert played.own_all > floor(played.first.prompt_tokens), "no generated block to find: the row shows nothing"


def check(player: Player, what: str, reply: Reply, ask: Ask, expected: Outcome, everything: int) -> None:
    if isinstance(expected, int):
        assert reply.status == expected, f"{what}: {reply.status} instead of {expected}: {reply.body[:300]}"
        assert "usage" not in reply.body
        return
    assert reply.status == 200, f"{what}: {reply.status}: {reply.body[:300]}"
    wanted = player.tokens(expected, ask, everything)
    assert reply.cached == wanted, f"{what}: {reply.cached} cached tokens, expected {wanted} ({expected.name})"


def test_the_table_can_fail() -> None:
    """Each row of another tenant's probe has its control: it hits, or is refused only for what it writes."""
    for case in CASES:
        control = case.probe["share-all-unsafe"]
        assert control is not None
        if isinstance(control, int):
            assert case.other.fields or case.other.headers or case.other.who.name == "WRONG", case.id
        else:
            assert control.name == "ALL", case.id


def test_ids_are_unique() -> None:
    ids = [(case.dimension, case.id) for case in CASES]
    assert len(set(ids)) == len(ids)
