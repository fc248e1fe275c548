"""Sends declarations and withdrawals to the release log, in every mode that publishes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Self

from safekv.config import Policy
from safekv.release import wire
from safekv.release.client import ReleaseClient
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.residents import Declaration


class ReleaseLog:
    """Tells the release process, which keeps the log, what operators and the policy do. Nothing here waits.

    `clock` gives Unix time in seconds.
    """

    def __init__(self, client: ReleaseClient, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock
        self._declared: list[Declaration] = []

    @classmethod
    def open(
        cls,
        policy: Policy,
        release: ReleaseStage | None,
        *,
        counts: Counter[str],
        on_wake: Callable[[], None],
        command: Sequence[str],
    ) -> Self:
        """The log, kept by the process that releases; where nothing is released, by one that does nothing else.

        `command` starts that one.
        """
        if release is not None:
            return cls(release.client)
        client = ReleaseClient(policy.ledger, counts=counts, on_wake=on_wake, command=command)
        client.start({"op": "hello"})
        return cls(client)

    def declared(self, declaration: Declaration, **said: str | None) -> None:
        """A declared prefix is published; `said` are the operator and what the guard said, as in `Note`."""
        self._declared.append(declaration)
        self._send(declaration, said)

    def withdrawn(self, declaration: Declaration, by: str | None) -> None:
        """A declaration is gone. One that was never published has left nothing in the log."""
        if declaration in self._declared:
            self._declared.remove(declaration)
            self._send(declaration, {"by": by, "withdrawn": True})

    def status(self) -> dict[str, Any]:
        """For the operator: whether what keeps the log is up, and how much is not known to be in it yet."""
        return {"process": self._client.state, "unwritten": self._client.unwritten}

    def close(self) -> None:
        """End the process that keeps the log."""
        self._client.close()

    def _send(self, declaration: Declaration, said: dict[str, Any]) -> None:
        at = self._clock()
        for resident in declaration.residents:
            header = {"op": "declared", "name": declaration.name, "start": resident.unit.start, "at": at, **said}
            self._client.send(header, wire.pack_path(resident.unit.path))
