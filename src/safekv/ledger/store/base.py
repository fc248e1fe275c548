"""The interface of the ledger's storage. Every call is one transaction.

A store counts and remembers; it decides nothing. It knows units by their ids and owners by digests that are the
same within one period only. One process writes; others may read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from safekv.ledger.log import Head, Line
from safekv.ledger.periods import DrawTime
from safekv.types import Cause, UnitId


class DrawState(StrEnum):
    """How far a draw has come: counts frozen; coins thrown; verdicts and releases written."""

    SEALED = "sealed"
    DRAWN = "drawn"
    DECIDED = "decided"


class Fate(StrEnum):
    """What has become of a unit that was drawn or judged."""

    WON = "won"
    RELEASED = "released"
    VETOED = "vetoed"
    UNDECIDED = "undecided"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


STANDING = (Fate.RELEASED, Fate.WITHDRAWN)
"""While one of these lives, its unit is not drawn: it is shared already, or the operator has taken it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What a ledger says about itself.

    `created` is Unix time; `draws_from` the first period in which it may draw; `parameters` what the counts were
    collected under: they are worth nothing under others.
    """

    deployment: str
    created: float
    draws_from: int
    parameters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One owner's contribution. `content` gives the sealed content, should it be wanted."""

    owner: bytes = field(repr=False)
    unit: UnitId = field(repr=False)
    content: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`quota` units per owner and period; content is kept from `enough` owners on; counts stop at `most`.

    `room` is how many bytes of disk are kept for an owner; 0: none.
    """

    quota: int
    enough: int
    most: int
    room: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What has become of a unit in a period, by draw `number` (0: without a draw), until `expires`.

    `path_id` names the unit's path; it is empty until the unit is decided.
    """

    unit: UnitId = field(repr=False)
    period: int
    number: int
    cause: Cause
    fate: Fate
    expires: float
    path_id: bytes = field(default=b"", repr=False)


class Records(Protocol):
    """What can be read of a ledger. All methods raise LedgerError when the store cannot be read or trusted."""

    where: str

    def meta(self) -> Meta | None:
        """What the ledger says about itself; None for an empty one."""

    def state(self, draw: DrawTime) -> DrawState | None:
        """How far a draw has come; None if it was not sealed."""

    def last_draw(self) -> DrawTime | None:
        """The latest draw that was sealed."""

    def pending(self, draw: DrawTime, at: float, enough: int) -> list[tuple[UnitId, int]]:
        """Units with a content, `enough` owners or more and nothing that stands in their way, by unit id.

        The counts are the frozen ones. In the way is an outcome in the draw's period, or one of STANDING that lives
        at `at`.
        """

    def seed(self, draw: DrawTime) -> bytes:
        """What the coins of a draw come from while it is sealed; empty where it was not said."""

    def won(self) -> list[Outcome]:
        """Winners that have not been decided, of whatever draw."""

    def outcomes(self, *, draw: DrawTime | None = None, unit: UnitId | None = None) -> list[Outcome]:
        """Outcomes of a draw, of a unit, or all that are remembered."""

    def released(self) -> list[Outcome]:
        """Outcomes that are released and not yet marked as expired."""

    def parents(self, path_id: bytes) -> list[Outcome]:
        """Of `released`, those whose path has this id."""

    def parties(self, period: int) -> dict[bytes, bytes]:
        """Owners that are no party of their own in a period: the party of each."""

    def contents(self, units: Iterable[UnitId]) -> dict[UnitId, bytes]:
        """Sealed contents, as far as they are there."""

    def head(self) -> Head:
        """The end of the log."""

    def lines(self, unit: UnitId | None = None) -> list[Line]:
        """The log from its start, or what it has about one unit."""

    def check(self) -> None:
        """Read all of it. Raises LedgerError if something is damaged."""

    def close(self) -> None:
        """Let go of files and locks."""


class Store(Records, Protocol):
    """A ledger to write to. All methods raise LedgerError when it cannot be written or trusted."""

    def begin(self, meta: Meta) -> None:
        """Forget all votes, parties, counts and draws, and begin anew. Outcomes, contents and the log stay."""

    def vote(self, period: int, votes: Sequence[Vote], limits: Limits) -> None:
        """Count each owner once per unit and period, and at most for `limits.quota` units.

        What an owner has left of its quota depends on its own votes only. A content is kept once its unit's count
        has reached `limits.enough`, unless the unit has an outcome in this period already.
        """

    def bind(self, period: int, parties: Mapping[bytes, bytes], limits: Limits) -> None:
        """Set what `parties` says, durably. Votes go over to their owner's party, and each counts once there.

        Quotas are not looked at: what was counted for one of a party's owners is counted for the party.
        """

    def reserve(self, period: int, owners: Collection[bytes], limits: Limits) -> set[bytes]:
        """Keep room for what owners may write in a period; those for which there was none, until the period ends."""

    def seal(self, draw: DrawTime, seed: bytes = b"") -> None:
        """Freeze the counts of the draw's period, and keep what its coins come from, durably.

        Raises ValueError unless it is later than `last_draw`.
        """

    def drawn(self, draw: DrawTime, winners: Sequence[Outcome]) -> None:
        """Write down what the coins said, durably. Raises ValueError unless the draw is sealed and not drawn."""

    def settle(
        self,
        outcomes: Sequence[Outcome],
        lines: Sequence[Line],
        *,
        decided: DrawTime | None = None,
        contents: Mapping[UnitId, bytes] | None = None,
    ) -> None:
        """Write outcomes, their log entries and contents, and that a draw is decided, durably.

        Contents of units that were vetoed, withdrawn or left undecided go, unless a later period needs them.
        Raises ValueError when the lines do not follow the head of the log.
        """

    def forget(self, before: int, at: float) -> None:
        """Drop votes, parties, counts and draws of periods before `before`; their outcomes too, once over at `at`.

        The latest draw stays, so that it is never sealed again. Contents that nothing refers to go.
        """
