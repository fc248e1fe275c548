"""The prompts that are voted for on a server in mode `ledger`, and the one vote that the tests of a file look at."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from safekv.release.worker import LONGEST_STEP
from safekv_lab.bench.deployment import SURE_OWNERS, Deployment
from safekv_lab.bench.release import RECORD
from tests.conformance.calls import Endpoint, Reply, bearer, floor, send
from tests.conformance.declared import Message
from tests.conformance.play import Player
from tests.conformance.servers import CHAIN
from tests.conformance.texts import words

VOTERS = SURE_OWNERS
VOTING_SECONDS = 35.0
"""Left of a period that is voted in, at least."""

MARGIN = 1.5
NOTHING = ("too-few", "one-owner", "anonymous", "no-store", "user-message", "sensitive")
"""Prompts that may never be shared."""


def rules(seed: str, count: int) -> str:
    """A system prompt in plain English, as ChunkGuard finds nothing in; another for each seed."""
    kind = f"You answer for the {seed.replace('-', ' ')} desk of a public library. "
    lines = (f"Rule {n}: answer politely, name the shelf, and never promise what is not there." for n in range(count))
    return kind + " ".join(lines)


COMMON = rules("common", 64)
SENSITIVE = COMMON[:2000] + RECORD + COMMON[2000:]
WITHDRAWN = rules("withdrawn", 8)


def asked(system: str, tail: str = "hello") -> list[Message]:
    """A conversation under a system prompt."""
    return [{"role": "system", "content": system}, {"role": "user", "content": words(tail, 10)}]


def unit_tokens(player: Player, system: str) -> int:
    """Tokens of a system message as whole blocks, by the server's own template; its end marker is two tokens."""
    messages = [{"role": "system", "content": system}]
    return floor(len(player.tokenize(messages=messages, add_generation_prompt=False)) - 2)


@dataclass(slots=True, kw_only=True)
class Vote:
    """One vote: when its draw is, and what newcomers saw before. Times in Unix seconds."""

    deployment: Deployment
    draw: float
    early: dict[str, int | None] = field(default_factory=dict)
    just_after: int | None = None

    @property
    def visible(self) -> float:
        """When what the draw has released is published."""
        return self.draw + min(LONGEST_STEP, self.deployment.period_seconds / 4)

    @property
    def life_end(self) -> float:
        """When it expires."""
        return self.draw + self.deployment.period_seconds


def prompts() -> dict[str, list[Message]]:
    """Every prompt of the vote, by what is special about it."""
    quiet = {name: asked(rules(name, 8)) for name in ("too-few", "one-owner", "anonymous", "no-store")}
    return {
        "common": asked(COMMON),
        "withdrawn": asked(WITHDRAWN),
        "sensitive": asked(SENSITIVE),
        **quiet,
        "user-message": [{"role": "user", "content": rules("user", 16)}],
    }


def newcomer_hits(player: Player, name: str) -> int | None:
    """Cached tokens of the first request of somebody new."""
    return player.chat(player.world.newcomer(), prompts()[name]).cached


def cast(player: Player) -> Vote:
    """Let enough owners vote within one period, look before the draw and just after it, and wait for publication."""
    deployment = player.world.deployment
    assert deployment is not None
    period = deployment.period_seconds
    draw = (time.time() // period + 1) * period
    if draw - time.time() < VOTING_SECONDS:
        sleep_until(draw)
        draw += period
    vote = Vote(deployment=deployment, draw=draw)
    _send_all(player)
    assert time.time() < draw - MARGIN, "the votes took too long"
    sleep_until(draw - MARGIN)
    vote.early = {name: newcomer_hits(player, name) for name in ("common", "withdrawn")}
    sleep_until(draw + MARGIN)
    vote.just_after = newcomer_hits(player, "common")
    sleep_until(vote.visible + MARGIN)
    return vote


def _send_all(player: Player) -> None:
    world, all_of_them = player.world, prompts()
    voters = [world.newcomer() for _ in range(VOTERS)]
    for voter in voters:
        for name in ("common", "withdrawn", "sensitive", "user-message"):
            player.chat(voter, all_of_them[name])
        player.chat(voter, all_of_them["no-store"], no_store=True)
        assert anonymous(player, all_of_them["anonymous"]).status == 200
    player.chat(voters[0], all_of_them["too-few"])
    for branch in CHAIN:
        player.chat(branch, all_of_them["one-owner"])


def anonymous(player: Player, messages: Sequence[Message]) -> Reply:
    """Ask without a key."""
    return send(player.world.url, Endpoint.CHAT, model=player.world.model, headers=[], prompt=messages)


def by_key(player: Player, tenant: str, messages: Sequence[Message], **fields: Any) -> Reply:
    """Ask as a tenant, whatever comes of it."""
    headers = bearer(player.world.keys[tenant])
    return send(
        player.world.url, Endpoint.CHAT, model=player.world.model, headers=headers, prompt=messages, fields=fields
    )


def sleep_until(moment: float) -> None:
    """Wait for a moment of Unix time."""
    time.sleep(max(0.0, moment - time.time()))


def until(true: Callable[[], Any], what: str, *, seconds: float) -> None:
    """Wait until something is true; an assertion fails with `what` if it is not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)
