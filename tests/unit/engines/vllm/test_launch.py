from __future__ import annotations

import argparse
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, Policy, Session, load_environment, load_policy
from safekv.engines.vllm import launch
from safekv.engines.vllm.launch import REFUSED_FLAGS, check_flags, open_session
from safekv.errors import KeyFileError, LedgerError, OperatorError, UnprovedFeatureError
from safekv.identity.keyring import read_secret
from safekv.pipeline import open_ledger
from safekv_lab.bench.deployment import prepare
from tests.factories import add_key

# ── flags ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "flags",
    [
        [],
        ["--model", "m", "--port", "8000"],
        ["--max-model-len=4096", "-tp", "2"],
        ["--served-model-name", "--api-keys-of-somebody"],
        ["--api-server-count", "2"],
    ],
    ids=" ".join,
)
def test_the_engines_other_flags_pass(flags: list[str]) -> None:
    check_flags(flags, {"VLLM_USE_RUST_FRONTEND": "0", "VLLM_API_KEY": "", "PATH": "/bin"})


@pytest.mark.parametrize("flag", REFUSED_FLAGS)
@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(lambda f: [f, "x"], id="flag and value"),
        pytest.param(lambda f: [f"{f}=x"], id="with an equals sign"),
        pytest.param(lambda f: ["--" + f[2:].replace("-", "_"), "x"], id="with underscores"),
        pytest.param(lambda f: ["--model", "m", f], id="behind others"),
    ],
)
def test_a_flag_that_would_take_the_edge_away_is_refused(flag: str, spell: object) -> None:
    assert callable(spell)
    with pytest.raises(UnprovedFeatureError, match=f"^{flag}: .*; leave the flag out"):
        check_flags(spell(flag), {})


@pytest.mark.engine
@pytest.mark.parametrize(
    "flags",
    [["--headles"], ["--api-ke", "x"], ["--grpc"], ["--enable-scale"], ["--config", "FILE"]],
    ids=" ".join,
)
def test_a_refused_flag_is_found_abbreviated_and_in_the_file_of_config_too(tmp_path: Path, flags: list[str]) -> None:
    """The engine's parser takes any unambiguous beginning of a flag, and a file of flags."""
    pytest.importorskip("vllm")
    from vllm.entrypoints.launchers.cli_args import make_arg_parser
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    file = tmp_path / "engine.yaml"
    file.write_text("headless: true\n")
    parser = make_arg_parser(FlexibleArgumentParser())
    launch._check_arguments(parser.parse_args(["--model", "m", *launch.OURS]))
    given = [word.replace("FILE", str(file)) for word in flags]
    with pytest.raises(UnprovedFeatureError, match="leave it out of the file"):
        launch._check_arguments(parser.parse_args(["--model", "m", *given, *launch.OURS]))


def test_a_middleware_in_front_of_ours_is_refused() -> None:
    off = {flag[2:].replace("-", "_"): None for flag in REFUSED_FLAGS}
    ours, theirs = launch.compat.MIDDLEWARE, "their.Middleware"
    launch._check_arguments(argparse.Namespace(**off, middleware=[theirs, ours]))
    with pytest.raises(UnprovedFeatureError, match="must be the outermost"):
        launch._check_arguments(argparse.Namespace(**off, middleware=[ours, theirs]))


@pytest.mark.parametrize("variable", ["VLLM_USE_RUST_FRONTEND", "VLLM_API_KEY"])
def test_a_variable_that_would_take_the_edge_away_is_refused(variable: str) -> None:
    with pytest.raises(UnprovedFeatureError, match=f"^{variable}: .*; unset the variable") as refused:
        check_flags([], {variable: "canary"})
    assert "canary" not in str(refused.value)


# ── the session ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A process environment that is as before afterwards, and no exit hooks left behind."""
    monkeypatch.setattr(launch.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(launch.atexit, "register", lambda *args: None)
    for name in (POLICY_VARIABLE, SESSION_VARIABLE, "FORWARDED_ALLOW_IPS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    yield
    for name in (POLICY_VARIABLE, SESSION_VARIABLE, "FORWARDED_ALLOW_IPS"):
        os.environ.pop(name, None)


@pytest.mark.usefixtures("environment")
def test_a_session_is_found_by_both_processes_and_closed_to_others() -> None:
    policy = Policy.model_validate({"mode": "declared", "declared": [{"name": "a", "text": "x"}]})
    session = open_session(policy)
    assert load_environment() == (policy, session)
    assert stat.S_IMODE(session.directory.stat().st_mode) == 0o700
    for file in session.directory.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(read_secret(session.master_secret_file)) == 32


@pytest.mark.usefixtures("environment")
def test_each_session_draws_a_secret_of_its_own() -> None:
    first, second = open_session(Policy()), open_session(Policy())
    assert first.master_secret_file.read_text() != second.master_secret_file.read_text()


@pytest.mark.usefixtures("environment")
def test_the_policys_own_secret_is_not_copied(secret_file: Path) -> None:
    session = open_session(Policy.model_validate({"identity": {"master_secret_file": str(secret_file)}}))
    assert not session.master_secret_file.exists()
    copies = [file for file in session.directory.iterdir() if "ab" * 32 in file.read_text()]
    assert copies == []


@pytest.mark.usefixtures("environment")
def test_paths_in_the_session_copy_are_those_of_the_policy(tmp_path: Path) -> None:
    add_key(tmp_path / "keys.json", "alice")
    source = tmp_path / "policy.yaml"
    source.write_text("identity: {api_keys: keys.json}")
    open_session(load_policy(source))
    assert load_environment()[0].identity.api_keys == tmp_path / "keys.json"


@pytest.mark.usefixtures("environment")
def test_a_mistake_in_a_file_leaves_no_session_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        open_session(Policy.model_validate({"identity": {"api_keys": str(tmp_path / "missing.json")}}))
    assert POLICY_VARIABLE not in os.environ
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("environment")
def test_no_header_tells_the_peers_address() -> None:
    open_session(Policy())
    assert os.environ["FORWARDED_ALLOW_IPS"] == ""


@pytest.mark.parametrize("owner", [True, False], ids=["by the process that made it", "not by a forked child"])
def test_a_session_is_removed(tmp_path: Path, owner: bool) -> None:
    directory = tmp_path / "session"
    directory.mkdir()
    launch._remove(directory, os.getpid() if owner else os.getpid() + 1)
    assert directory.exists() is not owner


@pytest.mark.usefixtures("environment")
def test_what_killed_servers_left_behind_is_removed_and_nothing_else(tmp_path: Path) -> None:
    names = {"safekv-session-dead": False, "safekv-session-alive": True, "other-d": True}
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "master.key").touch()
    with (tmp_path / "safekv-session-alive" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        open_session(Policy())
        assert {name: (tmp_path / name).exists() for name in names} == names


def test_the_session_of_this_process_is_not_taken_for_dead(tmp_path: Path) -> None:
    first = open_session(Policy())
    open_session(Policy())
    assert first.master_secret_file.exists()


def test_the_flags_that_we_add_are_ours() -> None:
    assert launch.OURS[:4] == (
        "--scheduler-cls",
        "safekv.engines.vllm.scheduler.make_scheduler",
        "--middleware",
        "safekv.engines.vllm.middleware.SafeKVMiddleware",
    )
    assert "--enable-prompt-tokens-details" in launch.OURS


@pytest.mark.usefixtures("environment")
def test_a_second_server_of_a_deployment_is_refused_before_anything_starts(tmp_path: Path) -> None:
    policy = prepare(tmp_path, now=time.time(), until_draw=30, life=60).load()
    ledger = open_ledger(policy, open_session(policy), now=time.time())
    try:
        with pytest.raises(OperatorError, match="another server of this deployment keeps its ledger"):
            open_session(policy)
    finally:
        ledger.close()
    open_session(policy)


@pytest.mark.usefixtures("environment")
def test_a_damaged_ledger_keeps_no_server_from_starting(tmp_path: Path) -> None:
    policy = prepare(tmp_path, now=time.time(), until_draw=30, life=60).load()
    assert policy.ledger.path is not None
    policy.ledger.path.write_bytes(b"this is no ledger" * 1000)
    with pytest.raises(LedgerError):
        open_ledger(policy, Session(directory=tmp_path), now=time.time())
    open_session(policy)
