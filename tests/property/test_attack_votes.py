"""Invariant 10, from the request to the release: one owner has one vote, and nobody can take another's."""

from __future__ import annotations

import pytest

pytest.importorskip("vllm")

from tests.worlds.observed import Released
from tests.worlds.trace import PERIOD_SECONDS, TEXTS, Send, prompt, system_text
from tests.worlds.world import World

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Every unit that two owners use is released by the next draw."""
    return World(tmp_path_factory.mktemp("w"), toss=lambda unit, draw: 0)


def send(world: World, tenant: str, text: tuple[int, ...] = TEXTS[0], user: int = 7000) -> None:
    world.burst([Send(tenant=tenant, prompt=prompt(text, tuple(range(user, user + 9))))])


def released(world: World) -> int:
    return sum(len(entry.units) for entry in world.transcript.entries if isinstance(entry, Released))


@pytest.mark.parametrize(("other", "expected"), [("anna-2", 0), ("ben-1", 1)])
def test_two_accounts_of_one_owner_have_one_vote(world: World, other: str, expected: int) -> None:
    world.begin(1)
    send(world, "anna-1")
    send(world, other)
    world.wait(PERIOD_SECONDS / 2)
    assert released(world) == expected


def test_what_the_users_ask_is_no_part_of_the_unit(world: World) -> None:
    """Ends are rounded down: two owners whose users say different things vote for one unit."""
    world.begin(1)
    send(world, "anna-1", user=7000)
    send(world, "ben-1", user=8000)
    world.wait(PERIOD_SECONDS / 2)
    assert released(world) == 1


def test_a_flood_of_one_owner_drops_no_vote_of_another(world: World) -> None:
    world.begin(1)
    world.deaf = True
    for number in range(10, 13):
        send(world, "dora-1", system_text(number))
    for tenant in ("anna-1", "ben-1"):
        send(world, tenant)
    world.deaf = False
    world.wait(PERIOD_SECONDS / 2)
    assert released(world) == 1


def test_a_request_votes_for_its_first_unit_only(world: World) -> None:
    """What follows in the same prompt, or what the user says, is never counted with it."""
    world.begin(1)
    for tenant in ("anna-1", "ben-1", "cleo-1"):
        send(world, tenant, (*TEXTS[0], 1000, *system_text(4)))
    world.wait(PERIOD_SECONDS / 4)
    assert released(world) == 1
