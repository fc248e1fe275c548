"""ASGI helpers: reading bounded bodies, headers, and sending answers."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

from safekv.errors import CallerError

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
HeaderList: TypeAlias = list[tuple[bytes, bytes]]

MAX_BODY_BYTES = 32 * 2**20

PASSED_HEADERS = frozenset(
    {
        b"host",
        b"accept",
        b"accept-encoding",
        b"content-type",
        b"user-agent",
        b"traceparent",
        b"tracestate",
        b"origin",
        b"access-control-request-method",
        b"access-control-request-headers",
    }
)
"""Headers that the engine sees. Others could carry request ids, ranks, adapters or credentials."""


def values_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    """Every value that was sent under a name: a header that comes twice is one list, folded into one line or not."""
    return [value.strip() for sent, line in headers if sent.lower() == name for value in line.split(b",")]


async def read_body(headers: HeaderList, receive: Receive) -> bytes:
    """The whole body of a request. Raises CallerError (400 two lengths, 413 too large, 415 encoded, 499 gone)."""
    if any(value.lower() != b"identity" for value in values_of(headers, b"content-encoding")):
        raise CallerError("send the body without Content-Encoding", status=415, param="content-encoding")
    lengths = set(values_of(headers, b"content-length"))
    if len(lengths) > 1:
        raise CallerError("several Content-Length headers that differ", param="content-length")
    if any(length.isdigit() and (len(length) > 12 or int(length) > MAX_BODY_BYTES) for length in lengths):
        raise _too_large()
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerError("the client went away", status=499)
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


def _too_large() -> CallerError:
    return CallerError(f"the body is larger than {MAX_BODY_BYTES // 2**20} MiB", status=413)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError("a number too large")
    return number


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises CallerError."""
    try:
        parsed = json.loads(body, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise CallerError("the body is not valid JSON") from None
    if not isinstance(parsed, dict):
        raise CallerError("the body must be a JSON object")
    return parsed


def passed_headers(headers: Iterable[tuple[bytes, bytes]], length: int) -> HeaderList:
    """The headers that the engine sees, with the length of the body that it sees."""
    kept = [(name, value) for name, value in headers if name.lower() in PASSED_HEADERS]
    return [*kept, (b"content-length", str(length).encode())]


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives `body` first and then goes on with the connection's own events."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_replayed() -> MutableMapping[str, Any]:
        return pending.pop() if pending else await receive()

    return receive_replayed


async def respond(send: Send, status: int, content: dict[str, Any], headers: HeaderList | None = None) -> None:
    """Send a JSON response."""
    await respond_body(send, status, json.dumps(content).encode(), b"application/json", headers)


async def respond_body(
    send: Send, status: int, body: bytes, content_type: bytes, headers: HeaderList | None = None
) -> None:
    """Send a response of any type."""
    sized = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": body})
