"""Starting vLLM with SafeKV in it: its own flags, its own entry point, in this process."""

from __future__ import annotations

import atexit
import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, NoReturn

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, Policy, Session
from safekv.engines.vllm.listening import listening
from safekv.engines.vllm.starting import STOPPED, failure, guard_start, one_line
from safekv.engines.vllm.trying import Tried, try_out
from safekv.errors import EngineError, OperatorError, SafeKVError
from safekv.identity.keyring import SECRET_BYTES
from safekv.pipeline import check_ledger, check_policy

_SESSION_PREFIX = "safekv-session-"


def open_session(policy: Policy) -> Session:
    """A directory for one run: the resolved policy and, where the policy names none, a fresh master secret.

    Checks the policy's files and ledger first, so that a mistake shows before the engine starts. Sets the two
    variables by which the edge and the scheduler find the session. Raises KeyFileError, OperatorError.
    """
    check_policy(policy)
    session = Session(directory=_session_directory(Path(tempfile.gettempdir())))
    if policy.identity.master_secret_file is None:
        _write_private(session.master_secret_file, secrets.token_hex(SECRET_BYTES))
    check_ledger(policy, session)
    resolved = session.directory / "policy.json"
    _write_private(resolved, policy.model_dump_json(exclude_none=True))
    os.environ[POLICY_VARIABLE] = str(resolved)
    os.environ[SESSION_VARIABLE] = str(session.directory)
    # Addresses decide about trust: take the peer's, not one that a header claims.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    return session


def check_declared(policy: Policy, arguments: Any) -> tuple[int, list[Tried]]:
    """The size of a block in tokens, and what the model's own tokenizer and template make of what the policy declares.

    Takes no weights and no engine. Raises OperatorError where nothing can be rendered at all.
    """
    from vllm.engine.arg_utils import AsyncEngineArgs

    return try_out(arguments, AsyncEngineArgs.from_cli_args(arguments).create_engine_config(), policy.declared)


def run(arguments: Any, session: Session) -> None:
    """Serve until stopped: vLLM's own `serve` command.

    Raises OperatorError when the server ends before it was ready, EngineError when it fails later. A start that is
    stopped by Ctrl-C or SIGTERM ends the process with 130 or 143.
    """
    from vllm.entrypoints.cli.serve import ServeSubcommand
    from vllm.entrypoints.serve.utils.api_utils import cli_env_setup

    cli_env_setup()
    # Python's process that cleans up shared memory would count, after our last word, what it has cleaned up.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
    guard_start(session)
    try:
        ServeSubcommand.cmd(arguments)
    except KeyboardInterrupt as stop:  # the engine makes one of SIGTERM, with a word
        _stopped(signal.SIGTERM if stop.args else signal.SIGINT)
    except SystemExit:  # by the HTTP server when its application does not start, or by a handler of signals
        if session.ready_file.exists():
            raise
    except Exception as error:
        raise _ended(error, arguments, session) from None
    if not session.ready_file.exists():
        if said := failure(session):
            raise OperatorError(said)
        _stopped(signal.SIGINT)


def _stopped(by: signal.Signals) -> NoReturn:
    os.write(2, STOPPED)
    sys.exit(128 + by)


def _ended(error: Exception, arguments: Any, session: Session) -> SafeKVError:
    """What to tell the operator of an exception that ended the server; its log has the rest."""
    if isinstance(error, SafeKVError):
        return error
    if session.ready_file.exists():
        return EngineError(f"the server has ended: {one_line(error)}; its log, above, says more")
    if said := failure(session):
        return OperatorError(f"the engine ended while it started: {said} (more in its log, above)")
    if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
        return OperatorError(listening(arguments).explain(error))
    return OperatorError(f"the server ended before it was ready: {one_line(error)} (more in its log, above)")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _session_directory(temporary: Path) -> Path:
    """A fresh directory of mode 0700, locked for as long as this process lives; those of dead runs are removed.

    A lock tells what a process id would not: it holds across containers that share the directory.
    """
    for left in temporary.glob(f"{_SESSION_PREFIX}*"):
        with contextlib.suppress(OSError):  # alive, somebody else's, or gone already
            _lock(left).close()
            shutil.rmtree(left, ignore_errors=True)
    directory = Path(tempfile.mkdtemp(prefix=_SESSION_PREFIX, dir=temporary))
    _held.append(_lock(directory))
    atexit.register(_remove, directory, os.getpid())
    return directory


_held: list[IO[str]] = []


def _lock(directory: Path) -> IO[str]:
    """Lock a session's directory. Raises OSError when a live process holds it."""
    file = os.fdopen(os.open(directory / "lock", os.O_WRONLY | os.O_CREAT, 0o600), "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file


def _remove(directory: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(directory, ignore_errors=True)
