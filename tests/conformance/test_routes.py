"""Who may call which route; the same in every mode, since identity does not depend on it."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from safekv_lab.bench.server import Server
from tests.conformance.calls import bearer
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import WRONG_KEY, Player
from tests.conformance.servers import World
from tests.conformance.table_fields import GATES, Gate

pytestmark = NEEDS_SERVER


@on("isolate")
@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.route)
def test_route(player: Player, world: World, gate: Gate) -> None:
    method, _, path = gate.route.partition(" ")
    tenant = world.newcomer()
    body: dict[str, Any] = {} if method in ("GET", "HEAD") else {"json": {}}
    got = {who: player.call(method, path, who, **body) for who in (None, tenant)}
    assert got[None].status_code == gate.anonymous
    assert got[tenant].status_code == gate.tenant
    if gate.tenant in (403, 404):
        assert "vllm:" not in got[tenant].text
    if gate.operator is not None:
        assert player.call(method, path, "operator", **body).status_code == gate.operator


@on("isolate")
@pytest.mark.parametrize("path", ["/v1/models", "/metrics", "/safekv/status", "/v1/chat/completions"])
def test_a_wrong_key_is_refused_everywhere(world: World, player: Player, path: str) -> None:
    import httpx

    method = "POST" if path.endswith("completions") else "GET"
    response = httpx.request(method, world.url + path, headers=bearer(WRONG_KEY), trust_env=False)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


@on("isolate")
@pytest.mark.parametrize("path", ["/v1/realtime", "/v1/chat/completions", "/v1/responses"])
def test_websockets_are_refused(world: World, path: str) -> None:
    """With a tenant's key: the handshake is answered by a refusal, and nothing is upgraded."""
    host, _, port = world.url.removeprefix("http://").partition(":")
    key = world.keys[world.newcomer()]
    handshake = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Authorization: Bearer {key}",
    ]
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall("\r\n".join([*handshake, "", ""]).encode())
        answer = connection.recv(4096).decode("latin-1")
    assert answer.startswith("HTTP/1.1 403"), answer


def test_a_server_never_shows_keys() -> None:
    assert "secret" not in repr(Server(url="u", log=__file__, pid=1, keys={"a": "secret"}, operator_key="secret"))  # type: ignore[arg-type]
