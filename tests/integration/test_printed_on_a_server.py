"""README and guide are followed by a newcomer, in order, as printed, on one real server: nothing fails, and it works.

The server is the one that the README starts, with the small model in place of the one that it names.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.conformance.servers import ROOMY, model_directory
from tests.integration.starting import ENVIRONMENT, START_SECONDS, free_port
from tests.printed.blocks import PAGES, Line
from tests.printed.commands import Needs, parts
from tests.printed.folder import SAFEKV, Folder, steps

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not all(map(shutil.which, ("bash", "curl", "openssl"))), reason="a newcomer has bash, curl and openssl"
    ),
]


LONGEST_REQUEST = "4096"
"""In tokens: what `safekv doctor` sends has some 2,000 of the small model's."""


def arguments(line: Line, port: int) -> list[str]:
    """The printed start, with the small model under the name of the printed one, what it needs, and our port."""
    ((_, _, *words),) = parts(line.text)
    model = words[words.index("--model") + 1]
    words[words.index("--model") + 1] = str(model_directory())
    names = (model, "small")  # what requests to the other server that is printed call its model
    ours = (*ROOMY, "--max-model-len", LONGEST_REQUEST, "--served-model-name", *names, "--port", str(port))
    return [str(SAFEKV), "serve", *words, *ours]


@contextmanager
def started(folder: Folder, line: Line) -> Iterator[None]:
    """The server that a page starts, in the folder, until the end of the block."""
    port, log = free_port(), folder.path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments(line, port),
            cwd=folder.path / "work",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**folder.environment(), **ENVIRONMENT},
            start_new_session=True,
        )
    try:
        folder.url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_SECONDS
        while not healthy(folder.url):
            assert process.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.2)
        yield
    finally:
        process.terminate()  # the server alone: it ends its engine, and would take another's signal to that for a crash
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert "Traceback" not in log.read_text(errors="replace")


def healthy(url: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"{url}/health", timeout=2, trust_env=False).status_code == 200
    return False


def test_a_newcomer_follows_the_pages_in_order_and_everything_works(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    waiting = list(steps(PAGES))
    start = next(place for place, (need, _, _) in enumerate(waiting) if need is Needs.START)
    follow(folder, waiting[:start])
    server = waiting[start][2]
    assert server is not None
    with started(folder, server):
        follow(folder, waiting[start + 1 :])
        work_as_they_say(folder)


def follow(folder: Folder, some: Sequence[tuple[Needs, object, Line | None]]) -> None:
    """Save what is to be saved, run what can be run. Other starts that are printed are the same server elsewhere."""
    for need, block, line in some:
        if need > Needs.SERVER:
            continue
        if line is None:
            folder.save(block)  # type: ignore[arg-type]
        else:
            folder.run(line)


def work_as_they_say(folder: Folder) -> None:
    """What the printed commands have said: a declared prompt is shared, an answer comes, the tenants are apart."""
    said = {text.split(": ", 1)[1].split("\n", 1)[0]: output for text, output in folder.outputs.items()}
    answers = [json.loads(output) for text, output in said.items() if text.startswith("curl") and "/v1/" in text]
    assert answers
    assert all("error" not in answer for answer in answers)
    (added,) = [output for text, output in said.items() if text.startswith("safekv declare add")]
    assert "are shared" in added
    assert any(text.startswith("safekv doctor") for text in said)
    operator = folder.environment()["SAFEKV_OPERATOR_KEY"]
    headers = {"Authorization": f"Bearer {operator}"}
    status = httpx.get(f"{folder.url}/safekv/status", headers=headers, timeout=60, trust_env=False).json()
    shared = {row["name"]: row["blocks"] for row in status["declared"]}
    assert shared.keys() == {"support-agent", "acme-handbook"}, "those of the printed policy; `support` was withdrawn"
    assert all(blocks > 0 for blocks in shared.values())
