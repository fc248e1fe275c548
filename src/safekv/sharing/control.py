"""The control socket: carries the operator's commands from the HTTP edge to the scheduler.

The scheduler's process listens on a Unix socket in the session's directory (mode 0700). One JSON object a line,
one connection a command:

    ► {"op": "declare", …}      ◄ {"accepted": true}      the command is in the queue; wake the engine now
                                ◄ {"ok": {…}} or {"error": "…"}      once it is done
    ► {"op": "watch"}           ◄ {"wake": true}          whenever an idle engine should look, until either side goes
                                ◄ {"event": {…}}          what the operator's log is to be told of, by the edge

Threads of this file only queue and wait; the scheduler takes commands from the queue on its own thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import socketserver
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from safekv.errors import DeclarationError, EngineError, SafeKVError

MAX_COMMAND_BYTES = 64 * 2**20
COMMAND_TIMEOUT_SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Command:
    """What is to be done, and where the answer goes."""

    body: dict[str, Any] = field(repr=False)
    answer: Future[dict[str, Any]] = field(default_factory=Future, repr=False)


_Watcher: TypeAlias = "queue.SimpleQueue[dict[str, Any] | None]"
"""What is to be said to a watcher; None at the end."""

_WAKE: dict[str, Any] = {"wake": True}


class ControlServer:
    """Listens in threads of its own and queues commands for the scheduler."""

    def __init__(self, path: Path) -> None:
        self._queue: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._watchers: set[_Watcher] = set()
        commands, watchers = self._queue, self._watchers

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _serve(self, commands, watchers)

        path.unlink(missing_ok=True)
        self._server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
        self._server.daemon_threads = True
        path.chmod(0o600)
        threading.Thread(target=self._server.serve_forever, name="safekv-control", daemon=True).start()

    def waiting(self) -> bool:
        """Whether a command waits for the scheduler."""
        return not self._queue.empty()

    def take(self) -> list[Command]:
        """The commands that wait, in the order of their arrival."""
        commands = []
        while not self._queue.empty():
            commands.append(self._queue.get_nowait())
        return commands

    def wake(self) -> None:
        """Ask whoever watches to wake the engine. May be called from any thread."""
        for watcher in tuple(self._watchers):
            watcher.put(_WAKE)

    def tell(self, event: dict[str, Any]) -> None:
        """Tell one of those who watch of an event; without any, nobody. May be called from any thread."""
        for watcher in tuple(self._watchers)[:1]:
            watcher.put({"event": event})

    def close(self) -> None:
        """Stop listening."""
        for watcher in tuple(self._watchers):
            watcher.put(None)
        self._server.shutdown()
        self._server.server_close()


def _serve(
    handler: socketserver.StreamRequestHandler,
    commands: queue.SimpleQueue[Command],
    watchers: set[_Watcher],
) -> None:
    def reply(answer: dict[str, Any]) -> None:
        handler.wfile.write(json.dumps(answer).encode() + b"\n")

    try:
        command = Command(body=dict(json.loads(handler.rfile.readline(MAX_COMMAND_BYTES))))
    except (ValueError, TypeError, RecursionError):
        reply({"error": "not a command"})
        return
    if command.body.get("op") == "watch":
        with contextlib.suppress(OSError):
            _watch(reply, watchers)
        return
    commands.put(command)
    reply({"accepted": True})
    try:
        reply({"ok": command.answer.result(timeout=COMMAND_TIMEOUT_SECONDS)})
    except FutureTimeoutError:
        reply({"error": "the scheduler has not answered yet; the command still stands (is the engine asleep?)"})
    except SafeKVError as error:
        reply({"error": str(error)})


def _watch(reply: Callable[[dict[str, Any]], None], watchers: set[_Watcher]) -> None:
    mine: _Watcher = queue.SimpleQueue()
    watchers.add(mine)
    try:
        reply(_WAKE)  # what came before the watch began
        while (said := mine.get()) is not None:
            reply(said)
    finally:
        watchers.discard(mine)


async def watch(path: Path, wake: Callable[[], Awaitable[Any]], hear: Callable[[dict[str, Any]], None]) -> None:
    """Wake the engine whenever its scheduler asks for it, and hear its events, until the scheduler is gone."""
    with contextlib.suppress(OSError):
        reader, writer = await asyncio.open_unix_connection(str(path))
        try:
            writer.write(b'{"op": "watch"}\n')
            while line := await reader.readline():
                said = json.loads(line)
                if "event" in said:
                    hear(said["event"])
                else:
                    await wake()
        finally:
            writer.close()


async def send(path: Path, body: dict[str, Any], wake: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    """Send a command to the scheduler and wait for its answer. `wake` makes an idle engine look.

    Raises EngineError when no scheduler of ours listens, DeclarationError with the scheduler's reason.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(str(path), limit=MAX_COMMAND_BYTES)
    except OSError:
        raise EngineError(
            "SafeKV's scheduler does not answer: the engine runs without it, or is gone. Start it with `safekv serve`"
        ) from None
    try:
        writer.write(json.dumps(body).encode() + b"\n")
        await writer.drain()
        answer = await _answer(reader)
        if "accepted" in answer:
            await wake()
            answer = await _answer(reader)
    finally:
        writer.close()
    if "error" in answer:
        raise DeclarationError(answer["error"])
    return dict(answer["ok"])


async def _answer(reader: asyncio.StreamReader) -> dict[str, Any]:
    line = await reader.readline()
    if not line.endswith(b"\n"):
        raise EngineError("the engine went away before it answered")
    return dict(json.loads(line))
