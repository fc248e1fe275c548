from __future__ import annotations

import errno
import fcntl
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, Policy, Session, load_environment, load_policy
from safekv.engines.vllm import launch
from safekv.engines.vllm.launch import open_session
from safekv.engines.vllm.starting import note_failure
from safekv.errors import EngineError, KeyFileError, LedgerError, OperatorError
from safekv.identity.keyring import read_secret
from safekv.pipeline import open_ledger
from safekv_lab.bench.deployment import prepare
from tests.factories import add_key

# ── the session ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A process environment that is as before afterwards, and no exit hooks left behind."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("atexit.register", lambda *args: None)
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


# ── how a start ends ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(directory=tmp_path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, session: Session) -> Callable[[Callable[[], None]], None]:
    """`launch.run` with something else in the place of the engine's server."""
    serving = SimpleNamespace(cmd=lambda arguments: arguments.serves())
    monkeypatch.setitem(sys.modules, "vllm.entrypoints.cli.serve", SimpleNamespace(ServeSubcommand=serving))
    utilities = SimpleNamespace(cli_env_setup=lambda: None)
    monkeypatch.setitem(sys.modules, "vllm.entrypoints.serve.utils.api_utils", utilities)
    monkeypatch.setattr(launch, "guard_start", lambda session: None)
    where = {"host": "127.0.0.1", "port": 8000, "uds": None, "ssl_keyfile": None, "ssl_certfile": None}
    return lambda serves: launch.run(SimpleNamespace(serves=serves, **where), session)


def raises(error: BaseException) -> Callable[[], None]:
    def serves() -> None:
        raise error

    return serves


def test_an_engine_that_dies_while_it_starts_is_told_with_the_reason_of_the_process_that_died(
    run: Callable[[Callable[[], None]], None], session: Session
) -> None:
    note_failure(session, "the first failure")
    note_failure(session, "what followed from it")
    with pytest.raises(OperatorError, match=r"the engine ended while it started: the first failure \(more in its log"):
        run(raises(RuntimeError("Engine core initialization failed. See root cause above.")))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (KeyError("invalid tool call parser: nope"), "before it was ready: invalid tool call parser: nope"),
        (RuntimeError("first\nsecond"), "before it was ready: first second"),
        (OSError(errno.EADDRINUSE, "in use"), "--port 8000: another process listens"),
        (OSError(errno.ENOSPC, "no space left"), "no space left"),
    ],
)
def test_whatever_ends_a_start_is_one_message(
    run: Callable[[Callable[[], None]], None], error: Exception, says: str
) -> None:
    with pytest.raises(OperatorError) as ended:
        run(raises(error))
    assert says in str(ended.value)
    assert "\n" not in str(ended.value)


def test_a_refusal_by_the_edge_ends_with_its_reason(
    run: Callable[[Callable[[], None]], None], session: Session
) -> None:
    """The engine's server ends without an error then, or with an exit code of its own."""
    note_failure(session, "SafeKV refuses to start: 'rules' is too large")
    for ends in (lambda: None, raises(SystemExit(3))):
        with pytest.raises(OperatorError, match="'rules' is too large"):
            run(ends)


@pytest.mark.parametrize(
    ("stop", "code"),
    [(KeyboardInterrupt(), 130), (KeyboardInterrupt("terminated"), 143), (SystemExit(0), 130), (None, 130)],
)
def test_a_start_that_is_stopped_ends_as_shells_expect(
    run: Callable[[Callable[[], None]], None], stop: BaseException | None, code: int
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(raises(stop) if stop is not None else lambda: None)
    assert ended.value.code == code


def test_a_server_that_was_ready_ends_as_ever(run: Callable[[Callable[[], None]], None], session: Session) -> None:
    session.ready_file.touch()
    run(lambda: None)
    with pytest.raises(EngineError, match="the server has ended: gone"):
        run(raises(RuntimeError("gone")))
