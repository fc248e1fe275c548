"""What sharing saves, on vLLM's real scheduler: counted once, when a request is scheduled, not when it is planned."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

import pytest

pytest.importorskip("vllm")

from vllm.v1.request import RequestStatus

from safekv.config import Monitor
from safekv.ledger.selection import SURE
from tests.worlds import process
from tests.worlds.observed import Seen
from tests.worlds.place import MONITOR
from tests.worlds.trace import BLOCK, PERIOD_SECONDS, TEXTS, Declare, Send, prompt
from tests.worlds.world import World

pytestmark = pytest.mark.engine

SHARED = len(TEXTS[0]) // BLOCK * BLOCK
"""Tokens of the first text that can be shared."""
PROMPT = prompt(TEXTS[0], tuple(range(7000, 7020)))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The first text wins every draw, everything else none; nobody is restricted soon."""
    first = process.unit_id(TEXTS[0])
    played = World(tmp_path, toss=lambda unit, draw: 0 if unit == first else SURE - 1, monitor=Monitor(probes=32))
    played.begin(1)
    return played


def ask(world: World, tenant: str, text: tuple[int, ...] = PROMPT, **how: bool) -> None:
    world.burst([Send(tenant=tenant, prompt=text, **how)])


def use(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.status()["usage"]
    return found


def tokens(world: World) -> tuple[int, ...]:
    found = use(world)["prompt_tokens"]
    return tuple(found[source] for source in ("own", "declared", "released", "computed"))


def cached(world: World) -> int:
    """What the engine itself says, request by request."""
    return sum(entry.cached for entry in world.transcript.entries if isinstance(entry, Seen))


def test_a_repetition_is_its_own_and_a_declared_prefix_is_everybodys(world: World) -> None:
    size, whole = len(PROMPT), (len(PROMPT) - 1) // BLOCK * BLOCK
    assert tokens(world) == (0, 0, 0, 0)
    ask(world, "anna-1")
    assert tokens(world) == (0, 0, 0, size)
    ask(world, "anna-1")
    assert tokens(world) == (whole, 0, 0, 2 * size - whole)
    ask(world, "ben-1")
    assert tokens(world) == (whole, 0, 0, 3 * size - whole), "isolated: another tenant's is of no use"
    world.declare(Declare(name="support", text=TEXTS[0]))
    assert use(world)["declared"] == {"support": {"hits": 0, "tokens": 0}}
    assert use(world)["materialised_tokens"] == SHARED
    ask(world, "cleo-1")
    assert tokens(world) == (whole, SHARED, 0, 4 * size - whole - SHARED)
    assert use(world)["declared"] == {"support": {"hits": 1, "tokens": SHARED}}
    assert cached(world) == whole + SHARED
    assert use(world)["requests"]["private"] == 4


def test_a_released_unit_has_no_name(world: World) -> None:
    for tenant in ("anna-1", "ben-1", "cleo-1"):
        ask(world, tenant)
    world.wait(PERIOD_SECONDS / 2)
    assert world.status()["release"]["tally"]["releases"] == 1
    assert tokens(world)[2] == 0
    ask(world, "dora-1")
    assert tokens(world)[2] == SHARED
    assert use(world)["released"] == {"hits": 1, "tokens": SHARED}
    assert use(world)["declared"] == {}


def test_what_was_planned_but_not_to_be_had_is_computed(world: World) -> None:
    world.declare(Declare(name="support", text=TEXTS[0]))
    world.burst([Send(tenant="anna-1", prompt=PROMPT)], reset=True)  # planned, then the cache is reset
    assert world.transcript.counts["plans that a reset has taken back"] == 1
    assert tokens(world) == (0, 0, 0, len(PROMPT))
    ask(world, "ben-1")
    assert tokens(world)[1] == SHARED


def test_a_prefix_keeps_the_name_that_it_had_when_it_was_planned(world: World) -> None:
    world.declare(Declare(name="support", text=TEXTS[0]))
    ask(world, "anna-1")
    world.declare(Declare(name="support", text=TEXTS[0], withdraw=True))
    assert use(world)["declared"] == {}
    assert tokens(world)[1] == SHARED, "the sum stays"
    world.declare(Declare(name="desk", text=TEXTS[0]))
    ask(world, "ben-1")
    assert use(world)["declared"] == {"desk": {"hits": 1, "tokens": SHARED}}


def test_two_names_of_one_prefix_share_its_hits_out(world: World) -> None:
    for name in ("first", "second"):
        world.declare(Declare(name=name, text=TEXTS[0]))
    ask(world, "anna-1")
    assert {name: one["hits"] for name, one in use(world)["declared"].items()} == {"first": 1, "second": 0}
    world.declare(Declare(name="first", text=TEXTS[0], withdraw=True))
    ask(world, "ben-1")
    assert use(world)["declared"] == {"second": {"hits": 1, "tokens": SHARED}}


def test_a_request_that_is_preempted_and_resumed_counts_once(world: World) -> None:
    ask(world, "anna-1", stays=True)
    before = use(world)
    assert before["requests"]["private"] == 1
    world._incident("sleep")  # preempts what runs, and resumes it
    world.turn()
    assert max(request.num_preemptions for request in world._scheduler.requests.values()) == 1
    assert use(world)["requests"] == before["requests"]
    assert use(world)["prompt_tokens"] == before["prompt_tokens"]
    ask(world, "ben-1")
    assert use(world)["requests"]["private"] == 2, "others still count"


def test_a_request_that_leaves_before_it_is_scheduled_counts_nowhere_and_is_forgotten(world: World) -> None:
    world._send(Send(tenant="anna-1", prompt=PROMPT), "gone")
    world._scheduler.finish_requests(["gone"], RequestStatus.FINISHED_ABORTED)
    world._running.clear()
    assert sum(use(world)["requests"].values()) == 0
    assert world._scheduler._savings._waiting == {}
    ask(world, "anna-1")
    assert sum(use(world)["requests"].values()) == 1
    assert world._scheduler._savings._waiting == {}


def test_requests_that_are_not_stored_and_forged_ones_are_told_apart(world: World) -> None:
    ask(world, "anna-1", no_store=True)
    with mock.patch.object(world, "_salt", return_value="forged"):
        ask(world, "ben-1")
    found = use(world)["requests"]
    assert {kind: count for kind, count in found.items() if count} == {"no-store": 1, "unsealed": 1}


def test_a_restricted_tenant_shows_and_what_it_may_not_hit_is_computed(tmp_path: Path) -> None:
    world = World(tmp_path, monitor=MONITOR)
    world.begin(1)
    world.declare(Declare(name="support", text=TEXTS[0]))
    assert use(world)["restricted_tenants"] == 0
    for number in range(8):
        ask(world, "anna-1", prompt(TEXTS[0], tuple(range(6000 + 50 * number, 6020 + 50 * number))))
    assert use(world)["restricted_tenants"] == 1
    before = tokens(world)
    ask(world, "anna-1", prompt(TEXTS[0], tuple(range(8000, 8020))))
    assert tokens(world)[1] == before[1]
    ask(world, "ben-1")
    assert tokens(world)[1] == before[1] + SHARED
    world.wait(MONITOR.restriction_seconds + 1)
    assert use(world)["restricted_tenants"] == 0
