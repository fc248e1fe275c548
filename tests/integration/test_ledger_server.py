"""The real server and its lasting ledger: killed release process, second server, restart, killed engine, restart.

One deployment, one draw, whose release lives through all of it. A hit is that of somebody who has never asked before.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from safekv.ledger.log import Event
from safekv.pipeline import read_ledger
from safekv.release.worker import LONGEST_STEP
from safekv_lab.bench.deployment import SURE_OWNERS, Deployment, prepare, process_of
from tests.conformance.calls import Endpoint, bearer, send
from tests.conformance.servers import model_directory
from tests.conformance.voting import asked, rules, sleep_until
from tests.integration.starting import Running, command, free_port, processes_of, run_to_its_end, running

pytestmark = [pytest.mark.engine, pytest.mark.server]

UNTIL_DRAW, LIFE = 150.0, 900.0
SHARED, ALONE = rules("shared", 16), rules("alone", 16)
VOTERS = tuple(f"voter{number}" for number in range(SURE_OWNERS))
NEW = tuple(f"new{number}" for number in range(80))
PATIENCE = 25.0


class Visitors:
    """Asks a server, as a voter or as somebody new each time."""

    def __init__(self) -> None:
        self._new = itertools.chain(NEW)

    def ask(self, server: Running, tenant: str, system: str) -> int:
        reply = send(
            server.url,
            Endpoint.CHAT,
            model=str(model_directory()),
            headers=bearer(server.keys[tenant]),
            prompt=asked(system, f"question of {tenant}"),
        )
        assert reply.status == 200, reply.body
        assert reply.cached is not None
        return reply.cached

    def new(self, server: Running, system: str) -> int:
        """Cached tokens of somebody's first request."""
        return self.ask(server, next(self._new), system)

    def until_shared(self, server: Running) -> int:
        """Ask every second until somebody new hits; an assertion fails if nobody does in time."""
        deadline = time.monotonic() + PATIENCE
        while not (cached := self.new(server, SHARED)):
            assert time.monotonic() < deadline, f"not shared: {release(server)}"
            time.sleep(1)
        return cached


def release(server: Running) -> dict[str, Any]:
    """The operator's status of the release process."""
    response = httpx.get(f"{server.url}/safekv/status", headers=bearer(server.operator), timeout=60, trust_env=False)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["release"]
    return found


def until(true: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + 2 * PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def start(directory: Path, deployment: Deployment) -> Any:
    policy = dict(deployment.policy)
    policy["identity"] = {**policy["identity"], "api_keys": "keys.json"}
    return running(directory, port=free_port(), tenants=(*VOTERS, *NEW), **policy)


def refused_beside(directory: Path, first: Running) -> None:
    """A second server of the same deployment, while the first one runs: refused, and the first goes on."""
    done = run_to_its_end(command(directory / "policy.json", free_port()), timeout=30)
    assert done.returncode == 2, done.stdout[-3000:]
    assert "another server of this deployment keeps its ledger" in done.stdout
    assert "stop the other" in done.stdout
    assert "Traceback" not in done.stdout
    assert release(first)["process"] == "ready"


def kill_release_process(server: Running, visitors: Visitors) -> None:
    """While requests are under way: every one is answered, what is shared stays so, and the process comes back."""
    (engine,) = (pid for pid, name in server.family().items() if "EngineCor" in name)
    victim = process_of(engine, "release_main")
    assert victim is not None
    with ThreadPoolExecutor(4) as pool:
        pending = [pool.submit(visitors.ask, server, voter, rules(f"of-{voter}", 16)) for voter in VOTERS]
        os.kill(victim, signal.SIGKILL)
        assert [request.result(timeout=60) for request in pending] == [0] * len(VOTERS)
    assert visitors.new(server, SHARED) > 0
    until(lambda: release(server)["process"] == "ready", "it was not started again")
    assert process_of(engine, "release_main") not in (None, victim)


def kill_engine(server: Running) -> None:
    """The server ends with it, the release process as well."""
    (engine,) = (pid for pid, name in server.family().items() if "EngineCor" in name)
    orphan = process_of(engine, "release_main")
    assert orphan is not None
    os.kill(engine, signal.SIGKILL)
    until(lambda: not processes_of(orphan), "the release process has survived")
    until(lambda: server.process.poll() is not None, "the server has survived its engine")


@pytest.mark.timeout(1800)
def test_a_release_survives_what_happens_to_the_server(tmp_path: Path) -> None:
    deployment = prepare(tmp_path / "ledger", now=time.time(), until_draw=UNTIL_DRAW, life=LIFE)
    visitors, directory = Visitors(), tmp_path / "server"
    with start(directory, deployment) as server:
        for voter in VOTERS:
            assert visitors.ask(server, voter, SHARED) == 0
        visitors.ask(server, VOTERS[0], ALONE)
        assert time.time() < deployment.draw, "the start took too long"
        assert visitors.new(server, SHARED) == 0
        refused_beside(directory, server)
        sleep_until(deployment.draw + LONGEST_STEP)
        whole = visitors.until_shared(server)
        assert visitors.new(server, ALONE) == 0
        kill_release_process(server, visitors)
        log = read_ledger(deployment.load()).log()
        assert [entry.event for entry in log] == [Event.RELEASED]
    with start(directory, deployment) as server:
        assert visitors.until_shared(server) == whole
        assert visitors.new(server, ALONE) == 0
        kill_engine(server)
    with start(directory, deployment) as server:
        assert visitors.until_shared(server) == whole
        assert release(server)["last_draw"]["time"] == deployment.draw
    view = read_ledger(deployment.load())
    assert view.verify() == []
    assert view.log() == log  # nothing was drawn again
