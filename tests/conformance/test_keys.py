"""Keys that are rotated or erased while the server runs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.conformance.calls import Endpoint, Reply, bearer, reusable, send
from tests.conformance.marks import NEEDS_SERVER, on_every_mode
from tests.conformance.play import Player, question
from tests.conformance.servers import World

pytestmark = NEEDS_SERVER

SOON = 3.0
"""Seconds after which a change of the key file must count; it is looked at once a second."""


def safekv_keys(*arguments: str) -> str:
    command = [str(Path(sys.executable).parent / "safekv"), "keys", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.25)
    return True


@on_every_mode
def test_rotation_makes_own_blocks_unreachable(player: Player, world: World) -> None:
    tenant = world.newcomer()
    asked = question(f"rotation {world.name}")
    first = player.chat(tenant, asked)
    everything = reusable(first.prompt_tokens)
    shared = player.declared_tokens("house")
    assert player.chat(tenant, asked).cached == everything
    safekv_keys("rotate", tenant, "--file", str(world.key_file))
    if world.name == "share-all-unsafe":  # the control: nothing is keyed, so nothing is lost
        time.sleep(SOON)
        assert player.chat(tenant, asked).cached == everything
        return
    assert within(SOON, lambda: player.chat(tenant, asked).cached == shared)
    assert player.chat(tenant, asked).cached == everything  # under the new secrets


@on_every_mode
def test_an_erased_key_is_refused_and_its_blocks_are_gone(player: Player, world: World) -> None:
    tenant = world.newcomer()
    asked = question(f"erasure {world.name}")
    everything = reusable(player.chat(tenant, asked).prompt_tokens)
    safekv_keys("erase", tenant, "--file", str(world.key_file))

    replies: list[Reply] = []

    def accepted(key: str) -> bool:
        replies.append(send(world.url, Endpoint.CHAT, model=world.model, headers=bearer(key), prompt=asked))
        return replies[-1].status == 200

    assert within(SOON, lambda: not accepted(world.keys[tenant]))
    assert replies[-1].status == 401
    key = safekv_keys("add", tenant, "--file", str(world.key_file)).split()[-1]
    assert within(SOON, lambda: accepted(key))
    control = world.name == "share-all-unsafe"
    assert replies[-1].cached == (everything if control else player.declared_tokens("house"))


@on_every_mode
def test_a_new_key_of_a_tenant_reaches_the_tenants_blocks(player: Player, world: World) -> None:
    """Blocks belong to the tenant, not to its key: two keys of one tenant share, without a restart."""
    tenant = world.newcomer()
    asked = question(f"second key {world.name}")
    everything = reusable(player.chat(tenant, asked).prompt_tokens)
    key = safekv_keys("add", tenant, "--file", str(world.key_file)).split()[-1]

    def cached() -> int | None:
        return send(world.url, Endpoint.CHAT, model=world.model, headers=bearer(key), prompt=asked).cached

    assert within(SOON, lambda: cached() == everything)
