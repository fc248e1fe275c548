from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import pytest

from safekv.edge import asgi, shapes
from safekv.errors import CallerError

Message = MutableMapping[str, Any]


@pytest.mark.parametrize(
    ("status", "openai", "anthropic"),
    [
        (400, "invalid_request_error", "invalid_request_error"),
        (401, "authentication_error", "authentication_error"),
        (403, "permission_error", "permission_error"),
        (404, "not_found_error", "not_found_error"),
        (413, "request_too_large", "request_too_large"),
        (415, "invalid_request_error", "invalid_request_error"),
        (503, "server_error", "api_error"),
    ],
)
def test_an_error_names_its_kind_as_each_client_knows_it(status: int, openai: str, anthropic: str) -> None:
    for path, kind in (("/v1/chat/completions", openai), ("/v1/messages", anthropic)):
        sent: list[Message] = []

        async def send(message: Message, sent: list[Message] = sent) -> None:
            sent.append(message)

        asyncio.run(shapes.respond_error(send, CallerError("no", status=status), path))
        assert json.loads(sent[1]["body"])["error"]["type"] == kind


@pytest.mark.parametrize(("status", "challenged"), [(400, False), (401, True), (403, False), (404, False)])
def test_errors_look_as_openai_clients_expect_them(status: int, challenged: bool) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(shapes.respond_error(send, CallerError("no", status=status, param="p")))
    start, body = sent
    error = json.loads(body["body"])["error"]
    headers = dict(start["headers"])
    assert (start["status"], error["code"], error["param"], error["message"]) == (status, status, "p", "SafeKV: no")
    assert error["type"].endswith(("_error", "_large"))
    assert headers[b"content-length"] == str(len(body["body"])).encode()
    assert (headers.get(b"www-authenticate") == b"Bearer") is challenged


# ── the engine's errors under /v1/messages ───────────────────────────────────────────────────────


def through(*messages: Message) -> list[Message]:
    """What a client gets of what the engine sends."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def play() -> None:
        shaped: asgi.Send = shapes.reshaped(send)
        for message in messages:
            await shaped(message)

    asyncio.run(play())
    return sent


def start(status: int) -> Message:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"7"), (b"vary", b"Origin")]
    return {"type": "http.response.start", "status": status, "headers": headers}


def chunk(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        pytest.param(
            400,
            {"error": {"message": "no", "type": "Bad Request", "param": "body.max_tokens", "code": 400}},
            "invalid_request_error",
            id="a missing field, in OpenAI's shape",
        ),
        pytest.param(
            404,
            {"type": "error", "error": {"type": "NotFoundError", "message": "no"}},
            "not_found_error",
            id="own kind",
        ),
        pytest.param(500, {"error": {"message": "no"}}, "api_error", id="the engine's fault"),
    ],
)
def test_errors_of_the_engine_on_v1_messages_have_anthropics_shape(
    status: int, body: dict[str, Any], kind: str
) -> None:
    raw = json.dumps(body).encode()
    first, second = through(start(status), chunk(raw[:9], more=True), chunk(raw[9:]))
    assert json.loads(second["body"]) == {"type": "error", "error": {"type": kind, "message": "no"}}
    headers = dict(first["headers"])
    assert (first["status"], headers[b"vary"]) == (status, b"Origin")
    assert headers[b"content-length"] == str(len(second["body"])).encode()


@pytest.mark.parametrize("body", [b"Internal Server Error", b"[]", b'{"error": "no"}', b'{"detail": "x"}', b""])
def test_an_error_without_a_message_passes_as_it_is(body: bytes) -> None:
    assert through(start(500), chunk(body))[1]["body"] == body


def test_what_is_no_error_passes_as_it_comes() -> None:
    stream = [start(200), chunk(b'{"error": {"message": "x"}}', more=True), chunk(b"")]
    assert through(*stream) == stream
