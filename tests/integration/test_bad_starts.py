"""Starts that are refused: soon, with exit code 2, saying what, where and the mend, and without a stack trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.integration.starting import command, free_port, run_to_its_end, write_policy

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
    assert "there is no such policy file" in done.stdout.replace("\n", " ")
