"""The units on this engine, their state, and which declarations and requests hold them."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from safekv.types import Audience, Cause, PublishedUnit, Shared, Unit


class State(enum.StrEnum):
    """Where a unit is in its life."""

    PENDING = "pending"
    COMPUTING = "computing"
    PUBLISHED = "published"
    RETIRING = "retiring"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True, eq=False)
class Resident:
    """A unit on this engine, and what holds it there: declarations, and `users`."""

    unit: Unit
    state: State = State.PENDING
    published: PublishedUnit | None = None
    blocks: list[Any] = field(default_factory=list, repr=False)
    users: int = 0
    held: int = 0
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


class Residents:
    """The units on this engine, with what has to be known of all: kept as they change, never counted anew.

    `blocks` are those that are pinned or will be; `staying` of these those of units that are not retiring.
    """

    def __init__(self, block_size: int) -> None:
        self._block_size = block_size
        self._all: dict[Resident, None] = {}
        self._pending: dict[Resident, None] = {}
        self._live: dict[Unit, dict[Resident, None]] = {}
        self._ends: Counter[tuple[int, ...]] = Counter()
        self.blocks = 0
        self.staying = 0

    def __iter__(self) -> Iterator[Resident]:
        return iter(tuple(self._all))

    def __contains__(self, resident: object) -> bool:
        return resident in self._all

    @property
    def pending(self) -> tuple[Resident, ...]:
        """Those that are to be computed, in the order in which they came to be so."""
        return tuple(self._pending)

    def has_pending(self) -> bool:
        """Whether there are any."""
        return bool(self._pending)

    def find(self, unit: Unit) -> Resident | None:
        """The resident of this unit that is neither retiring nor given up."""
        return next(reversed(self._live.get(unit, {})), None)

    def ends_at(self, path: Sequence[int]) -> bool:
        """Whether some unit of everybody's that is held ends exactly where `path` does."""
        return tuple(path) in self._ends

    def add(self, resident: Resident) -> None:
        """Another unit has come."""
        self._all[resident] = None
        self.blocks += self.size(resident.unit)
        self._enter(resident)

    def remove(self, resident: Resident) -> None:
        """It is gone."""
        self._leave(resident)
        self.blocks -= self.size(resident.unit)
        del self._all[resident]

    def become(self, resident: Resident, state: State) -> None:
        """It has come to another point of its life."""
        if _is_live(resident.state) and _is_live(state):  # by far the most: it is looked up by its tokens as before
            self._pending.pop(resident, None)
            resident.state = state
            if state is State.PENDING:
                self._pending[resident] = None
            return
        self._leave(resident)
        resident.state = state
        self._enter(resident)

    def hold(self, resident: Resident) -> None:
        """One declaration more holds it."""
        resident.held += 1
        if resident.unit.audience == Shared():
            self._ends[resident.unit.path] += 1

    def let_go(self, resident: Resident) -> None:
        """One declaration less holds it."""
        resident.held -= 1
        if resident.unit.audience == Shared():
            self._ends[resident.unit.path] -= 1
            if not self._ends[resident.unit.path]:
                del self._ends[resident.unit.path]

    def size(self, unit: Unit) -> int:
        """Blocks of a unit."""
        return (unit.end - unit.start) // self._block_size

    def _enter(self, resident: Resident) -> None:
        if resident.state is State.PENDING:
            self._pending[resident] = None
        if resident.state is not State.RETIRING:
            self.staying += self.size(resident.unit)
        if _is_live(resident.state):
            self._live.setdefault(resident.unit, {})[resident] = None

    def _leave(self, resident: Resident) -> None:
        self._pending.pop(resident, None)
        if resident.state is not State.RETIRING:
            self.staying -= self.size(resident.unit)
        if _is_live(resident.state):
            same = self._live[resident.unit]
            del same[resident]
            if not same:
                del self._live[resident.unit]


def _is_live(state: State) -> bool:
    return state not in (State.RETIRING, State.FAILED)
