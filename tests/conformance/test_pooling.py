"""Embeddings, pooling, scoring and reranking; their answers do not tell what was cached, the engine's counter does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.calls import floor
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player
from tests.conformance.servers import World
from tests.conformance.texts import words

pytestmark = NEEDS_SERVER


def bodies(seed: str) -> dict[str, dict[str, Any]]:
    text = words(seed, 150)
    return {
        "/v1/embeddings": {"input": text},
        "/pooling": {"input": text},
        "/score": {"text_1": text, "text_2": words(seed + " two", 100)},
        "/rerank": {"query": text, "documents": [words(seed + " two", 100)]},
    }


@on("pooling-share-all-unsafe", "pooling-declared")
@pytest.mark.parametrize(("path", "salt"), [*((path, None) for path in bodies("")), ("/pooling", "our-common-salt")])
def test_pooling_routes_are_isolated(player: Player, world: World, path: str, salt: str | None) -> None:
    victim, other = world.newcomer(), world.newcomer()
    body = {"model": world.model, **bodies(f"{path} {salt} {world.name}")[path]}
    if salt:
        body["cache_salt"] = salt

    def hits(tenant: str) -> int:
        before = player.metric("vllm:prefix_cache_hits_total")
        response = player.call("POST", path, tenant, json=body)
        assert response.status_code == 200, response.text
        return int(player.metric("vllm:prefix_cache_hits_total") - before)

    assert hits(victim) == 0
    probe, own = hits(other), hits(victim)
    assert own > 0
    assert own == floor(own)
    assert probe == (own if world.name.endswith("unsafe") else 0)


@on("pooling-declared")
def test_a_declaration_does_not_kill_a_pooling_server(player: Player, world: World) -> None:
    """A prefix is computed by a generating request; a pooling engine cannot run one. Refused, or it works."""
    declaration = {"name": "late", "text": words("late", 100)}
    answer = player.call("POST", "/safekv/declared", "operator", json=declaration)
    assert answer.status_code in (201, 409), answer.text
    assert player.call("GET", "/health", None).status_code == 200
    body = {"model": world.model, "input": words("after the declaration", 50)}
    assert player.call("POST", "/v1/embeddings", world.newcomer(), json=body).status_code == 200
