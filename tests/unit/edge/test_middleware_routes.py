"""The HTTP edge: which routes there are, for whom, and with which keys."""

from __future__ import annotations

from typing import Any

import pytest

from safekv.edge import asgi
from safekv.edge.routes import Kind, load_routes, route_path
from safekv.identity.keyfile import edit_key_file
from safekv.types import Private
from tests.factories import add_key
from tests.unit.edge.server import CHAT, Make, Server

pytestmark = pytest.mark.engine


# ── routes ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/inference/v1/generate"),
        ("POST", "/invocations"),
        ("POST", "/v1/audio/transcriptions"),
        ("GET", "/v1/responses/resp_1"),
        ("GET", "/docs"),
        ("GET", "/"),
        ("GET", ""),
        ("POST", "/" + CHAT),
        ("POST", "/v1//chat/completions"),
        ("POST", "/v1/./chat/completions"),
        ("POST", "/health/../v1/chat/completions"),
        ("POST", "/v1/%2e/chat/completions"),
        ("POST", "/V1/Chat/Completions"),
        ("POST", CHAT + "\x00"),
        ("POST", CHAT + ";x"),
        ("GET", CHAT),
        ("HEAD", CHAT),
        ("PUT", CHAT),
        ("post", CHAT),
        ("OPTIONS", "/invocations"),
        ("GET", "/safekv"),
        ("GET", "/invocations/"),
        ("GET", "//metrics"),
        ("POST", "/" + "x" * 10_000),
    ],
)
def test_a_route_that_is_not_known_does_not_exist_for_anybody(server: Server, method: str, path: str) -> None:
    for key in (server.alice, server.ops, None):
        answer = server.call(method, path, key=key)
        assert (answer.status, answer.body["error"]["param"]) == (404, "path")
        assert len(answer.message) < 200
    assert server.engine.seen == []


OPERATOR_ROUTES = [
    ("GET", "/metrics"),
    ("HEAD", "/metrics"),
    ("GET", "/load"),
    ("POST", "/reset_prefix_cache"),
    ("POST", "/sleep"),
    ("POST", "/pause"),
    ("GET", "/safekv/status"),
    ("GET", "/safekv/declared/a"),
    ("POST", "/safekv/declared"),
    ("DELETE", "/safekv/declared/a"),
]


METRICS = {("GET", "/metrics"), ("HEAD", "/metrics"), ("GET", "/safekv/metrics"), ("HEAD", "/safekv/metrics")}
OPEN = {("GET", "/health"), ("GET", "/ping"), ("POST", "/ping")}


@pytest.mark.parametrize(("method", "path"), sorted(METRICS))
def test_metrics_are_for_who_scrapes_and_for_operators(server: Server, method: str, path: str) -> None:
    # given
    keys = (server.prometheus, server.ops, server.alice, None)
    # when
    answers = [server.call(method, path, b"", key=key, parse=False) for key in keys]
    # then
    assert [answer.status for answer in answers] == [200, 200, 403, 401]


def test_who_scrapes_reaches_the_metrics_and_nothing_else(server: Server) -> None:
    others = {*load_routes(), *OPERATOR_ROUTES, ("DELETE", "/safekv/released/a"), ("HEAD", "/safekv/status")}
    for method, path in sorted(others - METRICS - OPEN):
        answer = server.call(method, path, {"model": "m"}, key=server.prometheus)
        param = answer.body["error"].get("param", "authorization")  # Anthropic's errors have none
        assert (answer.status, param) == (403, "authorization"), (method, path)
        assert "metrics only" in answer.message
    assert server.engine.seen == []
    assert server.call("GET", "/safekv/status", b"", key=server.ops).status == 200


def test_a_key_for_metrics_that_is_revoked_counts_for_nothing(server: Server) -> None:
    with edit_key_file(server.keys) as content:
        content.revoke(server.prometheus)
    server.now += 2
    assert server.call("GET", "/metrics", b"", key=server.prometheus).status == 401
    assert server.call("GET", "/metrics", b"", key=server.ops).status == 200


@pytest.mark.parametrize(("method", "path"), OPERATOR_ROUTES)
def test_an_operators_route_is_not_for_tenants_and_not_for_nobody(server: Server, method: str, path: str) -> None:
    tenant, nobody = server.call(method, path, key=server.alice), server.call(method, path)
    assert (tenant.status, nobody.status) == (403, 401)
    assert nobody.headers[b"www-authenticate"] == b"Bearer"
    assert server.engine.seen == []


@pytest.mark.parametrize(("method", "path"), OPERATOR_ROUTES[:6])
def test_an_operator_reaches_the_engines_own_routes(server: Server, method: str, path: str) -> None:
    assert server.call(method, path, b"", key=server.ops).status == 200
    assert server.engine.seen[0].scope["path"] == path


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_liveness_is_open_and_carries_nothing_in(server: Server, method: str) -> None:
    headers = ((b"authorization", b"Bearer wrong"), (b"x-request-id", b"1"))
    assert server.call(method, "/health", b"{}", headers=headers).status == 200
    assert server.engine.seen[0].body == b""
    assert server.engine.seen[0].headers == {b"content-length": b"0"}


def test_a_preflight_of_a_known_route_reaches_the_engines_cors_without_body_or_key(server: Server) -> None:
    assert server.call("OPTIONS", CHAT, b"{}", headers=((b"origin", b"https://a"),)).status == 200
    assert server.engine.seen[0].body == b""
    assert server.engine.seen[0].headers[b"origin"] == b"https://a"


def test_a_websocket_is_refused(server: Server) -> None:
    assert server.call(path="/v1/realtime", kind="websocket").status == 1008
    assert server.engine.seen == []


# ── who is asking ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [CHAT, "/v1/models", "/tokenize", "/metrics"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(((b"authorization", b"Bearer wrong"),), id="wrong key"),
        pytest.param(((b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")), id="two credentials"),
        pytest.param(((b"authorization", b"Bearer"),), id="malformed"),
        pytest.param(((b"authorization", b"Basic eDp5"),), id="another scheme"),
    ],
)
def test_a_wrong_credential_is_401_with_a_challenge(
    server: Server, path: str, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    answer = server.call("GET" if path in ("/v1/models", "/metrics") else "POST", path, headers=headers)
    assert answer.status == 401
    assert answer.headers[b"www-authenticate"] == b"Bearer"
    assert answer.body["error"]["type"] == "authentication_error"
    assert server.engine.seen == []


def test_a_tenant_header_counts_from_the_proxy_only(make: Make) -> None:
    server = make(identity={"proxy": {"addresses": ["10.0.0.0/8"]}})
    server.start()
    named = ((b"x-safekv-tenant", b"alice"),)
    assert server.call(headers=named).status == 401
    assert server.call(headers=named, client=None).status == 401
    assert server.engine.seen == []
    assert server.salt(headers=named, client=("10.0.0.1", 5)) == server.salt(key=server.alice)


# ── keys change while the server runs ────────────────────────────────────────────────────────────


def test_a_new_key_works_within_a_second(server: Server) -> None:
    carol = add_key(server.keys, "carol")
    assert server.call(key=carol).status == 401
    server.now += 1.0
    assert isinstance(server.scope(key=carol), Private)


def test_an_erased_tenant_is_refused_and_comes_back_to_nothing(server: Server) -> None:
    before = server.salt(key=server.alice)
    with edit_key_file(server.keys) as content:
        content.erase("alice")
    again = add_key(server.keys, "alice")
    server.now += 1.0
    assert server.call(key=server.alice).status == 401
    assert server.salt(key=again) != before


def readable(server: Server, key: str) -> str:
    """What the scraper is told of the files by which tenants are known."""
    text = server.call("GET", "/safekv/metrics", key=key, parse=False).body["text"]
    return next(line for line in text.splitlines() if line.startswith('safekv_identity_file_readable{file="api_keys"}'))


def test_a_key_file_that_cannot_be_read_is_a_metric_at_once_and_503_for_everybody_with_a_key_later(
    server: Server,
) -> None:
    good = server.keys.read_bytes()
    assert readable(server, server.ops).endswith(" 1.0")
    server.keys.write_text("{")
    server.now += 1.0
    assert readable(server, server.ops).endswith(" 0.0")
    assert server.call(key=server.alice).status == 200
    assert server.call(key="sk-safekv-wrong").status == 401
    server.now += 59.0
    for key, path in ((server.alice, CHAT), (server.ops, "/metrics"), (server.ops, "/safekv/metrics")):
        answer = server.call("POST" if path == CHAT else "GET", path, key=key)
        assert answer.status == 503
        assert answer.body["error"]["type"] == "server_error"
        assert "operator finds the mend in the server's log" in answer.message
    assert server.call("GET", "/health").status == 200
    assert server.call().status == 200, "nobody's requests rest on no key"
    server.keys.write_bytes(good)
    server.now += 1.0
    assert server.call(key=server.alice).status == 200
    assert readable(server, server.ops).endswith(" 1.0")


# ── without a key ────────────────────────────────────────────────────────────────────────────────


def test_anonymous_refuse_answers_401_on_every_route_but_the_open_ones(make: Make) -> None:
    declared = [{"name": "support", "messages": [{"role": "system", "content": "Be kind to everybody."}]}]
    server = make(identity={"anonymous": "refuse"}, declared=declared)
    assert [message["type"] for message in server.start()] == ["lifespan.startup.complete"], "we ask it ourselves"
    for (method, path), route in load_routes().items():
        answer = server.call(method, path)
        assert answer.status == (200 if route.kind is Kind.OPEN else 401), path
        if route.kind is not Kind.OPEN:
            assert answer.headers[b"www-authenticate"] == b"Bearer"
    server.engine.seen.clear()
    for path in (CHAT, "/v1/models", "/v1/messages"):
        assert server.call("OPTIONS", path, headers=((b"origin", b"https://a"),)).status == 200
    assert server.call(key=server.alice).status == 200


def test_in_production_a_request_without_a_key_is_refused_and_elsewhere_it_leaves_nothing(make: Make) -> None:
    server = make()
    server.start()
    assert server.call().status == 200
    secret = server.keys.with_name("master.key")
    production = make(production=True, identity={"master_secret_file": str(secret)})
    production.start()
    assert production.call().status == 401
    assert production.call(key=production.alice).status == 200


# ── under --root-path, with a slash at the end, and from a browser ───────────────────────────────


@pytest.mark.parametrize("path", ["/llm/v1/chat/completions", "/v1/chat/completions"])
def test_under_root_path_both_spellings_are_served(server: Server, path: str) -> None:
    server.root_path = "/llm"
    assert isinstance(server.scope(path=path, key=server.alice), Private)
    assert (server.engine.seen[-1].scope["path"], server.engine.seen[-1].scope["root_path"]) == (path, "/llm")
    assert server.call("GET", "/llm/health").status == 200
    assert server.call("GET", "/llm/metrics", key=server.alice).status == 403
    assert server.call("GET", "/llm/safekv/status", key=server.ops).body["mode"] == "declared"
    assert server.call("POST", "/llm/safekv/declared", {"name": "a/b"}, key=server.ops).status == 400
    assert server.call("DELETE", "/llm/safekv/declared/a", key=server.ops).status == 409


@pytest.mark.parametrize("path", ["/llm", "/llmv1/models", "/llm/llm/v1/models", "/llm//v1/models", "/LLM/v1/models"])
def test_under_root_path_nothing_else_is_served(server: Server, path: str) -> None:
    server.root_path = "/llm"
    assert server.call("GET", path, key=server.ops).status == 404


def test_without_root_path_no_prefix_is_taken_off(server: Server) -> None:
    assert server.call("GET", "/llm/v1/models", key=server.alice).status == 404


@pytest.mark.parametrize("root", ["/llm", "/v1", "", "/", "/llm/", "llm"])
@pytest.mark.parametrize("path", ["/llm/v1/models", "/llm", "/llmx", "/v1/models", "/v1/v1/models", "/llm/", "", "/"])
def test_our_reading_of_a_path_is_the_routers(root: str, path: str) -> None:
    from starlette._utils import get_route_path

    scope = {"type": "http", "path": path, "root_path": root}
    assert route_path(scope) == get_route_path(scope)


@pytest.mark.parametrize(
    ("root", "method", "path", "query", "location"),
    [
        ("", "POST", CHAT + "/", b"", CHAT),
        ("", "POST", CHAT + "//", b"", CHAT),
        ("", "GET", "/v1/models/", b"a=b&c", "/v1/models?a=b&c"),
        ("", "GET", "/metrics/", b"", "/metrics"),
        ("/llm", "GET", "/llm/v1/models/", b"", "/llm/v1/models"),
        ("/llm", "GET", "/v1/models/", b"", "/llm/v1/models"),
    ],
)
def test_a_trailing_slash_is_redirected_as_the_engine_does(
    server: Server, root: str, method: str, path: str, query: bytes, location: str
) -> None:
    server.root_path = root
    answer = server.call(method, path, query=query)
    assert (answer.status, answer.headers[b"location"].decode()) == (307, location)
    assert server.engine.seen == []


@pytest.mark.parametrize(
    "path", ["/v1/messages", "/v1/messages/count_tokens", "/llm/v1/messages", "/v1/messages/batches"]
)
def test_errors_on_v1_messages_have_anthropics_shape(server: Server, path: str) -> None:
    server.root_path = "/llm"
    answer = server.call(path=path, key="sk-safekv-wrong")
    assert answer.status == (404 if path.endswith("batches") else 401)
    kind = "not_found_error" if path.endswith("batches") else "authentication_error"
    assert answer.body == {"type": "error", "error": {"type": kind, "message": answer.message}}
    assert answer.message.startswith("SafeKV: ")


def test_errors_of_the_engine_on_v1_messages_have_anthropics_shape_and_elsewhere_the_engines(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refusing(scope: Any, receive: asgi.Receive, send: asgi.Send) -> None:
        await asgi.respond(send, 400, {"error": {"message": "no max_tokens", "type": "Bad Request"}})

    monkeypatch.setattr(server.edge, "_app", refusing)
    anthropic, openai = (server.call(path=path, key=server.alice) for path in ("/v1/messages", CHAT))
    assert anthropic.body == {"type": "error", "error": {"type": "invalid_request_error", "message": "no max_tokens"}}
    assert openai.body == {"error": {"message": "no max_tokens", "type": "Bad Request"}}


def test_errors_elsewhere_keep_openais_shape(server: Server) -> None:
    for path in (CHAT, "/v1/messagesx"):
        body = server.call(path=path, key="sk-safekv-wrong").body
        assert set(body) == {"error"}
        assert {"message", "type", "param", "code"} == set(body["error"])


BROWSER = (b"origin", b"https://chat.example")


@pytest.mark.parametrize(
    ("status", "call"),
    [
        pytest.param(401, {"key": "sk-safekv-wrong"}, id="wrong key"),
        pytest.param(403, {"method": "GET", "path": "/metrics", "key": "alice"}, id="not for tenants"),
        pytest.param(404, {"path": "/v1/nothing", "key": "alice"}, id="no route"),
        pytest.param(400, {"body": b"{", "key": "alice"}, id="no JSON"),
        pytest.param(415, {"headers": ((b"content-encoding", b"gzip"),), "key": "alice"}, id="encoded"),
        pytest.param(307, {"path": CHAT + "/"}, id="redirect"),
        pytest.param(200, {"method": "GET", "path": "/safekv/status", "key": "ops"}, id="an operator's route"),
    ],
)
@pytest.mark.parametrize("origins", [["*"], ["https://chat.example"], ["https://other.example"]], ids=str)
def test_our_own_answers_have_the_engines_cors_headers(
    server: Server, status: int, call: dict[str, Any], origins: list[str]
) -> None:
    server.engine.state.args.allowed_origins = origins
    server.start()
    call = {**call, "key": getattr(server, call.get("key", ""), call.get("key"))}
    answer = server.call(**{**call, "headers": (*call.get("headers", ()), BROWSER)})
    allowed = {"*": b"*", "https://chat.example": BROWSER[1]}.get(origins[0])
    assert answer.status == status
    assert answer.headers.get(b"access-control-allow-origin") == allowed
    assert b"access-control-allow-origin" not in server.call(**call).headers or origins == ["*"]
