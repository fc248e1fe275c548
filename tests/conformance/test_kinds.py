"""Kinds of models beside the dense one, on real servers: the table, the answers of plain vLLM, a vote.

With `make test`, some rows; with `make kinds` (SAFEKV_KINDS=all, or names of kinds with commas) every row in every
mode, which takes ten minutes for each kind. The small model's own suites are the same tests on full attention.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.conformance.calls import Endpoint, bearer, reusable, send
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player, question
from tests.conformance.servers import KEEPER, KINDS, NAMES, World
from tests.conformance.table import MODES, Case
from tests.conformance.table_fields import CASES
from tests.conformance.test_outputs import compare, differs, plain
from tests.conformance.test_table import play_and_check
from tests.conformance.voting import COMMON, NOTHING, WITHDRAWN, cast, newcomer_hits, unit_tokens

pytestmark = NEEDS_SERVER

NAMED = os.environ.get("SAFEKV_KINDS", "")
EVERYTHING = bool(NAMED)
WANTED = [kind for kind in KINDS if NAMED == "all" or kind in NAMED.split(",")]
QUICK_ROWS = ("chat-after-chat", "completions", "prompt-and-answer-as-prompt", "second-turn", "equal-salts")
QUICK_KINDS = ("windows",)

ROWS = [case for case in CASES if EVERYTHING or case.id in QUICK_ROWS]
PLACES = (
    [f"{kind}/{mode}" for kind in WANTED for mode in MODES]
    if EVERYTHING
    else [f"{kind}/declared" for kind in QUICK_KINDS]
)
ALL_ONLY = pytest.mark.skipif(not EVERYTHING, reason="takes minutes for each kind: make kinds")


@on(*PLACES)
@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"{case.dimension.replace(' ', '-')}:{case.id}")
def test_row(player: Player, world: World, case: Case) -> None:
    play_and_check(player, world, case)


def reference(world: World) -> str:
    """Plain vLLM with the same model. The multimodal one has the small model for its text, and so its answers."""
    kind = world.name.partition("/")[0]
    return "plain" if kind == "text-only" else f"{kind}/plain"


@ALL_ONLY
@on(*PLACES)
def test_answers_are_those_of_plain_vllm(player: Player, world: World) -> None:
    compare(player, world, plain(reference(world)))


@ALL_ONLY
@pytest.mark.parametrize("kind", WANTED)
def test_the_comparison_can_fail(kind: str) -> None:
    differs(plain("plain" if kind == "text-only" else f"{kind}/plain"))


@ALL_ONLY
@on(*(f"{kind}/ledger" for kind in WANTED))
def test_what_is_voted_for_is_released_and_hit(player: Player, world: World) -> None:
    vote = cast(player)
    assert vote.early == {"common": 0, "withdrawn": 0}
    assert newcomer_hits(player, "common") == unit_tokens(player, COMMON)
    assert newcomer_hits(player, "withdrawn") == unit_tokens(player, WITHDRAWN)
    for name in NOTHING:
        assert newcomer_hits(player, name) == 0, name


# ── flags ────────────────────────────────────────────────────────────────────────────────────────


@ALL_ONLY
@on("flags/declared")
@pytest.mark.parametrize("case", [case for case in CASES if case.id in QUICK_ROWS], ids=lambda case: str(case.id))
def test_row_under_many_flags(player: Player, world: World, case: Case) -> None:
    play_and_check(player, world, case)


@ALL_ONLY
@on("flags/declared")
def test_each_name_of_the_model_and_any_priority_share_the_tenants_scope(player: Player, world: World) -> None:
    tenant, asked = world.newcomer(), question("names and priorities")
    first = player.chat(tenant, asked)
    assert first.cached == player.declared_tokens("house")
    again = player.chat(tenant, asked, priority=5)
    assert again.cached == reusable(first.prompt_tokens)
    other_name = send(
        world.url,
        Endpoint.CHAT,
        model=NAMES[1],
        headers=bearer(world.keys[tenant]),
        prompt=asked,
        fields={"priority": -5},
    )
    assert other_name.cached == again.cached
    assert player.chat(world.newcomer(), asked).cached == player.declared_tokens("house")


# ── text only ────────────────────────────────────────────────────────────────────────────────────

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
IMAGES: dict[Endpoint, dict[str, Any]] = {
    Endpoint.CHAT: {"type": "image_url", "image_url": {"url": PIXEL}},
    Endpoint.RESPONSES: {"type": "input_image", "image_url": PIXEL, "detail": "auto"},
    Endpoint.MESSAGES: {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": PIXEL.partition(",")[2]},
    },
}


@ALL_ONLY
@on(*(place for place in PLACES if place == "text-only/declared"))
@pytest.mark.parametrize("at", IMAGES, ids=lambda at: at.name.lower())
def test_an_image_is_refused_and_text_beside_it_is_not(player: Player, world: World, at: Endpoint) -> None:
    tenant = world.newcomer()

    def ask(*more: dict[str, Any]) -> Any:
        text = {"type": "input_text" if at is Endpoint.RESPONSES else "text", "text": "What is this?"}
        prompt = [*question("image")[:1], {"role": "user", "content": [text, *more]}]
        return send(world.url, at, model=world.model, headers=bearer(world.keys[tenant]), prompt=prompt, fields={})

    refused = ask(IMAGES[at])
    assert refused.status == 400, refused.body
    assert "image" in refused.body
    with_uuid = ask({**IMAGES[at], "uuid": "somebody's"})
    assert with_uuid.status == 400, with_uuid.body
    assert ask().status == 200


@pytest.fixture(autouse=True, scope="module")
def _plain_first() -> None:
    """Plain vLLM runs and ends before the others, where it has not already."""
    if EVERYTHING:
        KEEPER.stop()
        for kind in WANTED:
            plain("plain" if kind == "text-only" else f"{kind}/plain")
