"""One ledger per deployment: locks on files, and a name that is held on the machine.

Two ledgers would spend the privacy budget twice. Three kinds of lock, each where the others do not reach:

a file beside the ledger      whoever uses the same ledger file
a file that all have          the master secret, also when containers share it by a mount
a name                        an abstract Unix socket: no directory, so TMPDIR and private mounts change nothing; it
                              reaches as far as the network namespace

All of them end with the process that holds them, however it ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from safekv.errors import LedgerError, OperatorError

PREFIX = "safekv-ledger-"
"""Of the names. Tests take another one."""


class Locks:
    """Locks, held until closed: files of our own, files of others that are only read, and names."""

    def __init__(self, files: Sequence[Path], *, shared: Sequence[Path] = (), names: Sequence[str] = ()) -> None:
        """Raises OperatorError if somebody else holds one, LedgerError if it cannot be had."""
        self._held: list[Callable[[], None]] = []
        try:
            for file in files:
                self._take(_lock(file, os.O_RDWR | os.O_CREAT))
            for file in shared:
                self._take(_lock(file, os.O_RDONLY))
            for name in names if sys.platform == "linux" else ():
                self._held.append(_hold(name).close)
        except BaseException:
            self.close()
            raise

    def _take(self, descriptor: int | None) -> None:
        if descriptor is not None:
            self._held.append(lambda: os.close(descriptor))

    def close(self) -> None:
        """Let go of all of them. The files stay: who removes one lets two processes in."""
        while self._held:
            with contextlib.suppress(OSError):
                self._held.pop()()


def _lock(file: Path, flags: int) -> int | None:
    """The descriptor of a locked file; None where another's file is on a file system without locks."""
    try:
        descriptor = os.open(file, flags | os.O_CLOEXEC | (os.O_NOFOLLOW if flags & os.O_CREAT else 0), 0o600)
    except OSError as error:
        raise LedgerError(
            f"{file}: cannot be opened as the ledger's lock ({error.strerror}); make its directory writable"
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno != errno.EWOULDBLOCK and not flags & os.O_CREAT:
            return None
        raise OperatorError(_held_by_another(file)) from None
    return descriptor


def _hold(name: str) -> socket.socket:
    held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        held.bind(f"\0{PREFIX}{name}")
    except OSError as error:
        held.close()
        if error.errno == errno.EADDRINUSE:
            raise OperatorError(_held_by_another(name)) from None
        raise LedgerError(
            f"{name}: cannot be held as the ledger's name ({error.strerror}); allow this process Unix sockets"
        ) from None
    return held


def _held_by_another(what: object) -> str:
    return (
        f"{what}: another server of this deployment keeps its ledger. There can be one, since two would spend the "
        "privacy budget twice: stop the other, or give this one a master secret and a ledger.path of its own"
    )
