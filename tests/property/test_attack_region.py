"""Regression: who still used a unit when its life ended took room from what was released next, for all to see."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("vllm")

from tests.worlds.observed import Entry, Seen
from tests.worlds.trace import PERIOD_SECONDS, TEXTS, Send, prompt
from tests.worlds.world import World

pytestmark = pytest.mark.engine

OLD, NEW, OTHER = TEXTS[0], TEXTS[1], TEXTS[2]
REGION = 3
"""Blocks: room for one unit."""


def played(world: World, victim_uses: tuple[int, ...]) -> list[Entry]:
    """OLD is shared until the end of the second period; NEW is released at that very moment."""
    world.begin(1, region=REGION)

    def send(tenant: str, text: tuple[int, ...], *, stays: bool = False) -> None:
        world.burst([Send(tenant=tenant, prompt=prompt(text, tuple(range(7000, 7020))), stays=stays)])

    for tenant in ("anna-1", "ben-1"):
        send(tenant, OLD)
    world.wait(1.8 * PERIOD_SECONDS)
    for tenant in ("anna-1", "ben-1"):
        send(tenant, NEW)
    send("victim", victim_uses, stays=True)
    world.wait(0.4 * PERIOD_SECONDS)
    send("cleo-1", NEW)
    return world.transcript.entries


@pytest.mark.parametrize("memory", ["charged", "saved"])
def test_a_running_request_of_the_victim_does_not_show_in_what_is_released_next(memory: str, tmp_path: Path) -> None:
    world = World(tmp_path, toss=lambda unit, draw: 0, memory=memory)
    using, not_using = played(world, OLD), played(world, OTHER)
    assert using == not_using
    assert using[-1] == Seen(tenant="cleo-1", cached=32)
