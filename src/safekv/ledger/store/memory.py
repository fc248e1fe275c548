"""The ledger's storage in memory, for tests and simulations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from safekv.ledger.log import Head, Line
from safekv.ledger.periods import DrawTime
from safekv.ledger.store.base import STANDING, DrawState, Fate, Limits, Meta, Outcome, Vote
from safekv.types import UnitId


@dataclass(slots=True)
class _Count:
    now: int = 0
    sealed: int = 0


class MemoryStore:
    """Dictionaries and a list."""

    where = "memory"

    def __init__(self) -> None:
        self._meta: Meta | None = None
        self._votes: dict[int, dict[bytes, set[UnitId]]] = {}
        self._parties: dict[int, dict[bytes, bytes]] = {}
        self._counts: dict[int, dict[UnitId, _Count]] = {}
        self._contents: dict[UnitId, bytes] = {}
        self._draws: dict[DrawTime, DrawState] = {}
        self._seeds: dict[DrawTime, bytes] = {}
        self._outcomes: dict[tuple[UnitId, int], Outcome] = {}
        self._lines: list[Line] = []

    def meta(self) -> Meta | None:
        """See Store."""
        return self._meta

    def begin(self, meta: Meta) -> None:
        """See Store."""
        for gone in (self._votes, self._parties, self._counts, self._draws):
            gone.clear()
        self._meta = meta

    def vote(self, period: int, votes: Sequence[Vote], limits: Limits) -> None:
        """See Store."""
        owners = self._votes.setdefault(period, {})
        counts = self._counts.setdefault(period, {})
        for vote in votes:
            voted = owners.setdefault(vote.owner, set())
            if vote.unit in voted or len(voted) >= limits.quota:
                continue
            voted.add(vote.unit)
            count = counts.setdefault(vote.unit, _Count())
            count.now = min(count.now + 1, limits.most)
            wanted = count.now >= limits.enough and (vote.unit, period) not in self._outcomes
            if wanted and vote.unit not in self._contents:
                self._contents[vote.unit] = vote.content()

    def parties(self, period: int) -> dict[bytes, bytes]:
        """See Records."""
        return dict(self._parties.get(period, {}))

    def bind(self, period: int, parties: Mapping[bytes, bytes], limits: Limits) -> None:
        """See Store."""
        self._parties[period] = dict(parties)
        after = self._votes.setdefault(period, {})
        for owner, voted in list(after.items()):
            if (party := parties.get(owner, owner)) != owner:
                after.setdefault(party, set()).update(voted)
                del after[owner]
        for unit, count in self._counts.get(period, {}).items():
            count.now = min(sum(unit in voted for voted in after.values()), limits.most)

    def state(self, draw: DrawTime) -> DrawState | None:
        """See Store."""
        return self._draws.get(draw)

    def last_draw(self) -> DrawTime | None:
        """See Store."""
        return max(self._draws, default=None)

    def reserve(self, period: int, owners: Collection[bytes], limits: Limits) -> set[bytes]:  # noqa: ARG002
        """See Store; memory is not reserved."""
        return set()

    def seed(self, draw: DrawTime) -> bytes:
        """See Records."""
        return self._seeds.get(draw, b"")

    def seal(self, draw: DrawTime, seed: bytes = b"") -> None:
        """See Store."""
        last = self.last_draw()
        if last is not None and draw <= last:
            raise ValueError(f"{draw} is not later than {last}")
        self._draws[draw] = DrawState.SEALED
        self._seeds = {draw: seed}
        for count in self._counts.get(draw.period, {}).values():
            count.sealed = count.now

    def pending(self, draw: DrawTime, at: float, enough: int) -> list[tuple[UnitId, int]]:
        """See Store."""
        standing = {o.unit for o in self._outcomes.values() if o.fate in STANDING and o.expires > at}
        return sorted(
            (unit, count.sealed)
            for unit, count in self._counts.get(draw.period, {}).items()
            if count.sealed >= enough
            and unit in self._contents
            and unit not in standing
            and (unit, draw.period) not in self._outcomes
        )

    def drawn(self, draw: DrawTime, winners: Sequence[Outcome]) -> None:
        """See Store."""
        if self._draws.get(draw) is not DrawState.SEALED:
            raise ValueError(f"{draw} is not sealed, or drawn already")
        self._draws[draw] = DrawState.DRAWN
        self._outcomes.update({(outcome.unit, outcome.period): outcome for outcome in winners})

    def won(self) -> list[Outcome]:
        """See Store."""
        return [outcome for outcome in self._outcomes.values() if outcome.fate is Fate.WON]

    def settle(
        self,
        outcomes: Sequence[Outcome],
        lines: Sequence[Line],
        *,
        decided: DrawTime | None = None,
        contents: Mapping[UnitId, bytes] | None = None,
    ) -> None:
        """See Store."""
        expected = range(len(self._lines) + 1, len(self._lines) + len(lines) + 1)
        if [line.seq for line in lines] != list(expected):
            raise ValueError("the entries do not follow the head of the log")
        self._lines.extend(lines)
        self._contents.update(contents or {})
        for outcome in outcomes:
            self._outcomes[outcome.unit, outcome.period] = outcome
            if outcome.fate in (Fate.VETOED, Fate.UNDECIDED, Fate.WITHDRAWN) and not self._counted_after(outcome):
                self._contents.pop(outcome.unit, None)
        if decided is not None:
            self._draws[decided] = DrawState.DECIDED

    def _counted_after(self, outcome: Outcome) -> bool:
        return any(outcome.unit in units for period, units in self._counts.items() if period > outcome.period)

    def outcomes(self, *, draw: DrawTime | None = None, unit: UnitId | None = None) -> list[Outcome]:
        """See Store."""
        return [
            outcome
            for outcome in self._outcomes.values()
            if draw in (None, DrawTime(period=outcome.period, number=outcome.number)) and unit in (None, outcome.unit)
        ]

    def released(self) -> list[Outcome]:
        """See Store."""
        return [outcome for outcome in self._outcomes.values() if outcome.fate is Fate.RELEASED]

    def parents(self, path_id: bytes) -> list[Outcome]:
        """See Store."""
        return [outcome for outcome in self.released() if outcome.path_id == path_id]

    def contents(self, units: Iterable[UnitId]) -> dict[UnitId, bytes]:
        """See Store."""
        return {unit: self._contents[unit] for unit in units if unit in self._contents}

    def head(self) -> Head:
        """See Store."""
        return Head(seq=self._lines[-1].seq, digest=self._lines[-1].digest) if self._lines else Head()

    def lines(self, unit: UnitId | None = None) -> list[Line]:
        """See Store."""
        return [line for line in self._lines if unit in (None, line.unit)]

    def forget(self, before: int, at: float) -> None:
        """See Store."""
        last = self.last_draw()
        self._votes = {period: votes for period, votes in self._votes.items() if period >= before}
        self._parties = {period: parties for period, parties in self._parties.items() if period >= before}
        self._counts = {period: counts for period, counts in self._counts.items() if period >= before}
        self._draws = {draw: state for draw, state in self._draws.items() if draw.period >= before or draw == last}
        self._outcomes = {key: outcome for key, outcome in self._outcomes.items() if not _over(outcome, before, at)}
        wanted = {unit for counts in self._counts.values() for unit in counts}
        wanted |= {o.unit for o in self._outcomes.values() if o.fate in (Fate.WON, Fate.RELEASED)}
        self._contents = {unit: sealed for unit, sealed in self._contents.items() if unit in wanted}

    def check(self) -> None:
        """See Records."""

    def close(self) -> None:
        """See Store."""


def _over(outcome: Outcome, before: int, at: float) -> bool:
    return outcome.period < before and outcome.expires <= at and outcome.fate not in (Fate.WON, Fate.RELEASED)
