"""Error bodies in the format of the API that was called: Anthropic's under `/v1/messages`, else OpenAI's.

The engine answers some errors under `/v1/messages` in OpenAI's shape (where a field is missing), others with kinds of
its own; they pass through here as well.
"""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from typing import Any

from safekv.edge.asgi import Send, respond
from safekv.errors import CallerError

MESSAGES = "/v1/messages"

_KINDS = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 413: "request_too_large"}


def is_anthropic(path: str) -> bool:
    """Whether Anthropic's clients call here."""
    return path == MESSAGES or path.startswith(f"{MESSAGES}/")


async def respond_error(send: Send, error: CallerError, path: str = "") -> None:
    """Send an error of ours."""
    message = f"SafeKV: {error}"
    content = _anthropic(error.status, message)
    if not is_anthropic(path):
        kind = _KINDS.get(error.status, "server_error" if error.status >= 500 else "invalid_request_error")
        content = {"error": {"message": message, "type": kind, "param": error.param, "code": error.status}}
    challenge = [(b"www-authenticate", b"Bearer")] if error.status == 401 else None
    await respond(send, error.status, content, challenge)


def reshaped(send: Send) -> Send:
    """A `send` that gives the engine's errors Anthropic's shape; all else passes as it comes."""
    start: MutableMapping[str, Any] | None = None
    body = bytearray()

    async def send_reshaped(message: MutableMapping[str, Any]) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and message["status"] >= 400:
            start = message
        elif start is None or message["type"] != "http.response.body":
            await send(message)
        else:
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                content = _translated(bytes(body), start["status"])
                kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                await send({**start, "headers": [*kept, (b"content-length", str(len(content)).encode())]})
                await send({"type": "http.response.body", "body": content})

    return send_reshaped


def _translated(body: bytes, status: int) -> bytes:
    try:
        message = json.loads(body)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        return body
    return json.dumps(_anthropic(status, str(message))).encode()


def _anthropic(status: int, message: str) -> dict[str, Any]:
    kind = _KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": message}}
