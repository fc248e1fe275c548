"""A tenant floods the server: with the cache divided the others lose nothing, and without they do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.conformance.calls import Reply, floor
from tests.conformance.declared import HOUSE, Message
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player
from tests.conformance.servers import SHARERS, World
from tests.conformance.texts import words

pytestmark = NEEDS_SERVER

*QUIET, FLOODER = SHARERS
FLOOD, AT_ONCE = 40, 4
"""Prompts of some 1,400 tokens, all different: about three times what the divided caches hold."""


def _user(seed: str, count: int) -> Message:
    return {"role": "user", "content": words(seed, count)}


@on("declared", "fair", "strict")
def test_who_floods_takes_nothing_from_others_if_the_cache_is_divided(player: Player, world: World) -> None:
    talks = {name: [HOUSE, _user(f"{name} {world.name}", 300)] for name in QUIET}
    first = {name: player.chat(name, talk, max_tokens=40) for name, talk in talks.items()}

    def flood(number: int) -> Reply:
        return player.chat(FLOODER, [_user(f"flood {number}", 900)])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = list(pool.map(flood, range(FLOOD)))
    assert all(reply.cached == 0 for reply in sent)

    shared, lost = player.declared_tokens("house"), []
    for name, talk in talks.items():
        answer: Message = {"role": "assistant", "content": first[name].text}
        reply = player.chat(name, [*talk, answer, _user("what next?", 20)])
        assert reply.cached is not None
        assert reply.cached >= shared > 0
        lost.append(floor(first[name].prompt_tokens) - reply.cached)
    if world.name == "declared":
        assert max(lost) > 0, "nobody lost anything in a cache for all: the flood was too small to show anything"
    else:
        assert max(lost) <= 0


@on("fair", "strict")
def test_the_status_says_how_the_cache_is_divided(player: Player, world: World) -> None:
    cache = player.operate("GET", "/safekv/status")["cache"]
    assert cache["partition"] == world.name
    assert cache["blocks"] >= cache["live"] + cache["idle"]
