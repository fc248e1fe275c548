"""`kill -9` of any process of the server: the others end too, and the next start on the same port works."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.conformance.calls import Endpoint, bearer, send
from tests.conformance.declared import HOUSE
from tests.conformance.play import question
from tests.conformance.servers import model_directory
from tests.integration.starting import Running, free_port, processes_of, running

pytestmark = [pytest.mark.engine, pytest.mark.server]

SECONDS = 10.0
"""Within which nothing of a killed server may be left."""


@pytest.fixture(scope="module")
def port() -> int:
    """One port for all of them."""
    return free_port()


def victim_of(server: Running, name: str) -> int:
    family = server.family()
    if name == "server":
        return server.process.pid
    return next(pid for pid, command in family.items() if name in command)


def ask(server: Running, seed: str) -> int | None:
    reply = send(
        server.url,
        Endpoint.CHAT,
        model=str(model_directory()),
        headers=bearer(server.keys["tenant"]),
        prompt=question(seed),
    )
    assert reply.status == 200, reply.body
    return reply.cached


@pytest.mark.parametrize("name", ["Worker", "EngineCor", "server"])
def test_nothing_is_left(name: str, port: int, tmp_path: Path) -> None:
    declared = [{"name": "house", "messages": [HOUSE]}]
    with running(tmp_path, port=port, tenants=("tenant",), mode="declared", declared=declared) as server:
        assert (ask(server, f"before {name}") or 0) > 0
        family = server.family()
        assert len(family) >= 3, family
        os.kill(victim_of(server, name), signal.SIGKILL)
        deadline = time.monotonic() + SECONDS
        while left := {pid: what for pid, what in processes_of(server.process.pid).items() if what != "python3"}:
            assert time.monotonic() < deadline, f"{SECONDS:.0f} s after killing {name} of {family}: {left}"
            server.process.poll()
            time.sleep(0.1)
        server.process.wait(5)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.url}/health", trust_env=False)
        time.sleep(1)
        assert not processes_of(server.process.pid)


def test_and_the_next_start_works(port: int, tmp_path: Path) -> None:
    with running(tmp_path, port=port, tenants=("tenant",), mode="declared") as server:
        assert ask(server, "after") == 0
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) in (0, -signal.SIGTERM)
        deadline = time.monotonic() + SECONDS
        while processes_of(server.process.pid):
            assert time.monotonic() < deadline, processes_of(server.process.pid)
            time.sleep(0.1)
