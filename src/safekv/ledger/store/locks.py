"""One ledger per deployment: a lock beside the file, and one by the deployment's id in the directory for such things.

Two ledgers would spend the privacy budget twice. A lock ends with the process that holds it, however it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Sequence
from pathlib import Path

from safekv.errors import LedgerError, OperatorError


class Locks:
    """Locks on files, held until closed."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Raises OperatorError if somebody else holds one, LedgerError if a file cannot be made."""
        self._held: list[int] = []
        try:
            for file in files:
                self._held.append(_lock(file))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of all of them. The files stay: who removes one lets two processes in."""
        while self._held:
            with contextlib.suppress(OSError):
                os.close(self._held.pop())


def _lock(file: Path) -> int:
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise LedgerError(
            f"{file}: cannot be opened as the ledger's lock ({error.strerror}); make its directory writable"
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise OperatorError(
            f"{file}: another server of this deployment keeps its ledger. There can be one, since two would spend the "
            "privacy budget twice: stop the other, or give this one a master secret and a ledger.path of its own"
        ) from None
    return descriptor
