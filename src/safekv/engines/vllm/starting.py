"""Readiness and failure of a start, passed between the server's processes through files of the session.

Nobody is asked over the network: whoever answers at an address may be another server.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

from safekv.config import Session, load_session

POLL_SECONDS = 0.1
REASON_CHARACTERS = 500
STOPPED = b"stopped before it was ready\n"

_TELL_OF_FAILURE = ("vllm.v1.executor.multiproc_executor", "vllm.v1.engine.core")
"""The engine's loggers that report, with the exception, that a process of its could not start."""


def settle_in() -> None:
    """For a process that the engine has started, before anything else: it leaves Ctrl-C to the server, which ends it.

    The terminal sends it to all of them, and each would print a stack trace of its own. If it fails, it tells why.
    """
    if load_session() is None:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    make = logging.getLogRecordFactory()  # which the engine's own setting up of its log leaves alone

    def make_and_tell(*given: Any, **named: Any) -> logging.LogRecord:
        record = make(*given, **named)
        if record.name in _TELL_OF_FAILURE:
            _tell(record)
        return record

    logging.setLogRecordFactory(make_and_tell)


def _tell(record: logging.LogRecord) -> None:
    """Note the exception of a log record as the reason why the start failed."""
    session = load_session()
    error = record.exc_info[1] if record.exc_info else None
    if session is not None and error is not None:
        note_failure(session, one_line(error))


def one_line(error: BaseException) -> str:
    """What went wrong, in one line."""
    text = " ".join(str(error.args[0] if isinstance(error, KeyError) and error.args else error).split())
    return (text or type(error).__name__)[:REASON_CHARACTERS]


def note_failure(session: Session, reason: str) -> None:
    """Note why the start failed, unless somebody has: the first failure is the cause of the others."""
    with contextlib.suppress(OSError):
        descriptor = os.open(session.failure_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(reason)


def failure(session: Session) -> str:
    """Why the start failed; empty if no process has said so."""
    try:
        return session.failure_file.read_text()
    except OSError:
        return ""


_STOPS = (signal.SIGINT, signal.SIGTERM)


def guard_start(session: Session) -> Callable[[], object]:
    """Let Ctrl-C and SIGTERM end all of the server's processes at once; returns what puts the former handlers back.

    Nothing is raised in their place: what waits for the engine passes over exceptions, and goes on waiting.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    former = [(stop, signal.signal(stop, lambda by, _: _interrupt(session, by))) for stop in _STOPS]
    return lambda: [signal.signal(stop, handler) for stop, handler in former]


def keep_guard(session: Session) -> Callable[[], object]:
    """As `guard_start`, from when the engine has set its own handler, which is for a server that serves."""
    handled = signal.getsignal(signal.SIGINT) not in (signal.default_int_handler, signal.SIG_IGN, signal.SIG_DFL)
    return guard_start(session) if handled else (lambda: None)


def _interrupt(session: Session, by: int) -> NoReturn:
    """Only the process that cleans up behind the others, at their end, is left to do so."""
    import psutil

    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if not any("resource_tracker" in word for word in process.cmdline()):
                process.kill()
    os.write(2, STOPPED)
    shutil.rmtree(session.directory, ignore_errors=True)
    os._exit(128 + by)


def last_line(said: str) -> str:
    """Of a stack trace, what went wrong."""
    return (said.strip() or "the engine's application failed to start").splitlines()[-1][:REASON_CHARACTERS]


async def mark_ready(session: Session, app: Any) -> None:
    """Mark the server as ready once it listens. `app` is the engine's application, whose startup is complete."""
    server = getattr(getattr(app, "state", None), "server", None)
    while server is not None and not server.started:
        await asyncio.sleep(POLL_SECONDS)
    session.ready_file.touch()


def when_ready(session: Session, announce: Callable[[], None]) -> None:
    """Call `announce` once the server of this session is ready, from a thread that dies with the process."""

    def wait() -> None:
        while not session.ready_file.exists():
            time.sleep(POLL_SECONDS)
        announce()

    threading.Thread(target=wait, name="safekv-announce", daemon=True).start()
