"""Charged memory on vLLM's real scheduler: what was voted in is copied, what is declared is read in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("vllm")

from safekv.config import Monitor
from safekv.engines.vllm import charging
from safekv.ledger.selection import SURE
from tests.worlds import process
from tests.worlds.observed import Seen
from tests.worlds.trace import BLOCK, PERIOD_SECONDS, TEXTS, Declare, Send, prompt
from tests.worlds.world import World

pytestmark = pytest.mark.engine

WHOLE = len(TEXTS[0]) // BLOCK
"""Blocks of the first text."""
PROMPT = prompt(TEXTS[0], tuple(range(7000, 7020)))
OWNERS = ("anna-1", "ben-1", "cleo-1", "dora-1")


class Place:
    """A world in which the first text wins every draw; what its steps copy is kept, and the blocks of each prompt."""

    def __init__(self, directory: Path, memory: str = "charged") -> None:
        first = process.unit_id(TEXTS[0])
        toss = lambda unit, draw: 0 if unit == first else SURE - 1  # noqa: E731
        self.world = World(directory, toss=toss, monitor=Monitor(probes=32), memory=memory)
        self.world.begin(1)
        self.steps: list[list[Any]] = []
        schedule = self.world.engine.scheduler.schedule

        def keep() -> Any:
            output = schedule()
            if output.num_scheduled_tokens:
                self.steps.append(list(output.kv_cache_block_copies or ()))
            return output

        self.world.engine.scheduler.schedule = keep

    def vote(self) -> None:
        self.world.burst([Send(tenant=tenant, prompt=PROMPT) for tenant in OWNERS])
        self.world.wait(PERIOD_SECONDS / 2)
        assert len(self.published) == 1

    def ask(self, *tenants: str, stays: bool = False, text: tuple[int, ...] = PROMPT) -> list[int]:
        """The cached tokens of a request of each, sent at once; what was copied is in `steps`."""
        self.steps.clear()
        before = len(self.world.transcript.entries)
        self.world.burst([Send(tenant=tenant, prompt=text, stays=stays) for tenant in tenants])
        return [e.cached for e in self.world.transcript.entries[before:] if isinstance(e, Seen)]

    @property
    def published(self) -> list[Any]:
        return list(self.world.engine.scheduler._publisher.published)

    @property
    def copied(self) -> list[Any]:
        return [copy for step in self.steps for copy in step]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """With the first text voted in."""
    place = Place(tmp_path)
    place.vote()
    yield place
    place.world.engine.scheduler.shutdown()


def test_a_voted_unit_is_copied_from_where_it_is_once_and_is_the_tenants_own_then(place: Place) -> None:
    blocks = place.world.engine.scheduler._publisher.blocks(place.published[0])
    assert place.ask("anna-2") == [WHOLE * BLOCK]
    assert [copy.src_block_id for copy in place.copied] == [block.block_id for block in blocks]
    assert len({copy.dst_block_id for copy in place.copied}) == WHOLE
    assert place.ask("anna-2") == [(len(PROMPT) - 1) // BLOCK * BLOCK]
    assert place.copied == []


def test_a_copy_outlives_its_unit(place: Place) -> None:
    place.ask("anna-2")
    place.world._obey({"op": "withdraw-released", "unit": min(place.world._lives)})
    assert place.published == []
    assert place.ask("anna-2", text=prompt(TEXTS[0], (7500,) * 20)) == [WHOLE * BLOCK]


def test_a_declared_unit_is_read_in_place(place: Place) -> None:
    place.world.declare(Declare(name="first", text=TEXTS[0]))
    assert place.ask("anna-2") == [WHOLE * BLOCK]
    assert place.copied == []


def test_where_memory_is_saved_a_voted_one_is_too(tmp_path: Path) -> None:
    place = Place(tmp_path, memory="saved")
    place.vote()
    assert place.ask("anna-2") == [WHOLE * BLOCK]
    assert place.copied == []


def test_a_unit_that_is_gone_is_not_copied(place: Place) -> None:
    """The request was planned with it, waited, and finds its blocks in other hands."""
    world, scheduler = place.world, place.world.engine.scheduler
    world._send(Send(tenant="anna-2", prompt=PROMPT), None)
    assert len(scheduler._plans) == 1
    world._obey({"op": "withdraw-released", "unit": min(world._lives)})
    place.steps.clear()
    world.turn()
    assert place.copied == []
    assert world.transcript.entries[-1] == Seen(tenant="anna-2", cached=0)


def test_a_unit_that_is_used_goes_at_once_when_its_life_ends(place: Place) -> None:
    """Else who uses it would keep memory from the others."""
    free = place.world.engine.scheduler.kv_cache_manager.block_pool.get_num_free_blocks
    place.ask("anna-2", stays=True)
    before = free()
    place.world._obey({"op": "withdraw-released", "unit": min(place.world._lives)})
    assert free() == before + WHOLE


def test_who_would_exceed_what_a_step_copies_waits_for_the_next(place: Place) -> None:
    place.world.engine.scheduler._charging.most = 2 * WHOLE
    assert place.ask("anna-2", "ben-2", "cleo-2", "dora-2", "emil") == [WHOLE * BLOCK] * 5
    assert [len(step) for step in place.steps if step] == [2 * WHOLE, 2 * WHOLE, WHOLE]


def test_a_beginning_that_is_too_long_to_copy_is_computed_from_there_on(place: Place) -> None:
    place.world.engine.scheduler._charging.most = WHOLE - 1
    assert place.ask("anna-2") == [(WHOLE - 1) * BLOCK]
    assert place.ask("anna-2") == [(len(PROMPT) - 1) // BLOCK * BLOCK]


def test_what_a_step_copies_is_bounded_by_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charging, "COPY_BYTES", 1000)
    tensors = [SimpleNamespace(size=64_000)]
    assert charging._blocks_at_once(SimpleNamespace(num_blocks=640, kv_cache_tensors=tensors)) == 10
    assert charging._blocks_at_once(SimpleNamespace(num_blocks=2, kv_cache_tensors=tensors)) == 1
    assert charging._blocks_at_once(SimpleNamespace(num_blocks=640, kv_cache_tensors=[])) == 640
