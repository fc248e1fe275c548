"""Invariant 11 through the whole release process: whom the guard is asked about, and what it sees."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("vllm")

from safekv.release.worker import ANCESTOR_TOKENS
from safekv.verdicts import Clean, Verdict
from tests.worlds import process
from tests.worlds.trace import BLOCK, LONGER, PERIOD_SECONDS, TEXTS, Declare, Send, prompt
from tests.worlds.world import World

pytestmark = pytest.mark.engine

FIRST, WHOLE = TEXTS[0], LONGER[0]
END = len(FIRST) // BLOCK * BLOCK


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The tokens of every text that the guard is asked about."""
    texts: list[list[int]] = []

    def judge(text: str) -> Verdict:
        texts.append([int(word) for word in text.split()])
        return Clean(score=0.0)

    monkeypatch.setattr(process, "_judge", judge)
    return texts


@pytest.fixture
def world(seen: list[list[int]], tmp_path: Path) -> World:
    world = World(tmp_path, toss=lambda unit, draw: 0)
    world.begin(1)
    return world


def send(world: World, tenant: str, text: tuple[int, ...]) -> None:
    world.burst([Send(tenant=tenant, prompt=prompt(text, tuple(range(7000, 7030))))])


def test_the_guard_is_asked_about_winners_only(world: World, seen: list[list[int]]) -> None:
    send(world, "anna-1", FIRST)
    world.wait(PERIOD_SECONDS / 2)
    assert seen == []
    send(world, "ben-1", FIRST)
    assert seen == []
    world.wait(PERIOD_SECONDS / 4)
    assert seen == [list(FIRST[:END])]


def test_the_guard_sees_the_unit_and_its_ancestors_only(world: World, seen: list[list[int]]) -> None:
    """Also when what follows it has been sent, and voted for, by then."""
    for tenant in ("anna-1", "ben-1"):
        send(world, tenant, FIRST)
    world.declare(Declare(name="first", text=FIRST))
    for tenant in ("anna-1", "ben-1"):
        send(world, tenant, WHOLE)  # a vote for what follows, since the first unit is published already
    world.wait(PERIOD_SECONDS / 4)
    end = len(WHOLE) // BLOCK * BLOCK
    assert sorted(seen) == sorted([list(FIRST[:END]), list(WHOLE[max(0, END - ANCESTOR_TOKENS) : end])])
