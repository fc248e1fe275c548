"""Starting vLLM with SafeKV in it: its own flags, its own entry point, in this process."""

from __future__ import annotations

import argparse
import atexit
import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import httpx

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, Policy, Session
from safekv.engines.vllm import compat
from safekv.engines.vllm.trying import Tried, try_out
from safekv.errors import OperatorError, UnprovedFeatureError
from safekv.identity.keyring import SECRET_BYTES
from safekv.pipeline import check_ledger, check_policy

OURS = (
    *("--scheduler-cls", compat.SCHEDULER),
    *("--middleware", compat.MIDDLEWARE),
    "--enable-prompt-tokens-details",
    "--no-log-error-stack",  # it would log the bodies of malformed requests
)
"""The engine flags that `safekv serve` adds."""

REFUSED_FLAGS = {
    "--scheduler-cls": "SafeKV is a scheduler class itself, and only one can be given",
    "--api-key": "tenants and operators have keys of their own; see `safekv keys add --help`",
    "--grpc": "the gRPC server knows no middleware, so nobody would write the scopes",
    "--headless": "an engine without its HTTP server has nobody to write the scopes",
    "--enable-scale-out": "its routes take ready-made tokens and transfers past the edge",
}

_REFUSED_VARIABLES = {
    "VLLM_USE_RUST_FRONTEND": "the Rust frontend knows no middleware, so nobody would write the scopes",
    "VLLM_API_KEY": "tenants and operators have keys of their own; see `safekv keys add --help`",
}

_SESSION_PREFIX = "safekv-session-"


def check_flags(flags: Sequence[str], environ: dict[str, str]) -> None:
    """Refuse flags and variables under which the edge would not stand in front of the engine.

    Raises UnprovedFeatureError.
    """
    given = {flag.partition("=")[0].replace("_", "-") for flag in flags if flag.startswith("--")}
    for flag, reason in REFUSED_FLAGS.items():
        if flag in given:
            raise UnprovedFeatureError(f"{flag}: {reason}; leave the flag out")
    for variable, reason in _REFUSED_VARIABLES.items():
        if environ.get(variable, "0") not in ("", "0"):
            raise UnprovedFeatureError(f"{variable}: {reason}; unset the variable")


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


def parse_engine_flags(flags: Sequence[str]) -> Any:
    """vLLM's parsed arguments, with SafeKV's flags added, checked against what was proved.

    A flag that vLLM does not know ends the process with vLLM's own usage message. Raises UnprovedFeatureError for a
    refused configuration, OperatorError for one that vLLM itself refuses.
    """
    from vllm.engine.arg_utils import AsyncEngineArgs
    from vllm.entrypoints.launchers.cli_args import make_arg_parser, validate_parsed_serve_args
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    parser = make_arg_parser(FlexibleArgumentParser(prog="safekv serve"))
    arguments = parser.parse_args([*flags, *OURS])
    try:
        validate_parsed_serve_args(arguments)
        config = AsyncEngineArgs.from_cli_args(arguments).create_engine_config()
    except (ValueError, TypeError, OSError, argparse.ArgumentTypeError) as error:
        raise OperatorError(f"the engine refuses this configuration: {error}") from None
    _check_arguments(arguments)
    compat.check_engine_source()
    compat.check_edge_source()
    compat.check_config(config)
    return arguments


def check_declared(policy: Policy, arguments: Any) -> tuple[int, list[Tried]]:
    """The size of a block in tokens, and what the model's own tokenizer and template make of what the policy declares.

    Takes no weights and no engine. Raises OperatorError where nothing can be rendered at all.
    """
    from vllm.engine.arg_utils import AsyncEngineArgs

    return try_out(arguments, AsyncEngineArgs.from_cli_args(arguments).create_engine_config(), policy.declared)


def _check_arguments(arguments: Any) -> None:
    """The refused flags once more, as parsed: they may also stand in a file that --config names."""
    for flag, reason in REFUSED_FLAGS.items():
        if flag != "--scheduler-cls" and getattr(arguments, flag[2:].replace("-", "_")):
            raise UnprovedFeatureError(f"{flag}: {reason}; leave it out of the file of --config")
    if arguments.middleware[-1] != compat.MIDDLEWARE:
        raise UnprovedFeatureError("--middleware: SafeKV's must be the outermost; leave the flag out")


def run(arguments: Any) -> None:
    """Serve until stopped: vLLM's own `serve` command."""
    from vllm.entrypoints.cli.serve import ServeSubcommand
    from vllm.entrypoints.serve.utils.api_utils import cli_env_setup

    cli_env_setup()
    ServeSubcommand.cmd(arguments)


def when_healthy(url: str, announce: Callable[[], None]) -> None:
    """Call `announce` once the server at `url` answers, from a thread that dies with the process."""

    def poll() -> None:
        while True:
            try:
                if httpx.get(f"{url}/health", timeout=5, trust_env=False).status_code == 200:
                    announce()
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)

    threading.Thread(target=poll, name="safekv-announce", daemon=True).start()


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
