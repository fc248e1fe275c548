"""Declared prefixes: every tenant hits them from its first request on, as whole units and nothing else.

Each row is asked by a warm-up tenant (`warm`) and then by a tenant that has never asked anything (`probe`). In mode
`declared` the newcomer gets what is declared; in `isolate` nothing; in `share-all-unsafe`, the control, whatever
the two prompts have in common, so that each 0 below is the 0 of a prompt that could have hit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.conformance.calls import Reply, floor, reusable
from tests.conformance.declared import CLUB, FIRST, HOUSE, HOUSE_TEXT, MEMBERS, SECOND, TOOLED, TOOLS, Message
from tests.conformance.marks import NEEDS_SERVER, on, on_every_mode
from tests.conformance.play import Player
from tests.conformance.servers import World
from tests.conformance.texts import words

pytestmark = NEEDS_SERVER


def _ask(*head: Message, tail: str = "what next") -> list[Message]:
    return [*head, {"role": "user", "content": words(tail, 60)}]


_CHANGED = {**HOUSE, "content": HOUSE["content"].replace("Note ", "Nota ", 1)}
_HALF = {**SECOND[0], "content": SECOND[0]["content"][:300]}
_LATER = {**HOUSE, "content": f"{HOUSE['content'][:500]} X {HOUSE['content'][500:]}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is asked, and which declared prefix a newcomer hits in it (None: not a token)."""

    id: str
    prompt: list[Message] | str
    declared: str | None
    fields: dict[str, Any] = field(default_factory=dict)


_WITH_TOOLS = {"tools": TOOLS, "tool_choice": "none"}

ROWS = [
    Row(id="whole", prompt=_ask(HOUSE), declared="house"),
    Row(
        id="streamed",
        prompt=_ask(HOUSE),
        declared="house",
        fields={"stream": True, "stream_options": {"include_usage": True}},
    ),
    Row(id="no-store", prompt=_ask(HOUSE, tail="unstored"), declared="house", fields={"no_store": True}),
    Row(id="other-continuation", prompt=[HOUSE, {"role": "assistant", "content": words("a", 60)}], declared="house"),
    Row(id="raw-text", prompt=HOUSE_TEXT + words("raw tail", 60), declared="house-text"),
    Row(id="with-tools", prompt=_ask(TOOLED), declared="tooled", fields=_WITH_TOOLS),
    Row(id="tools-missing", prompt=_ask(TOOLED), declared=None),
    Row(id="one-tool-less", prompt=_ask(TOOLED), declared=None, fields={**_WITH_TOOLS, "tools": TOOLS[:1]}),
    Row(id="tools-swapped", prompt=_ask(TOOLED), declared=None, fields={**_WITH_TOOLS, "tools": TOOLS[::-1]}),
    Row(id="first-of-two", prompt=_ask(FIRST), declared="first"),
    Row(id="both-of-two", prompt=_ask(FIRST, *SECOND), declared="second"),
    Row(id="half-of-the-second", prompt=_ask(FIRST, _HALF, SECOND[1]), declared="first"),
    Row(id="half", prompt=_ask({**HOUSE, "content": HOUSE["content"][:500]}), declared=None),
    Row(id="half-raw", prompt=HOUSE_TEXT[:500], declared=None),
    Row(id="early-token-changed", prompt=_ask(_CHANGED), declared=None),
    Row(id="later-token-added", prompt=_ask(_LATER), declared=None),
    Row(id="as-user-message", prompt=[{**HOUSE, "role": "user"}], declared=None),
    Row(id="not-at-the-start", prompt=_ask({"role": "user", "content": "Hi."}, HOUSE), declared=None),
    Row(id="group-prefix-for-others", prompt=_ask(CLUB), declared=None),
]


def _send(player: Player, tenant: str, row: Row) -> Reply:
    send = player.complete if isinstance(row.prompt, str) else player.chat
    return send(tenant, row.prompt, **row.fields)  # type: ignore[arg-type]


@on_every_mode
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_first_request_of_a_newcomer(player: Player, world: World, row: Row) -> None:
    warm = _send(player, world.newcomer(), row)
    probe = _send(player, world.newcomer(), row)
    if world.name == "share-all-unsafe":
        assert probe.cached == reusable(probe.prompt_tokens) > 0
        return
    shared = player.declared_tokens(row.declared) if row.declared else 0
    assert (warm.cached, probe.cached) == (shared, shared)


@on("declared")
@pytest.mark.parametrize(
    ("name", "head", "tools"),
    [
        ("house", [HOUSE], None),
        ("tooled", [TOOLED], TOOLS),
        ("first", [FIRST], None),
        ("second", [FIRST, *SECOND], None),
    ],
)
def test_a_whole_prefix_is_shared(
    player: Player, name: str, head: list[Message], tools: list[dict[str, Any]] | None
) -> None:
    """The declared tokens are the rendered messages rounded down to a block, counted here by ourselves."""
    extra = {"tools": tools} if tools else {}
    rendered = player.tokenize(messages=head, add_generation_prompt=False, **extra)
    opened = player.tokenize(messages=_ask(*head), add_generation_prompt=False, **extra)
    assert opened[: len(rendered)] == rendered
    assert player.declared_tokens(name) in {floor(len(rendered)), floor(len(rendered) + 3)}  # 3: the next role's header
    assert player.declared_tokens(name) > 0


@on("declared")
@pytest.mark.parametrize("more", [-1, 0, 1, 31, 32, 33])
def test_prompts_that_end_about_where_the_prefix_ends(player: Player, world: World, more: int) -> None:
    """The engine computes the last token itself, so a prompt of exactly the prefix misses its last block."""
    shared = player.declared_tokens("house")
    tokens = player.tokenize(messages=_ask(HOUSE), add_generation_prompt=False)[: shared + more]
    for _ in range(2):
        cached = player.complete(world.newcomer(), tokens).cached
        assert cached == (0 if more < 0 else min(shared, reusable(shared + more)))
    assert player.chat(world.newcomer(), _ask(HOUSE)).cached == shared  # and nobody has spoilt it


@on_every_mode
def test_a_groups_prefix_is_for_its_members(player: Player, world: World) -> None:
    asked = [_ask(CLUB, tail=f"{world.name} {number}") for number in range(4)]
    outsider = player.chat(world.newcomer(), asked[0])
    members = [player.chat(name, ask) for name, ask in zip(MEMBERS, asked[1:], strict=False)]
    again = player.chat(world.newcomer(), asked[3])
    shared = player.declared_tokens("club")
    if world.name == "share-all-unsafe":
        assert min(reply.cached or 0 for reply in (*members, again)) > 0
        return
    assert [reply.cached for reply in members] == [shared, shared]
    assert (outsider.cached, again.cached) == (0, 0)
    assert (shared > 0) == (world.name == "declared")


@on("declared")
def test_members_of_a_group_share_nothing_else(player: Player) -> None:
    asked = _ask(CLUB, tail="private talk of members")
    first, second = (player.chat(name, asked) for name in MEMBERS)
    shared, opening = player.declared_tokens("club"), player.tokenize(messages=[CLUB], add_generation_prompt=False)
    own = floor(len(opening) + 3)  # with the next role's header, which a member's earlier conversation has in its cache
    assert {first.cached, second.cached} <= {shared, own}
    assert player.chat(MEMBERS[0], asked).cached == reusable(first.prompt_tokens)
