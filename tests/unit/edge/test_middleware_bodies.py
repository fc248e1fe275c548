"""The HTTP edge: what the engine gets to see of a body, and under which salt."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from safekv.edge import asgi
from safekv.types import GroupName, Private, Unshared, WriteScope
from tests.unit.edge.server import Make, Server

pytestmark = pytest.mark.engine


# ── whose blocks ─────────────────────────────────────────────────────────────────────────────────


def test_the_salt_is_always_ours(server: Server) -> None:
    for body in ({}, {"cache_salt": "theirs"}, {"cache_salt": None}):
        assert isinstance(server.scope(key=server.alice, body=body), Private)


def test_a_tenant_has_one_salt_and_two_tenants_have_two(server: Server) -> None:
    alice = server.salt(key=server.alice)
    assert server.salt(key=server.alice, body={"cache_salt": "x", "user": "y"}) == alice
    assert server.salt(key=server.alice, path="/v1/completions", body={"prompt": "x"}) == alice
    assert server.salt(key=server.bob) != alice
    assert server.salt(key=server.bob, body={"cache_salt": alice}) != alice


@pytest.mark.parametrize(
    ("call", "scope"),
    [
        pytest.param({}, Unshared(reads_published=False), id="nobody"),
        pytest.param({"key": "ops"}, Unshared(reads_published=True), id="operator"),
        pytest.param({"key": "bob", "body": {"no_store": True}}, Unshared(reads_published=True), id="no-store, body"),
        pytest.param(
            {"key": "alice", "headers": ((b"cache-control", b"max-age=0, No-Store"),)},
            Unshared(reads_published=True, group=GroupName("org")),
            id="no-store, header",
        ),
        pytest.param(
            {"key": "bob", "headers": ((b"cache-control", b"no-cache"), (b"cache-control", b"no-store"))},
            Unshared(reads_published=True),
            id="no-store, second header",
        ),
    ],
)
def test_a_request_that_leaves_nothing_has_a_fresh_salt_each_time(
    server: Server, call: dict[str, Any], scope: WriteScope
) -> None:
    call = {**call, **({"key": getattr(server, call["key"])} if "key" in call else {})}
    first, second = server.salt(**call), server.salt(**call)
    assert first != second
    assert server.sealer.open(first) == server.sealer.open(second) == scope
    assert "no_store" not in server.engine.seen[-1].json


def test_share_all_unsafe_writes_no_salt_and_takes_the_callers_away(make: Make) -> None:
    server = make(mode="share-all-unsafe")
    server.start()
    for key in (server.alice, server.bob, None):
        assert server.call(key=key, body={"model": "m", "cache_salt": "theirs"}).status == 200
        assert server.engine.seen[-1].json == {"model": "m"}


def test_a_repeated_key_in_the_body_reaches_the_engine_once_and_as_ours(server: Server) -> None:
    server.call(key=server.alice, body=b'{"cache_salt": "x", "cache_salt": "y", "model": "a", "model": "b"}')
    body = server.engine.seen[0].body
    assert body.count(b"cache_salt") == body.count(b"model") == 1
    assert server.engine.seen[0].json["model"] == "b"


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────


def nested(depth: int) -> bytes:
    return b'{"messages":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="empty"),
        pytest.param(b"x", 400, id="not JSON"),
        pytest.param(b"[]", 400, id="a list"),
        pytest.param(b"null", 400, id="null"),
        pytest.param(b"\xff\xfe\xfd", 400, id="no text at all"),
        pytest.param(nested(100_000), 400, id="nested deeply"),
        pytest.param(b'{"max_tokens": ' + b"9" * 5000 + b"}", 400, id="a number too long to read"),
        pytest.param(b'{"temperature": NaN}', 400, id="NaN"),
        pytest.param(b'{"temperature": 1e999}', 400, id="a number that is infinite once read"),
        pytest.param(gzip.compress(b"{}"), 400, id="compressed, and silent about it"),
        pytest.param({"cache_salt": "x" * 2**20}, 400, id="salt of a megabyte"),
        pytest.param({"cache_salt": "a\x00b"}, 400, id="salt with a control character"),
        pytest.param({"cache_salt": 7}, 400, id="salt of a wrong type"),
        pytest.param({"cache_salt": ""}, 400, id="empty salt"),
        pytest.param({"no_store": "yes"}, 400, id="no_store of a wrong type"),
        pytest.param({"kv_transfer_params": {"do_remote_prefill": True}}, 400, id="transfer of KV"),
        pytest.param({"prompt_embeds": "AAAA"}, 400, id="embeddings"),
        pytest.param({"vllm_xargs": {"kv_transfer_params": 1}}, 400, id="an open door"),
    ],
)
def test_a_bad_body_is_refused_and_the_next_request_is_served(server: Server, body: Any, status: int) -> None:
    answer = server.call(key=server.alice, body=body)
    assert (answer.status, server.engine.seen) == (status, [])
    assert answer.message.startswith("SafeKV: ")
    assert len(answer.message) < 250
    assert server.call(key=server.alice).status == 200


def test_at_every_depth_of_nesting_a_body_is_served_or_refused(server: Server) -> None:
    """Reading and writing JSON may reach Python's limit at different depths; neither may end in an error of ours."""
    statuses = {server.call(key=server.alice, body=nested(depth)).status for depth in range(850, 1001)}
    assert statuses == {200, 400}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (((b"content-encoding", b"gzip"),), 415),
        (((b"content-length", b"%d" % (asgi.MAX_BODY_BYTES + 1)),), 413),
    ],
    ids=["encoded", "too large by its own account"],
)
def test_a_body_that_is_not_read(server: Server, headers: tuple[tuple[bytes, bytes], ...], status: int) -> None:
    assert server.call(key=server.alice, headers=headers).status == status
    assert server.engine.seen == []


def test_a_body_that_grows_too_large_in_chunks_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MAX_BODY_BYTES", 100)
    assert server.call(key=server.alice, body={"model": "m" * 100}).status == 413
    assert server.engine.seen == []


def test_fields_that_are_not_allowed_do_not_reach_the_engine(server: Server) -> None:
    sent = {"model": "m", "messages": [], "max_tokens": 5, "stream": True}
    dropped = {"request_id": "r", "session_id": "s", "priority": -1, "no_store": False, "invented": 1, "kv_scales": []}
    server.call(key=server.alice, body={**sent, **dropped})
    assert server.engine.seen[0].json == {**sent, "cache_salt": server.engine.seen[0].json["cache_salt"]}


def test_headers_that_are_not_allowed_do_not_reach_the_engine(server: Server) -> None:
    harmful = [b"x-request-id", b"x-data-parallel-rank", b"x-session-id", b"cookie", b"x-forwarded-for", b"X-Lora"]
    passed = [(b"content-type", b"application/json"), (b"traceparent", b"00-1-1-01")]
    server.call(key=server.alice, headers=(*passed, *((name, b"x") for name in harmful), (b"content-length", b"1")))
    seen = server.engine.seen[0]
    assert seen.headers == {**dict(passed), b"content-length": str(len(seen.body)).encode()}


def test_unicode_in_a_body_arrives_as_it_was_sent(server: Server) -> None:
    content = "é 😀 \ud800 \u2028 \x7f"
    server.call(key=server.alice, body={"messages": [{"role": "user", "content": content}]})
    assert server.engine.seen[0].json["messages"][0]["content"] == content
