"""The start of a server, as its own processes tell it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.config import SESSION_VARIABLE, Session
from safekv.engines.vllm import starting


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(directory=tmp_path)


def test_a_server_is_ready_when_it_listens_and_not_when_anybody_answers(session: Session) -> None:
    """Its startup is complete before that; and another server may answer at the same address all the while."""
    server = SimpleNamespace(started=False)
    told = threading.Event()
    starting.when_ready(session, told.set)

    async def start() -> None:
        ready = asyncio.create_task(starting.mark_ready(session, SimpleNamespace(state=SimpleNamespace(server=server))))
        await asyncio.sleep(3 * starting.POLL_SECONDS)
        assert not session.ready_file.exists()
        assert not told.is_set()
        server.started = True
        await ready

    asyncio.run(start())
    assert told.wait(30)


def test_the_first_failure_is_the_reason_and_it_is_one_line(session: Session) -> None:
    assert starting.failure(session) == ""
    starting.note_failure(session, starting.one_line(ValueError("no\n  memory")))
    starting.note_failure(session, "what followed")
    assert starting.failure(session) == "no memory"
    assert starting.one_line(ValueError()) == "ValueError"
    assert starting.one_line(KeyError("unknown parser")) == "unknown parser"
    assert starting.last_line("Traceback …\n  File …\nValueError: no such thing\n\n") == "ValueError: no such thing"
    assert starting.last_line("") == "the engine's application failed to start"
    assert len(starting.one_line(ValueError("x" * 10_000))) == starting.REASON_CHARACTERS


CHILD = """
import logging.config, signal, sys
from safekv.engines.vllm import starting
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is given another
starting.settle_in()
logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "loggers": {"vllm": {"level": "INFO"}}})
print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
try:
    raise ValueError("the model does not fit")
except ValueError:
    logging.getLogger("vllm.v1.engine.core").exception("EngineCore failed to start.")
logging.getLogger("vllm.v1.engine.core").error("something else")
"""


@pytest.mark.parametrize("inside", [True, False])
def test_a_process_of_the_server_leaves_ctrl_c_to_it_and_tells_why_it_failed(session: Session, inside: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name != SESSION_VARIABLE}
    environment |= {SESSION_VARIABLE: str(session.directory)} if inside else {}
    done = subprocess.run([sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{inside}\n"
    assert starting.failure(session) == ("the model does not fit" if inside else "")


GUARDED = """
import subprocess, sys, time
from pathlib import Path
from safekv.config import Session
from safekv.engines.vllm import starting
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
starting.guard_start(Session(directory=Path(sys.argv[1])))
print(child.pid, flush=True)
while True:
    try:
        time.sleep(600)
    except BaseException:  # as what waits for the engine does
        pass
"""


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_ends_a_start_with_all_its_processes_even_where_exceptions_are_passed_over(
    tmp_path: Path, stop: signal.Signals, code: int
) -> None:
    pytest.importorskip("psutil")
    directory = tmp_path / "session"
    directory.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", GUARDED, str(directory)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.send_signal(stop)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (code, "stopped before it was ready\n")
    assert not directory.exists()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{child}").exists() and "\nState:\tZ" not in Path(f"/proc/{child}/status").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(("former", "guards"), [(signal.default_int_handler, False), (lambda *_: None, True)])
def test_the_guard_stays_only_where_the_engine_would_take_its_place(
    session: Session, former: Any, guards: bool
) -> None:
    """In a process that is not the server, Ctrl-C is nobody's business here."""
    before = signal.signal(signal.SIGINT, former)
    try:
        unguard = starting.keep_guard(session)
        assert (signal.getsignal(signal.SIGINT) is not former) is guards
        unguard()
        assert signal.getsignal(signal.SIGINT) is former
    finally:
        signal.signal(signal.SIGINT, before)


def test_outside_the_main_thread_there_is_no_guard(session: Session) -> None:
    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=starting.guard_start, args=(session,))
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is before
