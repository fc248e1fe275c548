"""Units on this engine, and what holds them there."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from safekv.types import Audience, Cause, PublishedUnit, Unit


class State(enum.StrEnum):
    """Where a unit is in its life."""

    PENDING = "pending"
    COMPUTING = "computing"
    PUBLISHED = "published"
    RETIRING = "retiring"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True, eq=False)
class Resident:
    """A unit on this engine, and what holds it there."""

    unit: Unit
    state: State = State.PENDING
    published: PublishedUnit | None = None
    blocks: list[Any] = field(default_factory=list, repr=False)
    users: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A prefix and the units that it consists of, parents first: named by the operator, or released."""

    name: str
    audience: Audience
    cause: Cause
    residents: tuple[Resident, ...]

    @property
    def state(self) -> State:
        """The state of the unit that is furthest from being published."""
        order = (State.FAILED, State.PENDING, State.COMPUTING, State.PUBLISHED)
        return min((resident.state for resident in self.residents), key=order.index)
