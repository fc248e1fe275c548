"""A release process for tests of the client: it does what the argument says. `python stand_in.py BEHAVIOUR LOG FD`.

It writes one JSON line into LOG for every frame that it has read.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

from safekv.release import wire
from safekv.release.wire import Frame, FrameReader, encode
from safekv.types import Cause, Release, UnitId

LIVING = Release(id=UnitId(bytes(32)), path=wire.pack_path(range(8)), start=0, cause=Cause.LEDGER, expires=4e9)


class Process:
    """One that keeps to the protocol, apart from its behaviour."""

    def __init__(self, theirs: socket.socket, behaviour: str, log: Path) -> None:
        self._socket = theirs
        self._behaviour = behaviour
        self._log = log

    def send(self, header: dict[str, object]) -> None:
        self._socket.sendall(encode(Frame(header=header)))

    def misbehave(self) -> int | None:
        match self._behaviour:
            case "refuse":
                self.send({"op": "refused", "reason": "there is another ledger"})
                return 2
            case "refuse-silently":
                return 2
            case "die":
                return 75
            case "cannot":
                sys.stderr.write("Traceback (most recent call last):\n  …\nModuleNotFoundError: No module named 'x'\n")
                return 1
            case "crash":
                os.kill(os.getpid(), signal.SIGILL)
            case "starve":
                os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory is short
            case "deaf":
                self.send({"op": "ready"})
                time.sleep(600)
            case "garbage":
                self._socket.sendall(b"\xff" * 100)
                time.sleep(600)
        return None

    def serve(self) -> None:
        reader = FrameReader()
        while data := self._socket.recv(2**16):
            for frame in reader.feed(data):
                record = {"pid": os.getpid(), **frame.header, "payload": len(frame.payload)}
                with self._log.open("a") as file:
                    file.write(json.dumps(record) + "\n")
                self.answer(frame)

    def answer(self, frame: Frame) -> None:
        match frame.op, self._behaviour:
            case "hello", _:
                for living in wire.release([LIVING], not_before=time.time(), step=1.0):
                    self._socket.sendall(encode(living))
                self.send({"op": "ready"})
                self.send({"op": "status", "pid": os.getpid(), "environment": sorted(os.environ)})
            case "contribute", "fail":
                raise OSError("something")
            case "contribute", "lose":
                self.send({"op": "lost"})
            case "declared", "":
                self.send({"op": "noted", "id": frame.header["id"]})
            case "withdraw", "":
                self.send({"op": "withdrawn", "unit": frame.header["unit"]})


def main(behaviour: str, log: str, descriptor: str) -> int:
    process = Process(socket.socket(fileno=int(descriptor)), behaviour, Path(log))
    code = process.misbehave()
    if code is None:
        process.serve()
    return code or 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
