"""The session directory of one run of the server: sockets and files that its processes share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_LEDGER = "safekv-ledger.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one run of the server needs beside the policy: a directory of mode 0700, made by `safekv serve`."""

    directory: Path

    @property
    def master_secret_file(self) -> Path:
        """The master secret of this run, when the policy names none."""
        return self.directory / "master.key"

    @property
    def control_socket(self) -> Path:
        """Where the scheduler listens for the operator's commands."""
        return self.directory / "control.sock"

    @property
    def ready_file(self) -> Path:
        """Is there once the server listens and answers."""
        return self.directory / "ready"

    @property
    def failure_file(self) -> Path:
        """Why the start failed, in one line, by the first process that knew."""
        return self.directory / "failure"

    @property
    def ledger_file(self) -> Path:
        """The ledger of this run, when the policy has no lasting one."""
        return self.directory / DEFAULT_LEDGER
