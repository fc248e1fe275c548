"""Secret files (keys, master secret, proxy secret): checks who may read them, and reloads them on change.

A file is for its owner alone. Its group may read it too, but not write it, where the policy says
`identity.group_readable`: so it is in a Kubernetes Secret volume with fsGroup.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from safekv.errors import CallerError, KeyFileError

T = TypeVar("T")

_LOOK_SECONDS = 1.0
_OTHERS = 0o077
_GROUP_READ = 0o040


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Which private files are taken: readable by their group too or not, and for how long when they cannot be read."""

    group_readable: bool = False
    grace_seconds: float = 60.0


OWNER_ONLY = Trust()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateFile:
    """What was read: the content, and the mode and group that a copy of it has to have."""

    content: bytes = field(repr=False)
    mode: int
    group: int


def read_private(path: Path, *, absent: str, group_readable: bool = False) -> PrivateFile:
    """Read a file that others can neither read nor write. Mode and content are those of one file, whatever is
    renamed meanwhile.

    `absent` says what to do when there is none. Raises KeyFileError, also for what is no file and might block.
    """
    try:
        with open(path, "rb", opener=_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise KeyFileError(f"{path}: cannot be read: not a file; {absent}")
            mode = stat.S_IMODE(status.st_mode)
            _check_mode(path, mode, group_readable=group_readable)
            return PrivateFile(content=file.read(), mode=mode, group=status.st_gid)
    except FileNotFoundError:
        raise KeyFileError(f"{path}: there is no such file; {absent}") from None
    except IsADirectoryError:
        raise KeyFileError(f"{path}: cannot be read: a folder, not a file; {absent}") from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read: {error.strerror}; see whose it is, and its mode") from None
    except ValueError:
        raise KeyFileError(f"{str(path)!r} cannot be the name of a file") from None


def _at_once(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NONBLOCK)


def _check_mode(path: Path, mode: int, *, group_readable: bool) -> None:
    others = mode & _OTHERS
    if others == 0 or (others == _GROUP_READ and group_readable):
        return
    if others == _GROUP_READ:
        raise KeyFileError(
            f"{path}: readable by others, by its group (mode {mode:04o}); mend with: chmod 600 {path}; or, if it is "
            "meant, as in a Kubernetes Secret volume with fsGroup, say in the policy: identity: {group_readable: true}"
        )
    raise KeyFileError(
        f"{path}: readable or writable by others (mode {mode:04o}); mend with: chmod 600 {path}; in a Kubernetes "
        "Secret volume: defaultMode: 0400"
    )


class WatchedFile(Generic[T]):
    """A private file that is looked at again once a second, so that what changes in it counts within a second.

    It is read each time: a file can be another one though its time and size are the same. When it cannot be read, what
    is in force stays so until `grace_seconds` after it was last read; from then on nothing that rests on it is accepted
    until it can be read again, or what was revoked in it meanwhile would be served for ever. `protects` says what
    rests on it, `absent` what to do when there is no file.
    """

    def __init__(
        self,
        path: Path,
        parse: Callable[[Path, bytes], T],
        *,
        absent: str,
        protects: str,
        trust: Trust,
        clock: Callable[[], float],
        report: Callable[[str], None],
    ) -> None:
        self._path = path
        self._parse = parse
        self._absent = absent
        self._protects = protects
        self._trust = trust
        self._clock = clock
        self._report = report
        self._looked = self._good = clock()
        self._trouble = ""
        self._expired = False
        self._digest, self._value = self._read(b"")

    @property
    def readable(self) -> bool:
        """Whether it could be read when it was last looked at."""
        self._look()
        return not self._trouble

    @property
    def expired(self) -> bool:
        """Whether it could not be read for so long that nothing that rests on it is accepted."""
        self._look()
        return self._expired

    def last(self) -> T:
        """What was last read from it, however long ago."""
        self._look()
        return self._value

    def in_force(self) -> T:
        """What is in force. Raises CallerError (503) when the file could not be read for too long."""
        if self.expired:
            raise CallerError(
                f"the server cannot read the file on which {self._protects} rest, and refuses them until it can; its "
                "operator finds the mend in the server's log",
                status=503,
            )
        return self._value

    def _look(self) -> None:
        now = self._clock()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        try:
            self._digest, self._value = self._read(self._digest)
        except KeyFileError as error:
            self._failed(str(error), expired=now - self._good >= self._trust.grace_seconds)
            return
        if self._trouble:
            self._report(f"{self._path}: read again; {self._protects} count as it says")
        self._good, self._trouble, self._expired = now, "", False

    def _failed(self, trouble: str, *, expired: bool) -> None:
        if (trouble, expired) != (self._trouble, self._expired):
            grace = f"{self._trust.grace_seconds:g} seconds after it was last read"
            then = "are refused until it can be read" if expired else f"count as before until {grace}, then are refused"
            self._report(f"{trouble}. {self._protects[0].upper()}{self._protects[1:]} {then}")
        self._trouble, self._expired = trouble, expired

    def _read(self, known: bytes) -> tuple[bytes, T]:
        file = read_private(self._path, absent=self._absent, group_readable=self._trust.group_readable)
        digest = hashlib.sha256(file.content).digest()
        return digest, self._value if digest == known else self._parse(self._path, file.content)
