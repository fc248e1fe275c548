"""Turns the guard's verdict on a drawn unit into its outcome in the store and its log entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from safekv.ledger.keys import TOKEN_BYTES
from safekv.ledger.log import Entry, Event, spell
from safekv.ledger.store.base import Fate, Outcome
from safekv.types import Contribution, Release, UnitId
from safekv.verdicts import Clean, Sensitive, Undecided, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A unit that a draw has chosen; the guard has not seen it yet."""

    id: UnitId = field(repr=False)
    path: bytes = field(repr=False)
    start: int


Decision: TypeAlias = tuple[Winner, Verdict, str, str]
"""A winner, the verdict, and the versions of guard and policy."""

FATES: dict[type[Verdict], Fate] = {Clean: Fate.RELEASED, Sensitive: Fate.VETOED, Undecided: Fate.UNDECIDED}

NOT_JUDGED = Undecided(reason="it was not judged before the next draw")


def entry_of(
    outcome: Outcome,
    event: Event,
    now: float,
    *,
    verdict: Verdict | None = None,
    guard: str | None = None,
    policy: str | None = None,
) -> Entry:
    """What the log says when something happens to an outcome."""
    return Entry(
        time=round(now, 3),
        event=event,
        unit=outcome.unit,
        cause=outcome.cause,
        period=outcome.period,
        draw=outcome.number or None,
        verdict=spell(verdict) if verdict is not None else None,
        guard=guard,
        policy=policy,
    )


def judged(outcome: Outcome, decision: Decision, now: float) -> Entry:
    """The entry for a verdict."""
    _, verdict, guard, policy = decision
    event = Event(FATES[type(verdict)])
    return entry_of(outcome, event, now, verdict=verdict, guard=guard, policy=policy)


def release_of(unit: Winner, outcome: Outcome) -> Release:
    """What the scheduler is told."""
    return Release(id=unit.id, path=unit.path, start=unit.start, cause=outcome.cause, expires=outcome.expires)


def check(contribution: Contribution) -> None:
    """Raise ValueError for a contribution that no scheduler of ours would send."""
    if len(contribution.path) % TOKEN_BYTES or not 0 <= contribution.start * TOKEN_BYTES < len(contribution.path):
        raise ValueError("a contribution's path holds whole tokens, and its unit is not empty")
