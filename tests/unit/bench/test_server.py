"""The server's life around a stand-in for it: healthy, dead, late, and never left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from safekv.errors import EngineError
from safekv_lab.bench import server
from safekv_lab.bench.server import Server, ending_on_sigterm

HEALTHY = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[-1])), Handler).serve_forever()
"""


def running(script: str, log: Path, timeout: float = 20.0) -> AbstractContextManager[tuple[str, int]]:
    return server._running([sys.executable, "-c", script], log=log, environment={}, timeout=timeout)


def gone(pid: int) -> bool:
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":  # an orphan that nobody has reaped yet
            return True
        time.sleep(0.1)
    return False


def test_the_whole_group_ends_with_the_block(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "server.log"
    with running(HEALTHY, log) as (url, pid):
        assert httpx.get(f"{url}/health").status_code == 200
        assert os.getpgid(pid) == pid
        child = int(log.read_text().split()[1])
    assert gone(pid)
    assert gone(child)


def test_an_exception_in_the_block_ends_the_server_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), running(HEALTHY, tmp_path / "log") as (_, pid):
        raise KeyboardInterrupt
    assert gone(pid)


def test_a_server_that_dies_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with (
        pytest.raises(EngineError, match=r"(?s)exit code 3.*no such model"),
        running("import sys; print('no such model'); sys.exit(3)", tmp_path / "log"),
    ):
        pass


def test_a_server_that_is_late_is_ended(tmp_path: Path) -> None:
    script = "import time; print('loading', flush=True); time.sleep(60)"
    with pytest.raises(EngineError, match=r"not healthy after 1 s"), running(script, tmp_path / "log", timeout=1):
        pass


def test_keys_stay_out_of_the_representation(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("a\nb\nc\n")
    found = Server(url="http://x", log=log, pid=1, keys={"acme": "sk-secret"}, operator_key="op-secret")
    assert "secret" not in repr(found)
    assert found.key("acme") == "sk-secret"
    assert found.tail(2) == "b\nc"
    with pytest.raises(KeyError):
        found.key("nobody")


def test_sigterm_ends_a_command_as_an_exception_and_the_handler_of_before_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    cleaned = []

    def command() -> None:
        with ending_on_sigterm():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(5)
            finally:
                cleaned.append("servers")

    with pytest.raises(SystemExit) as ended:
        command()
    assert ended.value.code == 143
    assert cleaned == ["servers"]
    assert signal.getsignal(signal.SIGTERM) == before
