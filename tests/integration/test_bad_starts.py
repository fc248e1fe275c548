"""Starts that are refused: soon, with exit code 2, saying what, where and the mend, and without a stack trace."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.integration.starting import (
    ENVIRONMENT,
    START_SECONDS,
    command,
    free_port,
    processes_of,
    run_to_its_end,
    write_policy,
)

pytestmark = pytest.mark.engine

KEYS: dict[str, Any] = {"api_keys": "keys.json"}
LOADED = ("Starting to load model", "EngineCore", "Loading weights")
"""What vLLM logs once it is at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A start, and what its message must hold: the fault and the mend."""

    id: str
    says: tuple[str, ...]
    flags: tuple[str, ...] = ()
    policy: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


BEFORE_THE_ENGINE = [
    Bad(id="other-scheduler", flags=("--scheduler-cls", "x.Y"), says=("--scheduler-cls", "leave the flag out")),
    Bad(id="other-scheduler-underscore", flags=("--scheduler_cls=x.Y",), says=("--scheduler-cls",)),
    Bad(id="api-key", flags=("--api-key", "k"), says=("--api-key", "safekv keys add")),
    Bad(id="api-key-equals", flags=("--api-key=k",), says=("--api-key", "safekv keys add")),
    Bad(id="api-key-variable", environment={"VLLM_API_KEY": "k"}, says=("VLLM_API_KEY", "unset")),
    Bad(id="rust-frontend", environment={"VLLM_USE_RUST_FRONTEND": "1"}, says=("VLLM_USE_RUST_FRONTEND", "unset")),
    Bad(id="grpc", flags=("--grpc",), says=("--grpc", "leave the flag out")),
    Bad(id="scale-out", flags=("--enable-scale-out",), says=("--enable-scale-out", "leave the flag out")),
    Bad(id="no-such-host", flags=("--host", "no.such.host.invalid"), says=("--host", "no such host")),
    Bad(id="no-such-directory", flags=("--model", "/nowhere/m"), says=("/nowhere/m", "there is no such directory")),
    Bad(id="no-such-file-of-flags", flags=("--config", "/nowhere/f.yaml"), says=("--config /nowhere/f.yaml", "give")),
    Bad(id="unknown-key", policy={"mod": "isolate"}, says=("mod", "did you mean mode?")),
    Bad(id="unknown-mode", policy={"mode": "sharing"}, says=("mode", "isolate")),
    Bad(id="wrong-type", policy={"declared": "house"}, says=("declared",)),
    Bad(id="no-key-file", policy={"identity": KEYS}, says=("keys.json", "safekv keys add")),
    Bad(id="production-without-secret", policy={"production": True}, says=("master_secret_file", "openssl rand")),
    Bad(
        id="production-share-all",
        policy={"production": True, "mode": "share-all-unsafe"},
        says=("share-all-unsafe", "not in production"),
    ),
    Bad(
        id="no-master-secret",
        policy={"identity": {"master_secret_file": "master.key"}},
        says=("master.key", "openssl rand"),
    ),
]

BY_THE_ENGINE = [
    Bad(
        id="every-unproved-feature-at-once",
        flags=("--kv-events-config", '{"enable_kv_cache_events": true}', "--enable-lora", "--no-enable-prefix-caching"),
        says=(
            "--kv-events-config: events carry token ids",
            "--enable-lora: adapters are not proved; leave the flag out",
            "--no-enable-prefix-caching: there is nothing to protect",
        ),
    ),
    Bad(id="unknown-flag", flags=("--no-such-flag",), says=("--no-such-flag", "unrecognized")),
    Bad(id="sleep-mode", flags=("--enable-sleep-mode",), says=("Sleep mode",)),
    Bad(
        id="no-such-template", flags=("--chat-template", "/nowhere/t.jinja"), says=("/nowhere/t.jinja", "doesn't exist")
    ),
    Bad(id="no-such-certificate", flags=("--ssl-certfile", "/nowhere/c.pem"), says=("--ssl-certfile /nowhere/c.pem",)),
    Bad(id="misspelt-flag", flags=("--max-modellen", "64"), says=("--max-modellen", "did you mean --max-model-len?")),
]


def refuse(bad: Bad, directory: Path, *, within: float) -> None:
    done = run_to_its_end(
        command(write_policy(directory, **bad.policy), free_port(), bad.flags),
        timeout=within,
        environment=bad.environment,
    )
    assert done.returncode == 2, done.stdout[-2000:]
    assert all(said in done.stdout for said in bad.says), done.stdout[-2000:]
    assert "Traceback" not in done.stdout
    assert not any(line in done.stdout for line in LOADED)


@pytest.mark.parametrize("bad", BEFORE_THE_ENGINE, ids=lambda bad: bad.id)
def test_refused_before_the_engine_is_imported(bad: Bad, tmp_path: Path) -> None:
    refuse(bad, tmp_path, within=15)


@pytest.mark.server
@pytest.mark.parametrize("bad", BY_THE_ENGINE, ids=lambda bad: bad.id)
def test_refused_before_the_model_is_loaded(bad: Bad, tmp_path: Path) -> None:
    refuse(bad, tmp_path, within=90)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mode: declared\nmode: isolate\n", "twice"),
        ("mode: [declared\n", "not valid YAML"),
        ("", "mapping"),
        ("- mode\n", "mapping"),
        ("mode: isolate\nidentity: {api_keys: [1]}\n", "api_keys"),
    ],
)
def test_malformed_policies(text: str, says: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(text)
    done = run_to_its_end(command(policy, free_port()), timeout=15)
    assert (done.returncode, says in done.stdout) == (2, True), done.stdout
    assert "Traceback" not in done.stdout


def test_no_policy_at_all(tmp_path: Path) -> None:
    done = run_to_its_end(command(tmp_path / "none.yaml", free_port()), timeout=15)
    assert done.returncode == 2
    assert "there is no such file; give the path of a policy file" in done.stdout.replace("\n", " ")


def test_a_port_that_belongs_to_another_server(tmp_path: Path) -> None:
    """Which answers that it is healthy; that is not taken for our being ready."""

    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    asked: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        done = run_to_its_end(command(write_policy(tmp_path), other.server_port), timeout=15)
        other.shutdown()
    assert done.returncode == 2, done.stdout
    assert f"--port {other.server_port}: another process listens" in done.stdout
    assert "SafeKV is ready" not in done.stdout
    assert "Traceback" not in done.stdout
    assert asked == []


def test_no_engine_at_all(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['vllm'] = None")
    hidden = {"PYTHONPATH": str(tmp_path)}
    done = run_to_its_end(command(write_policy(tmp_path), free_port()), timeout=15, environment=hidden)
    assert done.returncode == 2, done.stdout
    assert "vLLM is not installed here; with a GPU: pip install" in done.stdout.replace("\n", " ")
    assert "Traceback" not in done.stdout


@pytest.mark.server
def test_an_engine_that_dies_while_it_starts(tmp_path: Path) -> None:
    """In a process of its own: the reason is in our one line all the same."""
    too_little = ("--num-gpu-blocks-override", "2")
    done = run_to_its_end(command(write_policy(tmp_path), free_port(), too_little), timeout=180)
    assert done.returncode == 2, done.stdout[-2000:]
    (said,) = [line for line in done.stdout.splitlines() if line.startswith("error: ")]
    assert said.startswith("error: the engine ended while it started: ")
    assert "KV cache" in said
    assert "(more in its log, above)" in said


@pytest.mark.server
def test_ctrl_c_while_the_engine_starts(tmp_path: Path) -> None:
    """Every process of the terminal gets it, and one line is what comes of it."""
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(write_policy(tmp_path), free_port()),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **ENVIRONMENT},
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while "(Worker" not in log.read_text():  # a process whose interpreter only starts would still print a trace
            assert process.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        deadline = time.monotonic() + 60
        while processes_of(process.pid):
            assert time.monotonic() < deadline, processes_of(process.pid)
            time.sleep(0.1)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    said = log.read_text()
    assert "stopped before it was ready" in said
    assert "Traceback" not in said
