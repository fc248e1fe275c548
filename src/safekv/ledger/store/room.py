"""Disk space that is kept for a ledger: a file beside it, allocated, that gives way while the ledger writes.

What the ledger may still need is taken from the disk before it is needed, so that no vote decides whether another one,
a seal or an outcome can be written. Needs a file system that keeps what was allocated (ext4, XFS, tmpfs).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from safekv.errors import LedgerError

LONGEST_PATH_BYTES = 2**18
"""Of one vote: 65,536 tokens from the prompt's start to the unit's end. What is longer is no vote, whoever sends it and
whatever else waits. So an owner's room and queue are bounded by its quota, and what one vote takes is no other vote's:
a sum of bytes would let one request that is left out make room for many."""

VOTE_BYTES = 4096
"""Of a vote, beside the content: rows, its part of seals and outcomes, two entries in the log."""

ASIDE_BYTES = 4 * 2**20
"""For the write-ahead log, seals and outcomes, whatever the votes."""

TRANSACTION_BYTES = 2**20
"""Contents in one transaction of votes at most, with one more path."""


def room_of(quota: int, enough: int) -> int:
    """Bytes that an owner's votes of a period may need: of `enough` owners who pay for a content, each has its part."""
    return quota * (LONGEST_PATH_BYTES // enough + VOTE_BYTES)


class Room:
    """Keeps `wanted` bytes for the files of a ledger: what they have already, and the rest in a file of its own."""

    def __init__(self, ledger: Path) -> None:
        """Raises LedgerError if the file cannot be made."""
        self._files = (ledger, Path(f"{ledger}-wal"))
        self._path = Path(f"{ledger}.room")
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise LedgerError(f"{self._path}: room for the ledger cannot be kept ({error.strerror})") from None
        self.wanted = 0

    def keep(self, wanted: int) -> bool:
        """Keep so much from now on. Whether it is there; if not, what was kept before still is."""
        before, self.wanted = self.wanted, wanted
        if self._fill():
            return True
        self.wanted = before
        self._fill()
        return False

    @contextlib.contextmanager
    def lent(self, most: int | None = None) -> Iterator[None]:
        """While something is written, so much of it is there for that; afterwards what is left of it is taken again."""
        with contextlib.suppress(OSError):
            kept = os.fstat(self._descriptor).st_size
            os.ftruncate(self._descriptor, max(0, kept - (kept if most is None else most)))
        try:
            yield
        finally:
            self._fill()

    def close(self) -> None:
        """The file stays, and keeps the room for the next start."""
        os.close(self._descriptor)

    def _fill(self) -> bool:
        size = max(0, self.wanted - sum(_size(file) for file in self._files))
        before = os.fstat(self._descriptor).st_size
        try:
            if before > size:
                os.ftruncate(self._descriptor, size)
            elif size:
                os.posix_fallocate(self._descriptor, 0, size)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, before)
            return False
        return True


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
