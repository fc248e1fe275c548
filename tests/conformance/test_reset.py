"""Cache reset, sleep and pause: what is private is gone, what is declared comes back, nobody's answer changes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conformance.calls import Reply, reusable
from tests.conformance.declared import HOUSE, Message
from tests.conformance.marks import NEEDS_SERVER, on, on_every_mode
from tests.conformance.play import Player, question
from tests.conformance.servers import World
from tests.conformance.texts import words

pytestmark = NEEDS_SERVER

NAPS = {
    "sleep-0": ("/sleep?level=0", "/wake_up"),
    "sleep-1": ("/sleep?level=1", "/wake_up"),
    "pause-abort": ("/pause?mode=abort", "/resume"),
    "pause-wait": ("/pause?mode=wait", "/resume"),
    "pause-keep": ("/pause?mode=keep", "/resume"),
    "pause-uncleared": ("/pause?mode=abort&clear_cache=false", "/resume"),
}
"""The CPU engine refuses --enable-sleep-mode, but takes these routes: its scheduler pauses, its memory stays."""

CLEARING = {"sleep-1", "pause-abort", "pause-wait", "pause-keep"}


def _working(player: Player) -> int:
    """Wait until everything declared is published (again); the tokens of the house rules."""
    return player.declared_tokens("house")


@on_every_mode
def test_after_a_reset_only_the_declared_prefix_is_there(player: Player, world: World) -> None:
    tenant, asked = world.newcomer(), question(f"reset {world.name}")
    everything = reusable(player.chat(tenant, asked).prompt_tokens)
    assert player.chat(tenant, asked).cached == everything
    assert player.operate("POST", "/reset_prefix_cache") == {"success": True}
    shared = _working(player)
    assert player.chat(world.newcomer(), asked).cached == shared
    assert player.chat(tenant, asked).cached == (everything if world.name == "share-all-unsafe" else shared)


@on("declared")
@pytest.mark.parametrize("nap", NAPS)
def test_after_a_nap_the_declared_prefix_is_back(player: Player, world: World, nap: str) -> None:
    down, up = NAPS[nap]
    tenant, asked = world.newcomer(), question(f"nap {nap}")
    everything = reusable(player.chat(tenant, asked).prompt_tokens)
    player.operate("POST", down)
    assert player.call("GET", "/health", None).status_code == 200
    player.operate("GET", "/safekv/status")  # answered even now
    player.operate("POST", up)
    shared = _working(player)
    assert player.chat(tenant, asked).cached == (shared if nap in CLEARING else everything)
    assert player.chat(world.newcomer(), asked).cached == shared


@on("declared")
def test_requests_wait_while_the_engine_sleeps(player: Player, world: World) -> None:
    asked = question("asked in its sleep")
    shared = _working(player)
    player.operate("POST", "/sleep?level=1")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(player.chat, world.newcomer(), asked)
        time.sleep(1)
        assert not waiting.done()
        player.operate("POST", "/wake_up")
        reply = waiting.result(timeout=60)
    assert reply.cached in (0, shared)
    _working(player)
    assert player.chat(world.newcomer(), asked).cached == shared


DISTURBANCES = {
    "reset": ["/reset_prefix_cache"],
    "forced-reset": ["/reset_prefix_cache?reset_running_requests=true"],
    "pause-keep": ["/pause?mode=keep", "/resume"],
    "sleep-keep": ["/sleep?level=1&mode=keep", "/wake_up"],
}


@pytest.mark.parametrize(
    ("world", "disturbance"),
    [*(("declared", each) for each in DISTURBANCES), ("isolate", "forced-reset"), ("share-all-unsafe", "forced-reset")],
    indirect=["world"],
)
def test_under_load(player: Player, world: World, disturbance: str) -> None:
    """While requests run, planned with the declared prefix: answers as ever, and nobody hits the others'."""
    talks: list[list[Message]] = [
        [HOUSE, {"role": "user", "content": words(f"{disturbance} {n}", 100)}] for n in range(4)
    ]
    alone = world.newcomer()
    expected = [player.chat(alone, talk, max_tokens=150).output_ids for talk in talks]
    tenants = [world.newcomer() for _ in talks]

    def ask(number: int) -> Reply:
        return player.chat(tenants[number], talks[number], max_tokens=150)

    with ThreadPoolExecutor(len(talks)) as pool:
        running = [pool.submit(ask, number) for number in range(len(talks))]
        answers = []
        for _ in range(3):
            time.sleep(0.2)
            answers += [player.operate("POST", path).get("success") for path in DISTURBANCES[disturbance]]
        found = [request.result(timeout=100).output_ids for request in running]
    assert found == expected
    assert disturbance != "forced-reset" or all(answers)
    shared = _working(player)
    probes = {player.chat(world.newcomer(), talk, max_tokens=2).cached for talk in talks}
    if world.name == "share-all-unsafe":
        assert max(cached or 0 for cached in probes) > 0  # the control
    else:
        assert probes == {shared}
    assert not player.operate("GET", "/safekv/status")["counts"].get("requests_without_valid_salt")


@on("declared")
def test_many_resets_leak_no_block(player: Player, world: World) -> None:
    """After any number of resets the longest prompt still fits beside the pinned blocks."""
    for _ in range(20):
        player.operate("POST", "/reset_prefix_cache")
    _working(player)
    longest = player.tokenize(prompt=words("longest", 2500))[:2000]
    assert player.complete(world.newcomer(), longest).status == 200
    blocks = {row["name"]: row["blocks"] for row in player.operate("GET", "/safekv/status")["declared"]}
    pinned = player.operate("GET", "/safekv/status")["pinned_blocks"]
    assert pinned == sum(blocks.values()) - blocks["first"]  # which `second` begins with, and is counted once
