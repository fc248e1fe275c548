"""Requests that are several inside the engine: n > 1 and beams share among themselves, and with nobody else.

The usage of these counts the siblings' hits on each other, so the engine's own counter is the oracle: what a
tenant's request hits after a victim's must be what it hits on a prompt that nobody has asked.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.marks import NEEDS_SERVER, on_every_mode
from tests.conformance.play import Player, question
from tests.conformance.servers import World
from tests.conformance.table import THREE

pytestmark = NEEDS_SERVER

HITS = "vllm:prefix_cache_hits_total"


@on_every_mode
@pytest.mark.parametrize(
    "fields", [THREE, {"use_beam_search": True, "n": 3, "max_tokens": 4}], ids=["n=3", "beam-search"]
)
def test_siblings_share_and_others_do_not(player: Player, world: World, fields: dict[str, Any]) -> None:
    victim, other = world.newcomer(), world.newcomer()
    seed = f"siblings {sorted(fields)}"
    asked = question(f"{seed} {world.name}")

    def hits(tenant: str) -> float:
        before = player.metric(HITS)
        player.chat(tenant, asked, **fields)
        return player.metric(HITS) - before

    first = hits(victim)
    assert first > 0  # siblings share
    probe, own = hits(other), hits(victim)
    if world.name == "share-all-unsafe":
        assert probe > first  # the control: the victim's blocks count, too
    else:
        assert probe == first
    assert own > first
