"""The HTTP edge: how the server starts, and the operator's own routes."""

from __future__ import annotations

from typing import Any

import pytest

from safekv.config import SESSION_VARIABLE
from safekv.engines.vllm import compat
from safekv.types import Mode
from tests.unit.engines.vllm.edge import BLOCK, CHAT, Make, Server

pytestmark = pytest.mark.engine


# ── start ────────────────────────────────────────────────────────────────────────────────────────


def failed(server: Server) -> str:
    (message,) = server.start()
    assert message["type"] == "lifespan.startup.failed"
    assert server.call(key=server.alice).status == 503
    assert server.engine.seen == []
    return str(message["message"])


def test_before_the_start_nothing_is_served(make: Make) -> None:
    server = make()
    for path in (CHAT, "/health", "/metrics"):
        assert server.call(path=path, key=server.alice).status == 503
    assert server.engine.seen == []


def test_without_our_scheduler_behind_it_the_server_does_not_start(make: Make) -> None:
    server = make()
    server.engine.control.close()
    server.session.control_socket.unlink(missing_ok=True)
    assert "SafeKV's scheduler does not answer" in failed(server)


def test_with_a_scheduler_in_another_mode_the_server_does_not_start(make: Make) -> None:
    server = make(mode="isolate")
    server.engine.commands._mode = Mode.SHARE_ALL_UNSAFE
    assert "runs in mode share-all-unsafe, the edge in isolate" in failed(server)


def test_with_an_engine_whose_edge_was_changed_the_server_does_not_start(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compat, "source_digest", lambda name: "0" * 16)
    assert "was changed in vllm.entrypoints" in failed(make())


def test_outside_safekv_serve_the_server_does_not_start(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server = make()
    monkeypatch.delenv(SESSION_VARIABLE)
    assert "only in a server started with `safekv serve`" in failed(server)


def test_an_error_of_ours_does_not_start_the_server_either(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server = make()
    monkeypatch.setattr("safekv.engines.vllm.middleware.load_routes", lambda: 1 / 0)
    failed(server)


def test_declared_prefixes_are_published_before_the_first_request(make: Make) -> None:
    server = make(declared=[{"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}])
    assert [m["type"] for m in server.start()] == ["lifespan.startup.complete"]
    (published,) = server.engine.publisher.published
    text = bytes(published.unit.path).decode()
    assert "<system>Be kind to everybody.<user>".startswith(text)
    assert len(text) % BLOCK == 0
    assert len(text) >= len("<system>Be kind to every")


def test_a_declared_prefix_that_cannot_be_shared_ends_the_start(make: Make) -> None:
    server = make(declared=[{"name": "tiny", "text": "x"}])
    assert "less than one block of 4" in failed(server)


# ── the operator's own routes ────────────────────────────────────────────────────────────────────

DECLARATION = {"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}


def test_declare_list_and_withdraw(server: Server) -> None:
    made = server.call(path="/safekv/declared", body=DECLARATION, key=server.ops)
    assert (made.status, made.body["state"], made.body["units"]) == (201, "published", 1)
    listed = server.call("GET", "/safekv/status", b"", key=server.ops).body
    assert [row["name"] for row in listed["declared"]] == ["support"]
    assert len(server.engine.publisher.published) == 1
    assert server.call("DELETE", "/safekv/declared/support", b"", key=server.ops).status == 200
    assert len(server.engine.publisher.published) == 0


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        pytest.param(b"{", 400, "not valid JSON", id="not JSON"),
        pytest.param(b"[" * 100_000, 400, "not valid JSON", id="nested deeply"),
        pytest.param([], 400, "the declaration", id="a list"),
        pytest.param({**DECLARATION, "x": 1}, 400, "x: ", id="unknown field"),
        pytest.param({**DECLARATION, "name": "a/b"}, 400, "name: ", id="bad name"),
        pytest.param({"name": "a"}, 400, "give either messages or text", id="nothing to declare"),
        pytest.param({**DECLARATION, "group": "nobody"}, 409, "not under groups", id="unknown group"),
        pytest.param({"name": "a", "text": "x"}, 409, "nothing to share", id="too short"),
        pytest.param({"name": "a", "text": "x" * 500}, 409, "prompts of fewer than 200", id="too long"),
    ],
)
def test_a_declaration_that_is_refused(server: Server, body: Any, status: int, message: str) -> None:
    answer = server.call(path="/safekv/declared", body=body, key=server.ops)
    assert answer.status == status
    assert message in answer.message
    assert len(server.engine.publisher.declarations) == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "/safekv/declared/unknown", 409),
        ("DELETE", "/safekv/declared/", 307),
        ("DELETE", "/safekv/declared", 404),
        ("POST", "/safekv/declared/a", 404),
    ],
)
def test_withdrawing_what_is_not_there(server: Server, method: str, path: str, status: int) -> None:
    assert server.call(method, path, DECLARATION, key=server.ops).status == status


def test_an_engine_that_is_gone_is_503(server: Server) -> None:
    server.engine.control.close()
    server.session.control_socket.unlink(missing_ok=True)
    assert server.call("GET", "/safekv/status", b"", key=server.ops).status == 503
