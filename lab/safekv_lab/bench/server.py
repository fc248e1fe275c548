"""A real server in a process group of its own, for demos, measurements and conformance tests."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from safekv.errors import EngineError
from safekv.identity.keyfile import Role, edit_key_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

BLOCK_SIZE = 32
"""Tokens per block: the CPU engine wants a multiple of 32."""

ENGINE_FLAGS = ("--enforce-eager", "--block-size", str(BLOCK_SIZE), "--max-model-len", "8192")
"""A quick start, and room for the workloads."""

_DEFAULTS = {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1"}
"""Environment of the server where the operator's says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A healthy server. Keys are left out of its `repr`."""

    url: str
    log: Path
    pid: int
    keys: Mapping[str, str] = field(repr=False)
    operator_key: str | None = field(repr=False, default=None)

    def key(self, tenant: str) -> str:
        """Return the API key of one of the tenants that `serve` was called with; KeyError for others."""
        return self.keys[tenant]

    def tail(self, lines: int = 40) -> str:
        """Return the end of the server's log."""
        return _tail(self.log, lines)


@contextlib.contextmanager
def serve(
    model: Path | str,
    policy: Mapping[str, Any],
    *,
    tenants: Sequence[str] = (),
    log: Path,
    flags: Sequence[str] = ENGINE_FLAGS,
    environment: Mapping[str, str] | None = None,
    timeout: float = 300.0,
) -> Iterator[Server]:
    """Run `safekv serve` under `policy` with a fresh key for each of `tenants` and one for an operator.

    `policy` needs no `identity.api_keys`: the key file is made here. `timeout` is in seconds, for the start.
    Raises EngineError with the log's tail if the server does not become healthy. Kills the whole group at the end.
    """
    with tempfile.TemporaryDirectory(prefix="safekv-") as scratch:
        directory = Path(scratch)
        key_file = directory / "keys.json"
        keys, operator_key = _make_keys(key_file, tenants)
        identity = {"api_keys": str(key_file), **policy.get("identity", {})}
        policy_file = directory / "policy.json"
        policy_file.write_text(json.dumps({**policy, "identity": identity}))
        command = [_safekv(), "serve", "--model", str(model), "--policy", str(policy_file)]
        with _running([*command, *flags], log=log, environment=environment, timeout=timeout) as (url, pid):
            yield Server(url=url, log=log, pid=pid, keys=keys, operator_key=operator_key)


@contextlib.contextmanager
def serve_plain(
    model: Path | str,
    *,
    log: Path,
    flags: Sequence[str] = ENGINE_FLAGS,
    environment: Mapping[str, str] | None = None,
    timeout: float = 300.0,
) -> Iterator[Server]:
    """Run plain vLLM, to compare with. No keys; every tenant shares one cache. Raises as `serve` does."""
    command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(model)]
    command += ["--host", "127.0.0.1", "--enable-prompt-tokens-details", *flags]
    with _running(command, log=log, environment=environment, timeout=timeout) as (url, pid):
        yield Server(url=url, log=log, pid=pid, keys={})


@contextlib.contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end a command as an exception, so that the servers' process groups are ended too."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _safekv() -> str:
    return str(Path(sys.executable).parent / "safekv")


def _make_keys(key_file: Path, tenants: Sequence[str]) -> tuple[dict[str, str], str]:
    """A key for each tenant, and one for an operator."""
    today = datetime.now(UTC).date()
    with edit_key_file(key_file) as content:
        keys = {tenant: content.add_key(tenant, role=Role.TENANT, today=today) for tenant in tenants}
        return keys, content.add_key("operator", role=Role.OPERATOR, today=today)


@contextlib.contextmanager
def _running(
    command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None, timeout: float
) -> Iterator[tuple[str, int]]:
    port = _free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**_DEFAULTS, **os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process, log=log, timeout=timeout)
        yield url, process.pid
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], *, log: Path, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    with httpx.Client(timeout=2.0, trust_env=False) as http:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise EngineError(f"the server ended with exit code {process.returncode}; {log}:\n{_tail(log)}")
            with contextlib.suppress(httpx.HTTPError):
                if http.get(f"{url}/health").status_code == httpx.codes.OK:
                    return
            time.sleep(0.2)
    raise EngineError(f"the server is not healthy after {timeout:.0f} s; {log}:\n{_tail(log)}")


def _stop(process: subprocess.Popen[bytes], *, grace: float = 10.0) -> None:
    """End the whole group: politely, then for certain; a worker may outlive the process that started it."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=grace)


def _tail(log: Path, lines: int = 40) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
