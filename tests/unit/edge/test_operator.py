"""What the operator's routes ask of the engine's own application. The routes over HTTP: test_middleware.py."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from safekv.config import DeclaredPrefix, Policy, Session
from safekv.edge import asgi
from safekv.errors import DeclarationError, EngineError

pytest.importorskip("vllm")
from safekv.edge.operator import OperatorRoutes
from tests.unit.edge.server import Guard

pytestmark = pytest.mark.engine

PREFIX = DeclaredPrefix.model_validate({"name": "a", "text": "canary: Be kind to everybody."})


def routes(answer: bytes, status: int = 200) -> tuple[OperatorRoutes, list[MutableMapping[str, Any]]]:
    """Operator's routes in front of an engine that answers everything alike, and the bodies that it got."""
    asked: list[MutableMapping[str, Any]] = []

    async def engine(scope: MutableMapping[str, Any], receive: asgi.Receive, send: asgi.Send) -> None:
        asked.append({"path": scope["path"], **json.loads((await receive())["body"])})
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    made = OperatorRoutes(Policy(), Session(directory=Path("/nowhere")))
    made._engine = engine
    made._block_size = 4
    return made, asked


def test_the_engines_own_tokenizer_is_asked_and_nothing_unset_is_sent() -> None:
    made, asked = routes(b'{"tokens": [1, 2]}')
    assert asyncio.run(made._tokenize({"messages": [], "tools": None})) == [1, 2]
    assert asked == [{"path": "/tokenize", "messages": []}]


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        pytest.param(b'{"error": {"message": "no template"}}', 400, "no template", id="with a reason"),
        pytest.param(b'{"detail": "x"}', 500, "no reason given", id="without a reason"),
        pytest.param(b'{"error": "no"}', 400, "cannot render", id="an error that is a text"),
        pytest.param(b"Internal Server Error", 500, "cannot render", id="no JSON"),
        pytest.param(b"[]", 400, "cannot render", id="a list"),
    ],
)
def test_an_engine_that_cannot_render_is_a_clear_error(answer: bytes, status: int, reason: str) -> None:
    made, _ = routes(answer, status)
    with pytest.raises(DeclarationError, match=f"the engine cannot render the prefix.*{reason}|{reason}"):
        asyncio.run(made._declare(PREFIX))


def test_a_group_that_the_policy_does_not_know_is_refused_before_anything_is_asked() -> None:
    made, asked = routes(b"{}")
    with pytest.raises(DeclarationError, match="not under groups in the policy"):
        asyncio.run(made._declare(PREFIX.model_copy(update={"group": "org"})))
    assert asked == []


def test_a_prefix_goes_to_the_scheduler_only_as_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safekv.edge.reviewing.open_guard", lambda *_, **__: Guard())
    made, _ = routes(json.dumps({"tokens": list(range(16))}).encode())
    with pytest.raises(EngineError, match="scheduler does not answer"):  # nobody listens at /nowhere
        asyncio.run(made._declare(PREFIX))
