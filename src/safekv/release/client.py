"""The scheduler's end of the release process: supervises the child process, sends votes, receives releases.

Nothing here makes the scheduler wait. Two threads do the waiting:

    scheduler ──contribute, send──► Outgoing ──sender thread──► socket ──► release process
    scheduler ◄──take────────────── received ◄──supervisor───── socket ◄──

Its standard error goes to the server's. A process that ends before any was ever ready, and not for a passing reason,
cannot start: it is not tried again, and `state` says why. One that ends later is started again.

While the process is down, what its requests would have voted for is not kept: they go on private, and vote again
once it is back. The operator's withdrawals are kept until the process says that they are done.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, cast

from safekv.config import Ledger
from safekv.errors import EngineError
from safekv.release import wire
from safekv.release.command import AGAIN, CRASHES, REFUSED, told
from safekv.release.queue import Outgoing
from safekv.types import OwnerTag

logger = logging.getLogger("vllm.safekv.release")  # vLLM's settings of its log hold for it

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
STEADY_SECONDS = 60.0
"""A process that was ready for so long is started again without the delays of those before it."""

CLOSING_SECONDS = 5.0
READ_BYTES = 2**20
REASON_CHARACTERS = 300
_STRIPPED = ("LD_PRELOAD", "OMP_", "KMP_", "GOMP_")
"""Settings of the engine's threads and allocators, which are not meant for this process."""


class ReleaseClient:
    """Holds one release process. All methods are for the scheduler's thread, and none of them waits.

    `counts` gets totals, never figures per unit or owner. `on_wake` is called from a thread whenever `waiting`
    has become true, or `state` has changed. `command` is given the number of a file descriptor: its socket.
    """

    def __init__(
        self,
        limits: Ledger,
        *,
        counts: Counter[str],
        on_wake: Callable[[], None],
        command: Sequence[str],
        clock: Callable[[], float] = time.time,
        first_delay: float = FIRST_DELAY,
    ) -> None:
        self.state = "starting"
        self.status: Mapping[str, Any] = {}
        self.counts = counts
        self._on_wake = on_wake
        self._command = tuple(command)
        self._clock = clock
        self._first_delay = first_delay
        self._outgoing = Outgoing(quota=limits.max_contributions, period_seconds=limits.period_seconds, counts=counts)
        self._received: queue.SimpleQueue[wire.Frame] = queue.SimpleQueue()
        self._withdrawals: dict[str, str | None] = {}  # by whom, until the process says that they are done
        self._notes: dict[int, wire.Frame] = {}  # until the process says that they are in the log
        self._next_note = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._was_ready = False
        self._last_words = ""
        self._supervisor: threading.Thread | None = None

    # ── the scheduler's thread ───────────────────────────────────────────────────────────────────

    def start(self, hello: Mapping[str, Any]) -> None:
        """Start the process, in a thread. `hello` says which tokenizer the engine has, and its block size."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(_STRIPPED)}
        self._supervisor = threading.Thread(
            target=self._supervise, args=(dict(hello), environment), name="safekv-release", daemon=True
        )
        self._supervisor.start()

    def meet(self, owner: OwnerTag) -> None:
        """An owner sends requests, whether they vote or not."""
        self._outgoing.meet(owner, now=self._clock())

    def contribute(self, owner: OwnerTag, seen: bytes, tokens: Sequence[int], end: int, start: int) -> None:
        """Vote for the unit `tokens[start:end]` behind its path, unless this owner has already, or too often.

        `seen` is the request's private block hash at the unit's end. Totals in `counts` say what came of it.
        """
        self._outgoing.add(owner, seen, tokens, end, start, now=self._clock())

    def send(self, header: Mapping[str, Any], payload: bytes = b"") -> None:
        """Send what the operator wants: `declared` and `withdraw`. Raises EngineError for what is too large.

        Both are sent again to every new process until one has said that it has done them.
        """
        frame = wire.Frame(header=header, payload=payload)
        with self._lock:
            if header.get("op") == "withdraw":
                self._withdrawals[str(header["unit"])] = header.get("by")
            if header.get("op") == "declared":
                frame = wire.Frame(header={**header, "id": self._next_note}, payload=payload)
                wire.encode(frame)
                self._notes[self._next_note] = frame
                self._next_note += 1
        self._outgoing.put(frame)

    @property
    def unwritten(self) -> int:
        """Notes about declarations that are not known to be in the log yet."""
        return len(self._notes)

    def take(self) -> list[wire.Frame]:
        """The `release` and `withdrawn` frames that have come since, in order. The rest is in `state` and `status`."""
        frames = []
        while not self._received.empty():
            frames.append(self._received.get_nowait())
        return frames

    def waiting(self) -> bool:
        """Whether `take` would return anything."""
        return not self._received.empty()

    def close(self) -> None:
        """End the process and the threads. The one method that waits, some seconds at most."""
        self._closing.set()
        self._outgoing.close()
        with self._lock:
            process = self._process
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.terminate()
                process.wait(CLOSING_SECONDS)
            process.kill()
        if self._supervisor is not None:
            self._supervisor.join(CLOSING_SECONDS)

    # ── the supervisor's thread ──────────────────────────────────────────────────────────────────

    def _supervise(self, hello: dict[str, Any], environment: dict[str, str]) -> None:
        delay = self._first_delay
        while True:
            begun = time.monotonic()
            code = self._run(hello, environment)
            if self._closing.is_set() or self.state.startswith("refused"):
                return
            if code == REFUSED:
                self._become("refused: it ended with exit code 2; the server's log says why")
                return
            if not self._was_ready and (code in CRASHES or (code > 0 and code != AGAIN)):
                self._become(f"refused: it cannot start ({told(code)}): {self._last_words or 'it said nothing'}")
                return
            steady = self.state == "ready" and time.monotonic() - begun > STEADY_SECONDS
            self._become("down")
            delay = self._first_delay if steady else delay
            if self._closing.wait(delay):
                return
            delay = min(2 * delay, LONGEST_DELAY)
            self.counts["release_process_restarts"] += 1
            self._become("starting")

    def _run(self, hello: dict[str, Any], environment: dict[str, str]) -> int:
        """One life of the process, from its start to its exit code."""
        ours, theirs = socket.socketpair()
        with ours:
            try:
                with theirs:
                    process = self._launch(theirs.fileno(), environment)
            except OSError as error:
                self._last_words = f"{error.strerror}: {self._command[0]}"
                return 0 if self._closing.is_set() else 127
            listener = threading.Thread(target=self._relay, args=(process,), name="safekv-release-words", daemon=True)
            listener.start()
            sender = threading.Thread(target=self._send_all, args=(ours,), name="safekv-release-sender", daemon=True)
            try:
                ours.sendall(wire.encode(self._hello(hello)))
                self._send_notes()
                self._outgoing.open()
                sender.start()
                self._listen(ours)
            except (OSError, EngineError):
                self.counts["release_process_broken"] += 1
            finally:
                self._outgoing.close()
                with contextlib.suppress(OSError):
                    ours.shutdown(socket.SHUT_RDWR)
            code = self._reap(process)
            listener.join(CLOSING_SECONDS)
            if sender.ident is not None:
                sender.join()
        return code

    def _launch(self, descriptor: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closing.is_set():
                raise OSError("closing")
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*self._command, str(descriptor)],
                pass_fds=(descriptor,),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                process_group=0,  # out of reach of Ctrl-C, but in the session: Linux schedules by session
            )
            return self._process

    def _hello(self, hello: Mapping[str, Any]) -> wire.Frame:
        with self._lock:
            withdrawn = list(self._withdrawals)
            by = {unit: name for unit, name in self._withdrawals.items() if name is not None}
        return wire.Frame(header={**hello, "op": "hello", "withdrawn": withdrawn, "withdrawn_by": by})

    def _send_notes(self) -> None:
        """What another process may have taken along with it; one that is told twice writes it once."""
        with self._lock:
            notes = list(self._notes.values())
        for note in notes:
            self._outgoing.put(note)

    def _listen(self, ours: socket.socket) -> None:
        reader = wire.FrameReader()
        while data := ours.recv(READ_BYTES):
            for frame in reader.feed(data):
                self._hear(frame)

    def _hear(self, frame: wire.Frame) -> None:
        match frame.op:
            case "ready":
                self._was_ready = True
                self._become("ready")
            case "refused":
                self._become(f"refused: {frame.header.get('reason')}")
            case "status":
                self.status = frame.header
            case "note":
                level = logging.WARNING if frame.header.get("warning") else logging.INFO
                logger.log(level, "%s", frame.header.get("text"))
            case "lost":
                self.counts["contributions_not_counted"] += 1
                self._outgoing.forget()
            case "noted":
                with self._lock:
                    self._notes.pop(int(frame.header["id"]), None)
            case "release":
                self._deliver(frame)
            case "withdrawn":
                with self._lock:
                    self._withdrawals.pop(str(frame.header.get("unit")), None)
                self._deliver(frame)

    def _deliver(self, frame: wire.Frame) -> None:
        self._received.put(frame)
        self._wake()

    def _become(self, state: str) -> None:
        self.state = state
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(Exception):  # the engine may be on its way out
            self._on_wake()

    def _relay(self, process: subprocess.Popen[bytes]) -> None:
        """What the process says goes to the server's log; its last line tells why it ended."""
        with cast(IO[bytes], process.stderr) as words, contextlib.suppress(OSError):
            for line in words:
                os.write(2, line)
                self._last_words = line.decode(errors="replace").strip()[:REASON_CHARACTERS] or self._last_words

    @staticmethod
    def _reap(process: subprocess.Popen[bytes]) -> int:
        """The exit code of a process whose socket is closed; one that does not end by itself is killed."""
        try:
            return process.wait(CLOSING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    # ── the sender's thread ──────────────────────────────────────────────────────────────────────

    def _send_all(self, ours: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the supervisor sees it as well
            while (data := self._outgoing.batch()) is not None:
                ours.sendall(data)
