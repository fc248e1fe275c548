"""The HTTP edge: which routes there are, for whom, and with which keys."""

from __future__ import annotations

import pytest

from safekv.engines.vllm.routes import load_routes
from safekv.identity.keyfile import edit_key_file
from safekv.types import Private
from tests.factories import add_key
from tests.unit.engines.vllm.edge import CHAT, Make, Server

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
        ("POST", CHAT + "/"),
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
        ("GET", "/safekv/declared"),
        ("GET", "/safekv/declared/a"),
        ("GET", "/safekv"),
        ("GET", "/metrics/"),
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
        assert (answer.status, answer.body["error"]["param"]) == (403, "authorization"), (method, path)
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


def test_a_malformed_key_file_keeps_the_last_good_one(server: Server) -> None:
    server.keys.write_text("{")
    server.now += 1.0
    assert server.call(key=server.alice).status == 200
    assert server.call(key="sk-safekv-wrong").status == 401
