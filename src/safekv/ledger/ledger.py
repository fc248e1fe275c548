"""The ledger: counts distinct owners per unit, and at public times draws which units are released.

    contribute ──► due ──► draw: seal │ coins ──► (the guard, elsewhere) ──► decide ──► releases
                            durable    durable                               durable

Each step is written down before the next one begins, so a ledger that was stopped anywhere goes on where it was: what
was sealed is drawn from the sealed counts, what was drawn is not drawn again. Draws that were missed are skipped; the
counts go on. A ledger that is new, lost, under other parameters or of another engine draws from the next period on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from safekv.ledger.coins import SEED_BYTES, coin_of
from safekv.ledger.contents import Contents
from safekv.ledger.decisions import FATES, NOT_JUDGED, Decision, Winner, check, entry_of, judged, release_of
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.log import Entry, Event, chain
from safekv.ledger.parties import joined
from safekv.ledger.parts import parts
from safekv.ledger.periods import DrawTime, Schedule
from safekv.ledger.selection import Selection, released
from safekv.ledger.store.base import DrawState, Fate, Limits, Meta, Outcome, Store, Vote
from safekv.ledger.view import View
from safekv.types import Cause, Contribution, Note, OwnerTag, Release, UnitId
from safekv.verdicts import Clean, Verdict


class Ledger(View):
    """One ledger. Nothing here looks at a clock: `now` is Unix time.

    Every method that writes is one transaction per step, and raises LedgerError when the store cannot be written or
    trusted; what was not written has not happened, and the call can be made again.
    """

    def __init__(
        self,
        *,
        store: Store,
        schedule: Schedule,
        selection: Selection,
        keys: LedgerKeys,
        limits: Limits,
        now: float,
        deployment: str,
        parameters: str,
        engine: str = "",
        owners: Sequence[Sequence[OwnerTag]] = (),
        causes: Sequence[Cause] = (Cause.LEDGER,),
        coin: Callable[[], int] | None = None,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """`parameters` says in any words under what the counts are collected; under others they are not used.

        `engine` says what decides about the meaning of token ids: for another one nothing of this ledger counts, its
        releases included. One that no engine has used takes the first that comes. Each of `owners` are the names that
        one party may have by the operator's map: see `parties`. `coin` takes the place of the coins from a draw's seed.
        """
        contents = Contents(keys.content, random)
        super().__init__(records=store, schedule=schedule, keys=keys, contents=contents, causes=causes)
        self._store = store
        self._selection = selection
        self._limits = limits
        self._coin = coin
        self._random = random
        self.crowded = False
        self._owners = owners
        meta = store.meta()
        stated, used, self.engine_before = (meta.parameters if meta else "").partition("\n")
        used_by_another = self.engine_before if used else "one of an earlier version of SafeKV"
        self.another_engine = bool(meta and engine and used_by_another and self.engine_before != engine)
        current = f"{parameters}\n{engine or self.engine_before}"
        if meta is None or meta.parameters != current:
            goes_on = meta is not None and stated == parameters and not self.another_engine
            following = meta.draws_from if meta and goes_on else schedule.period_of(now) + 1
            created = meta.created if meta else now
            meta = Meta(deployment=deployment, created=created, draws_from=following, parameters=current)
            self._begin(meta, now)
        self._draws_from = meta.draws_from
        self._bind(schedule.period_of(now))

    def _bind(self, period: int) -> None:
        """Take the map of owners into a period, beside those that it was under before."""
        known = self._store.parties(period)
        groups = [[self.keys.owner_digest(period, owner) for owner in names] for names in self._owners]
        self._parties = joined(known, groups)
        if self._parties != known:
            self._store.bind(period, self._parties, self._limits)
        self._bound = period
        self.crowded = False

    def _begin(self, meta: Meta, now: float) -> None:
        """Begin anew: winners that wait are left undecided; releases that do not count here end."""
        self._leave_undecided(now)
        gone = [o for o in self._store.released() if self.another_engine or o.cause not in self.causes]
        self._end(gone, Fate.EXPIRED, now)
        self._store.begin(meta)

    # ── votes ────────────────────────────────────────────────────────────────────────────────────

    def unit_id(self, path: bytes, start: int) -> UnitId:
        """What the ledger calls the unit `path[start:]`."""
        return self.keys.unit_id(path, start)

    def contribute(self, batch: Sequence[Contribution], now: float) -> None:
        """Count contributions: each party once per unit and period, for as many units as the quota allows."""
        period = self.schedule.period_of(now)
        if period != self._bound:
            self._bind(period)
        digests: dict[OwnerTag, bytes] = {}
        votes = []
        for given in batch:
            check(given)
            if given.owner not in digests:
                name = self.keys.owner_digest(period, given.owner)
                digests[given.owner] = self._parties.get(name, name)
            unit = self.keys.unit_id(given.path, given.start)
            content = partial(self._contents.seal, unit, given.path, given.start)
            votes.append((len(given.path), Vote(owner=digests[given.owner], unit=unit, content=content)))
        refused = self._reserve(period, digests.values())
        for part in parts([(size, vote) for size, vote in votes if vote.owner not in refused]):
            self._store.vote(period, part, self._limits)

    def meet(self, owners: Sequence[OwnerTag], now: float) -> None:
        """Keep room for what these owners may write in this period, whether they vote or not."""
        period = self.schedule.period_of(now)
        if period != self._bound:
            self._bind(period)
        names = [self.keys.owner_digest(period, owner) for owner in owners]
        self._reserve(period, [self._parties.get(name, name) for name in names])

    def status(self, now: float) -> dict[str, Any]:
        """See View; `crowded` where the disk had no room for some owner's votes of this period."""
        return {**super().status(now), **({"crowded": True} if self.crowded else {})}

    def _reserve(self, period: int, parties: Iterable[bytes]) -> set[bytes]:
        refused = self._store.reserve(period, set(parties), self._limits)
        self.crowded = self.crowded or bool(refused)
        return refused

    # ── draws ────────────────────────────────────────────────────────────────────────────────────

    def due(self, now: float) -> DrawTime | None:
        """The draw that is to be done now, begun or not: the latest whose time has come, unless it is decided."""
        draw = self.schedule.last_due(now)
        if draw.period < self._draws_from:
            return None
        last = self._store.last_draw()
        if last is not None and draw <= last:
            return draw if self._store.state(draw) in (DrawState.SEALED, DrawState.DRAWN) else None
        return draw

    def draw(self, draw: DrawTime, now: float) -> tuple[Winner, ...]:
        """Seal and draw, as far as it was not done yet; the winners that are to be judged, in a keyed order.

        Raises ValueError for a draw that is not due.
        """
        if draw != self.due(now):
            raise ValueError(f"{draw} is not due")
        state = self._store.state(draw)
        if state is None:
            self._leave_undecided(now)
            self._store.seal(draw, self._random(SEED_BYTES))
        if state is not DrawState.DRAWN:
            self._throw(draw)
        won = [outcome.unit for outcome in self._store.outcomes(draw=draw) if outcome.fate is Fate.WON]
        opened = self._open(sorted(won, key=lambda unit: self.keys.rank(draw, unit)))
        return tuple(Winner(id=unit, path=path, start=start) for unit, (path, start) in opened.items())

    def _throw(self, draw: DrawTime) -> None:
        """One coin for each pending unit, by the sealed counts: the same whenever it is thrown again."""
        seed = self._store.seed(draw)
        pending = self._store.pending(draw, self.schedule.time_of(draw), self._limits.enough)
        coin = self._coin
        winners = [
            unit for unit, count in pending if released(self._selection, count, coin() if coin else coin_of(seed, unit))
        ]
        expires = self.schedule.life_end(draw.period)
        outcome = partial(
            Outcome, period=draw.period, number=draw.number, cause=Cause.LEDGER, fate=Fate.WON, expires=expires
        )
        self._store.drawn(draw, [outcome(unit=unit) for unit in winners])

    def _leave_undecided(self, now: float) -> None:
        """Winners of earlier draws that were never judged stay private; the log says so."""
        self._end(self._store.won(), Fate.UNDECIDED, now, NOT_JUDGED)

    def decide(self, draw: DrawTime, decisions: Sequence[Decision], now: float) -> tuple[Release, ...]:
        """Write down the verdicts on a draw's winners; what is released, in the order in which they were given.

        A winner without a verdict is undecided. Raises ValueError for a unit that has not won this draw, and for
        a draw that is not the latest, not drawn, or decided already.
        """
        won = {o.unit: o for o in self._store.outcomes(draw=draw) if o.fate is Fate.WON}
        if draw != self._store.last_draw() or self._store.state(draw) is not DrawState.DRAWN:
            raise ValueError(f"{draw} is not drawn, or decided already")
        if len({winner.id for winner, *_ in decisions} & won.keys()) != len(decisions):
            raise ValueError(f"{draw}: a unit was judged twice, or has not won it")
        decided: dict[UnitId, Outcome] = {}
        for winner, verdict, *_ in sorted(decisions, key=lambda decision: len(decision[0].path)):
            decided[winner.id] = self._decided(won[winner.id], winner, verdict, now, list(decided.values()))
        entries = [judged(won[decision[0].id], decision, now) for decision in decisions]
        for unit in won.keys() - decided.keys():
            decided[unit] = replace(won[unit], fate=Fate.UNDECIDED)
            entries.append(entry_of(won[unit], Event.UNDECIDED, now, verdict=NOT_JUDGED))
        self._settle(list(decided.values()), entries, decided=draw)
        return tuple(release_of(w, decided[w.id]) for w, verdict, *_ in decisions if isinstance(verdict, Clean))

    def _decided(
        self, outcome: Outcome, unit: Winner, verdict: Verdict, now: float, beside: Sequence[Outcome] = ()
    ) -> Outcome:
        """The outcome after the verdict. It lives no longer than what it continues; `beside` is decided with it."""
        parent = self.keys.parent_path_id(unit.path, unit.start)
        before = [o for o in (*self._store.parents(parent), *beside) if o.path_id == parent] if parent else []
        lives = [o.expires for o in before if o.fate is Fate.RELEASED and o.expires > now]
        return replace(
            outcome,
            fate=FATES[type(verdict)],
            expires=min([outcome.expires, *lives]),
            path_id=self.keys.path_id(unit.path),
        )

    # ── mode `detector` ──────────────────────────────────────────────────────────────────────────

    def is_known(self, unit: UnitId, now: float) -> bool:
        """Whether a unit was judged already, and that verdict stands."""
        period = self.schedule.period_of(now)
        return any(o.expires > now or o.period == period for o in self._store.outcomes(unit=unit))

    def detect(
        self, contribution: Contribution, verdict: Verdict, guard: str, policy: str, now: float
    ) -> Release | None:
        """Write down what the guard says of a unit that nobody has voted for; the release, if it is clean and new."""
        check(contribution)
        path, start = contribution.path, contribution.start
        unit = Winner(id=self.keys.unit_id(path, start), path=path, start=start)
        if self.is_known(unit.id, now):
            return None
        period = self.schedule.period_of(now)
        won = Outcome(
            unit=unit.id,
            period=period,
            number=0,
            cause=Cause.DETECTOR,
            fate=Fate.WON,
            expires=self.schedule.life_end(period),
        )
        outcome = self._decided(won, unit, verdict, now)
        clean = isinstance(verdict, Clean)
        contents = {unit.id: self._contents.seal(unit.id, path, start)} if clean else {}
        self._settle([outcome], [judged(won, (unit, verdict, guard, policy), now)], contents=contents)
        return release_of(unit, outcome) if clean else None

    # ── afterwards ───────────────────────────────────────────────────────────────────────────────

    def withdraw(self, unit: UnitId, now: float, by: str | None = None) -> bool:
        """Take a release back; whether it was live. It is not drawn again before it would have expired.

        `by` is the operator who wants it.
        """
        live = [outcome for outcome in self._living(now) if outcome.unit == unit]
        self._end(live, Fate.WITHDRAWN, now, by=by)
        return bool(live)

    def expire(self, now: float) -> tuple[UnitId, ...]:
        """Drop what is over: releases (with a log entry, they are returned), contents, votes of past periods."""
        over = [outcome for outcome in self._store.released() if outcome.expires <= now]
        self._end(over, Fate.EXPIRED, now)
        self._store.forget(self.schedule.last_due(now).period, now)
        return tuple(outcome.unit for outcome in over)

    def note(self, unit: UnitId, note: Note, policy: str | None = None) -> None:
        """Write into the log that a unit was declared, or is so no longer.

        Twice the same note is written once, and so is what a policy declares at each start until something changes.
        """
        entry = Entry(
            time=round(note.at, 3),
            event=Event.WITHDRAWN if note.withdrawn else Event.DECLARED,
            unit=unit,
            cause=Cause.POLICY if note.by is None else Cause.DECLARED,
            verdict=note.verdict,
            guard=note.guard,
            policy=policy,
            name=note.name,
            operator=note.by,
        )
        before = [e for e in self.log(unit) if e.name == note.name]
        again = any((e.time, e.event, e.operator) == (entry.time, entry.event, entry.operator) for e in before)
        stands = note.by is None and [(e.event, e.policy) for e in before[-1:]] == [(entry.event, policy)]
        if not again and not stands:
            self._settle([], [entry])

    def _end(
        self,
        outcomes: Sequence[Outcome],
        fate: Fate,
        now: float,
        verdict: Verdict | None = None,
        by: str | None = None,
    ) -> None:
        """Give outcomes another fate, each with a log entry."""
        if outcomes:
            entries = [replace(entry_of(o, Event(fate), now, verdict=verdict), operator=by) for o in outcomes]
            self._settle([replace(outcome, fate=fate) for outcome in outcomes], entries)

    def _settle(
        self,
        outcomes: Sequence[Outcome],
        entries: Sequence[Entry],
        *,
        decided: DrawTime | None = None,
        contents: dict[UnitId, bytes] | None = None,
    ) -> None:
        lines = list(chain(self.keys.log, self._store.head(), entries))
        self._store.settle(outcomes, lines, decided=decided, contents=contents)
