"""The engine never dies from a request, and nobody waits for ever."""

from __future__ import annotations

import json
import random
from typing import Any

import httpx
import pytest

from tests.conformance.calls import Endpoint, bearer
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player, question
from tests.conformance.servers import World

pytestmark = NEEDS_SERVER

ROUTES = ("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages", "/tokenize", "/detokenize")
OTHER_ROUTES = ("/v1/messages/count_tokens", "/v1/embeddings", "/pooling", "/score", "/rerank", "/classify")

RAW_BODIES: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"text"',
    "number": b"1",
    "cut": b'{"messages": [',
    "not-utf-8": b'{"prompt": "\xff\xfe"}',
    "surrogate": b'{"prompt": "\\ud800"}',
    "nan": b'{"prompt": "a", "temperature": NaN}',
    "deep": b'{"messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep-objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "long-number": b'{"max_tokens": ' + b"9" * 5_000 + b"}",
    "repeated-key": b'{"cache_salt": "a", "cache_salt": "b", "prompt": "x"}',
    "form": b"prompt=hello&max_tokens=3",
}

MAY_PASS = {"repeated-key", "surrogate", "long-number", "nan"}
"""Bodies that some routes can make sense of."""

SALTS: dict[str, Any] = {
    "1-MB": "s" * 2**20,
    "129": "s" * 129,
    "empty": "",
    "control": "a\x00b",
    "newline": "a\nb",
    "number": 5,
    "list": ["a"],
    "object": {"a": 1},
    "surrogate": "\ud800",
    "true": True,
}

VALUES: list[Any] = [None, -1, 0, 2**70, 1e308, "x", "", "\ud800", [], {}, [[]], [None], [-1], [2**40], True, ["\x00"]]


@on("declared")
@pytest.mark.parametrize("route", [*ROUTES, *OTHER_ROUTES])
def test_malformed_bodies(player: Player, world: World, route: str) -> None:
    tenant = world.newcomer()
    for name, body in RAW_BODIES.items():
        answer = player.call("POST", route, tenant, content=body, **_JSON)
        assert 400 <= answer.status_code < 500 or (answer.status_code == 200 and name in MAY_PASS), (
            f"{name}: {answer.status_code} {answer.text[:300]}"
        )
    alive(player, world)


_JSON = {"headers": {"Content-Type": "application/json"}}


@on("declared")
@pytest.mark.parametrize("route", ROUTES[:4])
@pytest.mark.parametrize("salt", SALTS)
def test_odd_salts(player: Player, world: World, route: str, salt: str) -> None:
    body = {"model": world.model, "cache_salt": SALTS[salt], **_body(route), "max_tokens": 2}
    answer = player.call("POST", route, world.newcomer(), content=json.dumps(body).encode(), **_JSON)
    assert answer.status_code == 400, answer.text[:300]
    assert "cache_salt" in answer.json()["error"]["message"]


def _body(route: str) -> dict[str, Any]:
    text = "hello there"
    if route.endswith("/responses"):
        return {"input": text, "max_output_tokens": 2}
    if route == "/detokenize":
        return {"tokens": [5, 6]}
    if route in ("/v1/completions", "/tokenize"):
        return {"prompt": text, "max_tokens": 2}
    return {"messages": [{"role": "user", "content": text}], "max_tokens": 2}


@on("declared")
@pytest.mark.parametrize("route", ROUTES[:4])
def test_odd_fields(player: Player, world: World, route: str) -> None:
    """Every field that passes the edge, with values of every wrong kind, drawn by a fixed seed."""
    from safekv.edge.routes import load_routes

    rng = random.Random(route)
    tenant = world.newcomer()
    fields = sorted(load_routes()["POST", route].fields - {"model", "stream_options"})
    broken = []
    for name in fields:
        for value in rng.sample(VALUES, 1):
            body = json.dumps({"model": world.model, **_body(route), name: value})
            answer = player.call("POST", route, tenant, content=body.encode(), **_JSON)
            if answer.status_code >= 500:
                broken.append((name, value, answer.status_code, answer.text[:120]))
    alive(player, world)
    assert not [case for case in broken if case[2] != 500], broken
    assert len(broken) < len(fields) / 4, broken  # the engine's own handlers are not all careful; it lives


@on("declared")
def test_oversized_and_encoded_bodies(player: Player, world: World) -> None:
    tenant = world.newcomer()
    large = json.dumps({"prompt": "x" * (33 * 2**20)}).encode()
    assert player.call("POST", Endpoint.COMPLETIONS, tenant, content=large).status_code == 413
    assert player.call("POST", Endpoint.COMPLETIONS, tenant, content=iter([large])).status_code == 413
    key = bearer(world.keys[tenant])
    zipped = httpx.post(
        world.url + Endpoint.COMPLETIONS,
        headers=[*key, ("Content-Encoding", "gzip")],
        content=b"\x1f\x8b",
        trust_env=False,
    )
    assert zipped.status_code == 415
    alive(player, world)


@on("declared")
def test_clients_that_go_away(player: Player, world: World) -> None:
    """In the middle of a stream and before the first token; nothing keeps running for them."""
    tenant = world.newcomer()
    body = {"model": world.model, "messages": question("gone"), "max_tokens": 1500, "ignore_eos": True, "stream": True}
    for lines in (0, 1, 5):
        with httpx.stream(
            "POST", world.url + Endpoint.CHAT, json=body, headers=bearer(world.keys[tenant]), trust_env=False
        ) as response:
            stream = response.iter_lines()
            for _ in range(lines):
                next(stream)
    assert player.metric("vllm:num_requests_running") == 0
    alive(player, world)


def alive(player: Player, world: World) -> None:
    """The server is healthy, answers, and still shares what is declared."""
    assert player.call("GET", "/health", None).status_code == 200
    reply = player.chat(world.newcomer(), question("alive"))
    assert reply.cached == player.declared_tokens("house")
