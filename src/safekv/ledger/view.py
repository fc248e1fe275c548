"""Read-only view of a ledger, also beside the running server: what lives, when the next draw is, the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from safekv.errors import LedgerError
from safekv.ledger.contents import Contents
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.log import Entry, Event, broken
from safekv.ledger.periods import DrawTime, Schedule
from safekv.ledger.store.base import Fate, Outcome, Records
from safekv.types import Cause, Release, UnitId

_ONCE_RELEASED = (Fate.RELEASED, Fate.WITHDRAWN, Fate.EXPIRED)


class View:
    """Reads a ledger. `causes` are those whose releases count: mode `ledger` shares nothing on a detector's word."""

    def __init__(
        self,
        *,
        records: Records,
        schedule: Schedule,
        keys: LedgerKeys,
        contents: Contents,
        causes: Sequence[Cause] = (Cause.LEDGER,),
    ) -> None:
        self._records = records
        self._contents = contents
        self.schedule = schedule
        self.keys = keys
        self.causes = tuple(causes)

    def close(self) -> None:
        """Let go of the store."""
        self._records.close()

    def live(self, now: float) -> tuple[Release, ...]:
        """Everything that is released and lives, in a keyed order. Raises LedgerError."""
        living = self._living(now)
        return tuple(self._releases(sorted(living, key=lambda outcome: self.keys.rank(None, outcome.unit))))

    def _living(self, now: float) -> list[Outcome]:
        return [o for o in self._records.released() if o.expires > now and o.cause in self.causes]

    def _releases(self, outcomes: Sequence[Outcome]) -> Iterator[Release]:
        opened = self._open([outcome.unit for outcome in outcomes])
        for outcome in outcomes:
            path, start = opened[outcome.unit]
            yield Release(id=outcome.unit, path=path, start=start, cause=outcome.cause, expires=outcome.expires)

    def _open(self, units: Iterable[UnitId]) -> dict[UnitId, tuple[bytes, int]]:
        """Paths and starts of units whose contents have to be there. Raises LedgerError."""
        wanted = list(units)
        sealed = self._records.contents(wanted)
        if missing := set(wanted) - sealed.keys():
            raise LedgerError(
                f"{self._records.where}: the content of {len(missing)} unit(s) is missing; move the ledger away, "
                "a new one draws from the next period on"
            )
        opened = {}
        for unit in wanted:
            path, start = self._contents.open(unit, sealed[unit])
            if self.keys.unit_id(path, start) != unit:
                raise LedgerError(f"{self._records.where}: unit {unit.hex()[:12]} has the content of another")
            opened[unit] = path, start
        return opened

    def outcomes(self, unit: UnitId | None = None) -> list[Outcome]:
        """What has become of a unit, or of all that are remembered."""
        return self._records.outcomes(unit=unit)

    def log(self, unit: UnitId | None = None) -> list[Entry]:
        """The log, or what it says about one unit."""
        return [Entry.read(line.body) for line in self._records.lines(unit)]

    def verify(self, head: str | None = None) -> list[str]:
        """What is wrong with the log and with what it must say; nothing for a sound ledger.

        `head` is the digest of a head that was seen earlier (hex): it must still be in the log. Raises LedgerError
        for a store that is damaged. Beside a running server too: an outcome and its entry are written at once, so
        the entry of an outcome that is read first is there when the log is read.
        """
        self._records.check()
        outcomes = self._records.outcomes()
        lines = self._records.lines()
        problems = list(broken(self.keys.log, lines))
        if problems:
            return problems
        if head is not None and head not in {line.digest.hex() for line in lines}:
            problems.append(f"the log has no entry with the digest {head}: its end was cut off, or it is another log")
        entries = [Entry.read(line.body) for line in lines]
        known = {(e.unit, e.event, e.period) for e in entries}
        for outcome in outcomes:
            if outcome.fate is not Fate.WON and (outcome.unit, Event(outcome.fate), outcome.period) not in known:
                problems.append(f"unit {outcome.unit.hex()} is {outcome.fate} and the log does not say so")
        return problems + _twice(entries)

    def status(self, now: float) -> dict[str, Any]:
        """For the operator: times, the last draw, what lives, the log. No owners and no counts of votes.

        `next_draw` is the next one that is done: in a new ledger, the first of the period after the one it was made in,
        with the votes from `votes_count_from` on.
        """
        meta = self._records.meta()
        head = self._records.head()
        following, begins = self.schedule.next_after(now), None
        if meta is not None:
            following = max(following, DrawTime(period=meta.draws_from, number=1))
            begins = meta.draws_from * self.schedule.period_seconds
        return {
            "path": self._records.where,
            "created": meta.created if meta else None,
            "draws_from_period": meta.draws_from if meta else None,
            "votes_count_from": begins,
            "period": self.schedule.period_of(now),
            "next_draw": self._at(following),
            "last_draw": self._last_draw(),
            "live": len(self._living(now)),
            "log": {"entries": head.seq, "head": head.digest.hex()},
        }

    def _at(self, draw: DrawTime) -> dict[str, Any]:
        return {"period": draw.period, "draw": draw.number, "time": self.schedule.time_of(draw)}

    def _last_draw(self) -> dict[str, Any] | None:
        draw = self._records.last_draw()
        if draw is None:
            return None
        fates = [Fate.RELEASED if o.fate in _ONCE_RELEASED else o.fate for o in self._records.outcomes(draw=draw)]
        state = self._records.state(draw)
        return {
            **self._at(draw),
            "state": state and str(state),
            **{str(fate): fates.count(fate) for fate in (Fate.RELEASED, Fate.VETOED, Fate.UNDECIDED)},
        }


def _twice(entries: Sequence[Entry]) -> list[str]:
    """Units that were decided twice by one draw, or won twice in one period."""
    seen: set[tuple[UnitId, int]] = set()
    problems = []
    for entry in entries:
        if entry.event not in (Event.RELEASED, Event.VETOED, Event.UNDECIDED) or entry.period is None:
            continue
        if entry.draw is not None and (entry.unit, entry.period) in seen:
            problems.append(f"entry {entry.seq}: unit {entry.unit.hex()} was drawn twice in period {entry.period}")
        seen.add((entry.unit, entry.period))
    return problems
