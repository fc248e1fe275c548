"""The HTTP edge: how the server starts, and the operator's own routes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from safekv.config import SESSION_VARIABLE
from safekv.edge import operator
from safekv.edge.asking import Engine as Asked
from safekv.engines.vllm import compat
from safekv.errors import DeclarationError, OperatorError
from safekv.types import Mode
from tests.unit.edge.server import BLOCK, CHAT, Make, Server

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
    monkeypatch.setattr("safekv.edge.middleware.load_routes", lambda: 1 / 0)
    failed(server)


def test_declared_prefixes_are_published_before_the_first_request(make: Make) -> None:
    server = make(declared=[{"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}])
    assert [m["type"] for m in server.start()] == ["lifespan.startup.complete"]
    (published,) = server.engine.publisher.published
    text = bytes(published.unit.path).decode()
    assert "<system>Be kind to everybody.<user>".startswith(text)
    assert len(text) % BLOCK == 0
    assert len(text) >= len("<system>Be kind to every")


def test_a_declared_text_shorter_than_a_block_is_left_out_and_keeps_nobody_down(make: Make, said: list[str]) -> None:
    """Row 10 of what strangers met."""
    server = make(declared=[{"name": "tiny", "text": "x"}, {"name": "long", "text": "Be kind to everybody."}])
    assert [m["type"] for m in server.start()] == ["lifespan.startup.complete"]
    assert [d.name for d in server.engine.publisher.declarations] == ["long"]
    assert [text for text in said if "'tiny' has 1 tokens, less than one block of 4" in text and "left out" in text]


def test_a_declared_prefix_that_the_template_cannot_render_ends_the_start_with_its_name(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 10 of what strangers met."""

    async def refuse(*_: Any) -> Any:
        raise DeclarationError("the engine cannot render the prefix: System role not supported")

    monkeypatch.setattr(Asked, "tokenize", refuse)
    server = make(declared=[{"name": "rules", "messages": [{"role": "system", "content": "Be kind."}]}])
    message = failed(server)
    assert "'rules'" in message
    assert "System role not supported" in message
    assert "--chat-template" in message


# ── what ChunkGuard finds in what is declared: row 2 of what strangers met ───────────────────────

SECRET = {"name": "keys", "messages": [{"role": "system", "content": "The secret is out."}]}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the edge logs as a warning."""
    lines: list[str] = []
    monkeypatch.setattr(operator.logger, "warning", lambda text, *values: lines.append(text % values))
    return lines


def test_findings_in_the_policy_are_a_warning_at_start_and_no_more(make: Make, said: list[str]) -> None:
    server = make(declared=[SECRET])
    assert [m["type"] for m in server.start()] == ["lifespan.startup.complete"]
    assert [d.name for d in server.engine.publisher.declarations] == ["keys"]
    (line,) = said
    assert "'keys'" in line
    assert "message 1, characters 4-10: credential (word)" in line
    assert "secret" not in line
    assert server.engine.log.entries == [
        ("declared", "keys", {"by": None, "verdict": "sensitive: credential", "guard": "g1"})
    ]


@pytest.mark.parametrize(
    ("more", "where"),
    [
        pytest.param({}, ["message 1"], id="messages"),
        pytest.param({"tools": [{"type": "secret"}]}, ["message 1", "tool 1"], id="tools"),
        pytest.param({"documents": [{"text": "secret"}]}, ["message 1", "document 1, text"], id="documents"),
        pytest.param({"chat_template_kwargs": {"x": "secret"}}, ["message 1", "chat_template_kwargs"], id="kwargs"),
        pytest.param({"messages": None, "text": "It is undecidable."}, ["text"], id="undecided"),
        pytest.param(
            {"messages": [{"role": "system", "content": [{"type": "text", "text": t} for t in ("a", "secret")]}]},
            ["message 1, part 2"],
            id="parts",
        ),
    ],
)
def test_a_declaration_with_findings_is_shared_only_when_it_was_reviewed(
    server: Server, more: dict[str, Any], where: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {name: value for name, value in {**SECRET, **more}.items() if value is not None}

    async def tokens(_: Any, asked: dict[str, Any]) -> list[int]:
        text = asked.get("prompt") or "".join(str(message["content"]) for message in asked["messages"])
        return [*range(16), *text.encode()]

    monkeypatch.setattr(Asked, "tokenize", tokens)
    answer = server.call(path="/safekv/declared", body=body, key=server.ops)
    assert answer.status == 409
    assert [found["where"] for found in answer.body["findings"]] == where
    assert answer.body["error"]["param"] == "reviewed"
    assert "secret" not in json.dumps(answer.body)
    assert len(server.engine.publisher.declarations) == 0
    assert server.engine.log.entries == []
    assert server.call(path="/safekv/declared", body={**body, "reviewed": False}, key=server.ops).status == 409
    assert server.call(path="/safekv/declared", body={**body, "reviewed": True}, key=server.ops).status == 201
    assert [(event, said["by"]) for event, _, said in server.engine.log.entries] == [("declared", "ops")]


def test_without_a_guard_a_declaration_has_to_be_reviewed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: Any, **__: Any) -> Any:
        raise OperatorError("ChunkGuard needs onnxruntime: pip install 'safekv[guard]'")

    monkeypatch.setattr("safekv.edge.reviewing.open_guard", absent)
    answer = server.call(path="/safekv/declared", body=DECLARATION, key=server.ops)
    assert answer.status == 409
    (found,) = answer.body["findings"]
    assert (found["category"], "safekv[guard]" in found["detector"]) == (None, True)
    assert server.call(path="/safekv/declared", body={**DECLARATION, "reviewed": True}, key=server.ops).status == 201


def test_what_is_declared_and_withdrawn_is_logged_with_the_operator(server: Server) -> None:
    server.call(path="/safekv/declared", body=DECLARATION, key=server.ops)
    server.call("DELETE", "/safekv/declared/support", b"", key=server.ops)
    assert server.engine.log.entries == [
        ("declared", "support", {"by": "ops", "verdict": "clean", "guard": "g1"}),
        ("withdrawn", "support", {"by": "ops"}),
    ]


# ── the operator's own routes ────────────────────────────────────────────────────────────────────

DECLARATION = {"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}


def test_declare_list_and_withdraw(server: Server) -> None:
    made = server.call(path="/safekv/declared", body=DECLARATION, key=server.ops)
    assert (made.status, made.body["state"], made.body["units"]) == (201, "published", 1)
    listed = server.call("GET", "/safekv/status", b"", key=server.ops).body
    assert [row["name"] for row in listed["declared"]] == ["support"]
    assert len(server.engine.publisher.published) == 1
    gone = server.call("DELETE", "/safekv/declared/support", b"", key=server.ops)
    assert (gone.status, gone.body["in_policy"]) == (200, False)
    assert len(server.engine.publisher.published) == 0


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        pytest.param(b"{", 400, "not valid JSON", id="not JSON"),
        pytest.param(b"[" * 100_000, 400, "not valid JSON", id="nested deeply"),
        pytest.param([], 400, "the declaration", id="a list"),
        pytest.param({**DECLARATION, "x": 1}, 400, "x: ", id="unknown field"),
        pytest.param({**DECLARATION, "reviewed": "yes"}, 400, "reviewed must be", id="perhaps reviewed"),
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
        ("GET", "/safekv/declared/unknown", 404),
        ("GET", "/safekv/declared", 404),
        ("POST", "/safekv/declared/a", 404),
    ],
)
def test_withdrawing_what_is_not_there(server: Server, method: str, path: str, status: int) -> None:
    assert server.call(method, path, DECLARATION, key=server.ops).status == status


def test_an_engine_that_is_gone_is_503(server: Server) -> None:
    server.engine.control.close()
    server.session.control_socket.unlink(missing_ok=True)
    assert server.call("GET", "/safekv/status", b"", key=server.ops).status == 503
