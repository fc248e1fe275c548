from __future__ import annotations

import asyncio
import functools
import json
import socket
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import DeclarationError, EngineError
from safekv.sharing import control
from safekv.sharing.control import Command, ControlServer


@pytest.fixture
def path() -> Iterator[Path]:
    """A socket path that is short enough for the operating system, whatever TMPDIR says."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="skv") as directory:
        yield Path(directory) / "c.sock"


@pytest.fixture
def server(path: Path) -> Iterator[ControlServer]:
    listening = ControlServer(path)
    yield listening
    threading.Thread(target=listening.close, daemon=True).start()  # it waits for the next poll; the tests do not


def send(path: Path, body: dict[str, Any], wake: Callable[[], None] = lambda: None) -> dict[str, Any]:
    async def wake_engine() -> None:
        wake()

    return asyncio.run(asyncio.wait_for(control.send(path, body, wake_engine), timeout=10))


def answering(server: ControlServer, answer: Callable[[Command], None]) -> Callable[[], None]:
    """A `wake` upon which the engine takes its commands and answers them."""

    def wake() -> None:
        assert server.waiting(), "woken before the command was in the queue"
        for command in server.take():
            answer(command)

    return wake


def raw(path: Path, line: bytes) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(path))
        connection.sendall(line)
        return dict(json.loads(connection.makefile().readline()))


def test_a_command_is_queued_the_engine_woken_and_the_answer_comes_back(path: Path, server: ControlServer) -> None:
    taken: list[dict[str, Any]] = []

    def answer(command: Command) -> None:
        taken.append(command.body)
        command.answer.set_result({"done": 1})

    assert send(path, {"op": "status"}, answering(server, answer)) == {"done": 1}
    assert taken == [{"op": "status"}]
    assert not server.waiting()
    assert server.take() == []


def test_the_schedulers_reason_comes_back_as_it_is(path: Path, server: ControlServer) -> None:
    wake = answering(server, lambda command: command.answer.set_exception(DeclarationError("too long")))
    with pytest.raises(DeclarationError, match=r"^too long$"):
        send(path, {"op": "declare"}, wake)


def test_commands_are_taken_in_the_order_of_their_arrival(path: Path, server: ControlServer) -> None:
    for number in range(5):
        assert raw(path, b'{"op": %d}\n' % number) == {"accepted": True}
    assert [command.body["op"] for command in server.take()] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "line",
    [b"\n", b"x\n", b"[]]\n", b"1\n", b"null\n", b"\xff\n", b'["a"]\n', b"[" * 100_000 + b"\n"],
    ids=["empty", "no JSON", "broken", "number", "null", "not UTF-8", "list", "nested deeply"],
)
def test_what_is_no_command_is_refused_and_never_reaches_the_scheduler(
    path: Path, server: ControlServer, line: bytes
) -> None:
    assert raw(path, line) == {"error": "not a command"}
    assert server.take() == []


def test_a_scheduler_that_does_not_answer_in_time_is_named(
    path: Path, server: ControlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "COMMAND_TIMEOUT_SECONDS", 0.01)
    with pytest.raises(DeclarationError, match="has not answered yet"):
        send(path, {"op": "status"})


def test_without_a_scheduler_of_ours_there_is_nobody_to_ask(path: Path) -> None:
    with pytest.raises(EngineError, match="SafeKV's scheduler does not answer"):
        send(path, {"op": "status"})


@pytest.mark.parametrize("last_words", [b"", b'{"acc'], ids=["nothing", "half a line"])
def test_an_engine_that_dies_over_a_command_is_named(path: Path, last_words: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def die() -> None:
            connection, _ = listener.accept()
            connection.recv(100)
            connection.sendall(last_words)
            connection.close()

        thread = threading.Thread(target=die)
        thread.start()
        with pytest.raises(EngineError, match="went away before it answered"):
            send(path, {"op": "status"})
        thread.join()


def test_only_its_owner_may_speak_and_a_stale_socket_is_replaced(path: Path) -> None:
    path.touch()
    server = ControlServer(path)
    try:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_ISSOCK(path.stat().st_mode)
    finally:
        server.close()
    with pytest.raises(EngineError):
        send(path, {"op": "status"})


def test_one_of_those_who_watch_hears_an_event_and_all_are_woken(path: Path, server: ControlServer) -> None:
    heard: list[dict[str, Any]] = []
    woken = [0, 0]

    async def watch_twice() -> None:
        async def wake(number: int) -> None:
            woken[number] += 1

        watchers = [
            asyncio.create_task(control.watch(path, functools.partial(wake, number), heard.append)) for number in (0, 1)
        ]
        await _until(lambda: woken == [1, 1])  # both are there
        server.tell({"tenant": "x"})
        server.wake()
        await _until(lambda: woken == [2, 2])
        for watcher in watchers:
            watcher.cancel()

    asyncio.run(asyncio.wait_for(watch_twice(), timeout=10))
    assert heard == [{"tenant": "x"}]


def test_an_event_that_nobody_watches_for_is_lost_and_harms_nothing(server: ControlServer) -> None:
    server.tell({"tenant": "x"})


async def _until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.01)
