from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

from safekv.engines.vllm.lifeline import end_with_parent

PARENT = """
import multiprocessing, os, sys, time

def engine():
    from safekv.engines.vllm.lifeline import end_with_parent
    end_with_parent()
    print(os.getpid(), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    multiprocessing.get_context("fork").Process(target=engine).start()
    time.sleep(60)
"""


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_engine_ends_when_its_server_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        engine = int(server.stdout.readline())
        assert _alive(engine)
        server.send_signal(signal.SIGKILL)
        server.wait()
    deadline = time.monotonic() + 10
    while _alive(engine) and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        assert not _alive(engine)
    finally:
        if _alive(engine):
            os.kill(engine, signal.SIGKILL)


def test_in_the_server_itself_there_is_nothing_to_do() -> None:
    end_with_parent()
    assert "safekv-lifeline" not in {thread.name for thread in threading.enumerate()}
