"""Greedy answers are the same tokens in every mode as with plain vLLM: cold, hit, partial hit, declared, later turns.

The small model's answer is a digest of what stands in the KV cache: one wrong block changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from tests.conformance.calls import Reply, reusable
from tests.conformance.declared import FIRST, HOUSE, HOUSE_TEXT, SECOND, TOOLED, TOOLS, Message
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player
from tests.conformance.servers import World, start
from tests.conformance.table import MODES, THREE
from tests.conformance.texts import words

pytestmark = NEEDS_SERVER

Transcript = dict[str, Reply]


def _user(seed: str, count: int = 80) -> Message:
    return {"role": "user", "content": words(seed, count)}


def transcript(player: Player, tenant: str, neighbour: str) -> Transcript:
    """The conversation of `tenant`; `neighbour` asks the same in between, so that it could be hit by mistake."""
    asked: dict[str, tuple[list[Message], Mapping[str, object]]] = {
        "cold": ([_user("cold", 200)], {}),
        "hit": ([_user("cold", 200)], {}),
        "partial hit": ([{"role": "user", "content": words("cold", 200)[:500] + words("tail", 60)}], {}),
        "declared": ([HOUSE, _user("after house")], {}),
        "declared, other tail": ([HOUSE, _user("after house, otherwise")], {}),
        "declared with tools": ([TOOLED, _user("tools")], {"tools": TOOLS, "tool_choice": "none"}),
        "declared, first of two": ([FIRST, _user("another user")], {}),
        "declared, two messages deep": ([FIRST, *SECOND, _user("deep")], {}),
        "half of a declared prefix": ([{**HOUSE, "content": HOUSE["content"][:400]}, _user("half")], {}),
        "three answers": ([HOUSE, _user("three")], THREE),
        "long": ([HOUSE, _user("long", 900)], {}),
    }
    replies: Transcript = {}
    for name, (messages, fields) in asked.items():
        replies[name] = player.chat(tenant, messages, **{"max_tokens": 24, **fields})
        player.chat(neighbour, messages, **{"max_tokens": 24, **fields})
    replies["raw text"] = player.complete(tenant, HOUSE_TEXT + words("raw", 80), max_tokens=24)
    replies["token ids"] = player.complete(tenant, list(replies["declared"].prompt_ids), max_tokens=24)
    talk = [HOUSE, _user("talk")]
    for turn in range(4):
        reply = replies[f"turn {turn}"] = player.chat(tenant, talk, max_tokens=48)
        talk += [{"role": "assistant", "content": reply.text}, _user(f"turn {turn}", 30)]
    return replies


@cache
def plain(name: str = "plain") -> Transcript:
    """What plain vLLM answers."""
    with start(name) as world:
        return transcript(Player(world), "anybody", "anybody")


@on(*MODES, "fair")
def test_answers_are_those_of_plain_vllm(player: Player, world: World) -> None:
    compare(player, world, plain())


def compare(player: Player, world: World, expected: Transcript) -> None:
    """Hold a conversation, and compare it with the same one on plain vLLM."""
    found = transcript(player, world.newcomer(), world.newcomer())
    different = [name for name, reply in found.items() if reply.output_ids != expected[name].output_ids]
    assert not different
    assert found["cold"].cached == 0
    assert found["hit"].cached == reusable(found["hit"].prompt_tokens)
    assert 0 < (found["partial hit"].cached or 0) < reusable(found["partial hit"].prompt_tokens)
    if world.mode == "declared":
        assert found["declared"].cached == player.declared_tokens("house")
        assert found["declared, two messages deep"].cached == player.declared_tokens("second")


def test_the_comparison_can_fail() -> None:
    """Different prompts have different answers, and answers are not short."""
    differs(plain())


def differs(transcript: Transcript) -> None:
    """Check that the answers of plain vLLM would tell a difference."""
    answers = {name: reply.output_ids[0] for name, reply in transcript.items()}
    repeated = {"hit", "token ids"}
    kept = [ids for name, ids in answers.items() if name not in repeated]
    assert len(set(kept)) == len(kept)
    assert all(len(ids) >= 24 or name == "three answers" for name, ids in answers.items())
    assert answers["hit"] == answers["cold"]
    assert len(set(transcript["three answers"].output_ids)) == 1


@pytest.fixture(autouse=True, scope="module")
def _plain_first() -> None:
    """Plain vLLM runs and ends before the first of the other servers starts."""
    plain()
