from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from safekv.edge import asgi
from safekv.errors import CallerError

Message = MutableMapping[str, Any]


def receiver(*messages: Message) -> asgi.Receive:
    pending = list(messages)

    async def receive() -> Message:
        return pending.pop(0)

    return receive


def chunk(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


GONE: Message = {"type": "http.disconnect"}


def read(*messages: Message, headers: list[tuple[bytes, bytes]] | None = None) -> bytes:
    return asyncio.run(asgi.read_body(headers or [], receiver(*messages)))


def test_a_body_is_read_whole() -> None:
    assert read(chunk(b"ab", more=True), chunk(b"", more=True), chunk(b"c")) == b"abc"
    assert read({"type": "http.request"}) == b""


@pytest.mark.parametrize("value", [b"identity", b" Identity ", b"identity, identity"])
def test_a_body_that_is_not_encoded_may_say_so(value: bytes) -> None:
    assert read(chunk(b"x"), headers=[(b"content-encoding", value)]) == b"x"


@pytest.mark.parametrize(
    ("messages", "headers", "status"),
    [
        pytest.param([chunk(b"")], [(b"content-encoding", b"gzip")], 415, id="encoded"),
        pytest.param([chunk(b"")], [(b"content-encoding", b"")], 415, id="encoded in no way that has a name"),
        pytest.param(
            [chunk(b"")],
            [(b"content-encoding", b"gzip"), (b"content-encoding", b"identity")],
            415,
            id="encoded, by the first of two headers",
        ),
        pytest.param(
            [chunk(b"")],
            [(b"content-encoding", b"identity"), (b"content-encoding", b"gzip")],
            415,
            id="encoded, by the second of two headers",
        ),
        pytest.param([chunk(b"")], [(b"content-encoding", b"identity, br")], 415, id="encoded, by one of a list"),
        pytest.param([chunk(b"")], [(b"Content-Encoding", b"gzip")], 415, id="encoded, in capitals"),
        pytest.param(
            [], [(b"content-length", b"11"), (b"content-length", b"1")], 400, id="two lengths, the last one small"
        ),
        pytest.param([], [(b"content-length", b"11"), (b"content-length", b"11")], 413, id="too large, said twice"),
        pytest.param([], [(b"content-length", b"11")], 413, id="too large, before a byte is read"),
        pytest.param([], [(b"content-length", b"9" * 5000)], 413, id="too large to be a number"),
        pytest.param([chunk(b"x" * 6, more=True), chunk(b"x" * 5, more=True)], [], 413, id="too large, in chunks"),
        pytest.param([chunk(b"x" * 11)], [(b"content-length", b"1")], 413, id="larger than it said"),
        pytest.param([chunk(b"x" * 11)], [(b"content-length", b"-1")], 413, id="a length that is none"),
        pytest.param([chunk(b"x", more=True), GONE], [], 499, id="the client goes away"),
    ],
)
def test_a_body_that_is_refused(
    monkeypatch: pytest.MonkeyPatch, messages: list[Message], headers: list[tuple[bytes, bytes]], status: int
) -> None:
    monkeypatch.setattr(asgi, "MAX_BODY_BYTES", 10)
    with pytest.raises(CallerError) as refused:
        read(*messages, headers=headers)
    assert refused.value.status == status


def test_a_body_of_exactly_the_limit_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MAX_BODY_BYTES", 10)
    assert len(read(chunk(b"x" * 10), headers=[(b"content-length", b"10")])) == 10


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="broken off"),
        pytest.param(b"{'a': 1}", id="quotes of Python"),
        pytest.param(b'{"a": 1} x', id="something behind"),
        pytest.param(b"\xff", id="not UTF-8"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", id="a number too long to read"),
        pytest.param(b'{"a":' * 100_000, id="nested deeply"),
        pytest.param(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", id="nested deeply, and closed"),
        pytest.param(b'{"a": NaN}', id="NaN, which JSON has not"),
        pytest.param(b'{"a": -Infinity}', id="infinity, which JSON has not"),
    ],
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(CallerError, match="not valid JSON"):
        asgi.parse_object(body)


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"1", b"[{}]"])
def test_json_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(CallerError, match="must be a JSON object"):
        asgi.parse_object(body)


def test_of_repeated_keys_the_engine_sees_the_one_that_was_checked() -> None:
    assert asgi.parse_object(b'{"cache_salt": "x", "cache_salt": "y"}') == {"cache_salt": "y"}


def test_a_json_object_in_another_unicode_encoding_is_the_same_object() -> None:
    assert asgi.parse_object('{"a": "é"}'.encode("utf-16")) == {"a": "é"}


HARMFUL = [
    b"x-request-id",
    b"x-correlation-id",
    b"x-session-id",
    b"x-data-parallel-rank",
    b"x-lora-adapter",
    b"authorization",
    b"x-api-key",
    b"x-safekv-tenant",
    b"x-safekv-proxy-secret",
    b"x-forwarded-for",
    b"cookie",
    b"content-encoding",
    b"transfer-encoding",
    b"x-anything",
]


@pytest.mark.parametrize("name", HARMFUL, ids=bytes.decode)
def test_a_header_that_is_not_allowed_never_reaches_the_engine(name: bytes) -> None:
    for spelling in (name, name.title(), name.upper()):
        assert asgi.passed_headers([(spelling, b"x")], 0) == [(b"content-length", b"0")]


def test_allowed_headers_pass_with_the_length_of_our_body() -> None:
    sent = [(b"content-length", b"999"), (b"content-type", b"application/json"), (b"Accept", b"*/*")]
    assert asgi.passed_headers(sent, 5) == [
        (b"content-type", b"application/json"),
        (b"Accept", b"*/*"),
        (b"content-length", b"5"),
    ]


def test_a_replayed_body_is_followed_by_the_connections_own_events() -> None:
    async def twice() -> list[Message]:
        receive = asgi.replay(b"body", receiver(GONE))
        return [await receive(), await receive()]

    assert asyncio.run(twice()) == [chunk(b"body"), GONE]
