from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.edge.server import Make, Server


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    from tests.unit.edge.server import Server

    made: list[Server] = []
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="skv") as directory:

        def build(**policy: Any) -> Server:
            made.append(Server(Path(directory), monkeypatch, **policy))
            return made[-1]

        yield build
        for server in made:  # closing waits for the server's next poll; the tests do not
            threading.Thread(target=server.engine.control.close, daemon=True).start()


@pytest.fixture
def server(make: Make) -> Server:
    built = make()
    assert [message["type"] for message in built.start()] == ["lifespan.startup.complete"]
    return built
