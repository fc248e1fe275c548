"""What one kind of model or feature is to the scopes: covered, and how that was proved; or refused, with the mend.

A kind is a file of this package: what it is called, how it is told from the engine's configuration, and what is to be
said of it. `kinds.look` asks all of them; what none of them knows is for the check of the live scheduler to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from safekv.errors import UnprovedFeatureError

EngineConfig: TypeAlias = Any
"""`vllm.config.VllmConfig`."""


class Proof(StrEnum):
    """How it was shown that the scopes hold."""

    SERVER = "on a real server"
    HARNESS = "by the scheduler harness"  # its layers have not run


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind, as the documents name it. Without a `proof` it is refused; `flags` are what it has to be started with."""

    name: str
    proof: Proof | None = None
    flags: str = ""
    note: str = ""
    """One sentence: what is shared and what it costs, or why it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """It may be served. `said` is what an operator should know of it here, with figures."""

    kind: Kind
    said: str = ""

    def __str__(self) -> str:
        return f"{self.kind.name}, proved {self.kind.proof}" + (f"; {self.said}" if self.said else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It may not be served: the fault, and the mend."""

    said: str
    mend: str
    kind: Kind | None = None

    def __str__(self) -> str:
        return f"{self.said}; {self.mend}"


Finding: TypeAlias = Covered | Refused
Look: TypeAlias = Callable[[EngineConfig], Iterator[Finding]]
"""What a kind has to say of a configuration; nothing, if it does not concern it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What all kinds have to say of one configuration."""

    findings: tuple[Finding, ...]

    @property
    def covered(self) -> tuple[Covered, ...]:
        """What was proved."""
        return tuple(finding for finding in self.findings if isinstance(finding, Covered))

    @property
    def refused(self) -> tuple[Refused, ...]:
        """What keeps it from being served."""
        return tuple(finding for finding in self.findings if isinstance(finding, Refused))

    def enforce(self) -> None:
        """Raise UnprovedFeatureError with every problem and its mend, if there is one."""
        if self.refused:
            raise UnprovedFeatureError(
                "this configuration is refused, since the scopes were not proved under it:\n"
                + "\n".join(f"  - {problem}" for problem in self.refused)
            )
