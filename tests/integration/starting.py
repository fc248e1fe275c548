"""Starting `safekv serve` as an operator does, on a port of our choice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.conformance.servers import FLAGS, make_keys, model_directory

SAFEKV = str(Path(sys.executable).parent / "safekv")
ENVIRONMENT = {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1", "HF_HUB_OFFLINE": "1"}
START_SECONDS = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server in a session of its own. `ended()` tells its exit code."""

    url: str
    log: Path
    process: subprocess.Popen[bytes] = field(repr=False)
    keys: Mapping[str, str] = field(repr=False)
    operator: str = field(repr=False)

    def family(self) -> dict[int, str]:
        """Living processes of the server's session: pid and name, the server itself first."""
        return processes_of(self.process.pid)


def processes_of(session: int) -> dict[int, str]:
    """Processes of a session that are not zombies."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            head, _, rest = stat.read_text().rpartition(")")
            state, _, _, owner = rest.split()[:4]
            if int(owner) == session and state != "Z":
                found[int(stat.parent.name)] = head.partition("(")[2]
    return dict(sorted(found.items()))


def write_policy(directory: Path, **policy: Any) -> Path:
    """A policy file, with a key file unless `identity` says otherwise."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "policy.json"
    path.write_text(json.dumps({"mode": "isolate", **policy}))
    return path


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(policy: Path, port: int, flags: Sequence[str] = (), *, model: str | None = None) -> list[str]:
    """`safekv serve` with the suite's flags, and more."""
    model = model or str(model_directory())
    return [SAFEKV, "serve", "--model", model, "--policy", str(policy), "--port", str(port), *FLAGS, *flags]


def run_to_its_end(
    arguments: Sequence[str], *, timeout: float, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a start that is to be refused. Its output, both streams in one."""
    given = {**os.environ, **ENVIRONMENT, **(environment or {})}
    return subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
        env=given,
        start_new_session=True,
    )


@contextmanager
def running(directory: Path, *, port: int, tenants: tuple[str, ...], **policy: Any) -> Iterator[Running]:
    """A healthy server. Kills what is left of it at the end."""
    directory.mkdir(parents=True, exist_ok=True)
    keys, operator = make_keys(directory / "keys.json", tenants)
    file = write_policy(directory, **{"identity": {"api_keys": "keys.json"}, **policy})
    log = directory / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(file, port),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **ENVIRONMENT},
            start_new_session=True,
        )
    server = Running(url=f"http://127.0.0.1:{port}", log=log, process=process, keys=keys, operator=operator)
    try:
        _wait_until_healthy(server)
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_healthy(server: Running) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.process.poll() is None, server.log.read_text()[-3000:]
        with suppress(httpx.HTTPError):
            if httpx.get(f"{server.url}/health", timeout=2, trust_env=False).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"not healthy after {START_SECONDS:.0f} s: {server.log.read_text()[-3000:]}")
