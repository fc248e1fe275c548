"""Invariants 6 and 7 on the real scheduler: whoever tries, only the system's own blocks stand under a shared key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("vllm")

from tests.worlds.trace import BLOCK, TEXTS, WIDE, Declare, Send, prompt
from tests.worlds.world import World

pytestmark = pytest.mark.engine

TEXT = TEXTS[0][: 2 * BLOCK]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("w"))


@pytest.fixture
def world(engine: World) -> Iterator[World]:
    engine.begin(1, region=WIDE)
    yield engine
    engine.begin(1, region=WIDE)


def strangers(world: World) -> list[int]:
    """Blocks that stand under a shared key, and are not the system's pinned ones."""
    scheduler: Any = world.engine.scheduler
    publisher = scheduler._publisher
    shared = {key for published in publisher.published for key in published.keys}
    ours = {block.block_id for resident in publisher._residents for block in resident.blocks}
    assert shared, "nothing is published: the test proves nothing"
    return [
        block.block_id
        for block in scheduler.kv_cache_manager.block_pool.blocks
        if block.block_hash is not None and block.block_hash[:32] in shared and block.block_id not in ours
    ]


@pytest.mark.parametrize("more", [0, 1, BLOCK, 3 * BLOCK])
def test_a_prompt_of_exactly_the_unit_registers_nothing_under_a_shared_key(world: World, more: int) -> None:
    world.declare(Declare(name="text", text=TEXT))
    world.burst([Send(tenant="anna-1", prompt=(*TEXT, *range(7000, 7000 + more)))] * 2)
    assert strangers(world) == []


def test_a_request_id_makes_nobody_the_system(world: World) -> None:
    """The unit is published from the system's own blocks, also when a tenant computes the same text meanwhile."""
    scheduler: Any = world.engine.scheduler
    world.declare(Declare(name="text", text=TEXT), wait=False)
    sent = prompt(TEXT, tuple(range(7000, 7020)))
    private = world.burst([Send(tenant="anna-1", prompt=sent)], names=[f"safekv-{'0' * 32}"])
    (published,) = scheduler._publisher.published
    assert not set(published.keys) & set(private[0]), "a tenant's own blocks were published"
    blocks = scheduler.kv_cache_manager.block_pool.blocks
    assert sum(block.ref_cnt for block in blocks if not block.is_null) == 2, "a tenant's own blocks were pinned"
    assert strangers(world) == []
