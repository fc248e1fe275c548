"""Invariants 8, 10 and 11: the ledger against a simple model, in any order of events, stopped anywhere.

The model counts with sets, draws with the same coins, and keeps nothing in a file. The machine contributes, draws,
stops a draw before or after each of its writes, opens the ledger again, loses it, withdraws and lets time pass.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from safekv.errors import LedgerError
from safekv.ledger.ledger import Ledger
from safekv.ledger.log import Event
from safekv.ledger.periods import DrawTime
from safekv.ledger.selection import SURE
from safekv.ledger.store.base import DrawState, Fate, Store
from safekv.ledger.store.memory import MemoryStore
from safekv.verdicts import Verdict
from tests.unit.ledger.ledgers import (
    CLEAN,
    LIMITS,
    SCHEDULE,
    SENSITIVE,
    UNDECIDED,
    Stopping,
    StoppingMemory,
    StoppingSqlite,
    ledger,
    owner,
    path,
    play,
    text_of,
    unit,
    votes,
)

UNITS = [("a", 0), ("ab", 1), ("abc", 2), ("abc", 1), ("x", 0), ("bad", 0), ("odd", 0)]
OWNERS = range(6)

Key = tuple[str, int]


class Half:
    """Certain from four owners on, even odds for two or three."""

    name = "half"

    def hazard(self, count: int) -> int:
        return SURE if count >= 4 else SURE // 2 if count >= 2 else 0


def judge(text: str) -> Verdict:
    verdicts: dict[str, Verdict] = {"bad": SENSITIVE, "odd": UNDECIDED}
    return verdicts.get(text, CLEAN)


@dataclass
class Model:
    """What the ledger should know. `standing` are releases, by unit and period: expiry, and whether withdrawn."""

    draws_from: int
    votes: dict[int, dict[int, list[Key]]] = field(default_factory=dict)
    last: DrawTime | None = None
    state: DrawState | None = None
    sealed: dict[Key, int] = field(default_factory=dict)
    won: dict[Key, DrawTime] = field(default_factory=dict)
    drawn: set[tuple[Key, int]] = field(default_factory=set)
    standing: dict[tuple[Key, int], tuple[float, bool]] = field(default_factory=dict)
    events: list[tuple[Event, Key]] = field(default_factory=list)

    def vote(self, who: int, what: Key, now: float) -> None:
        cast = self.votes.setdefault(SCHEDULE.period_of(now), {}).setdefault(who, [])
        if what not in cast and len(cast) < LIMITS.quota:
            cast.append(what)

    def due(self, now: float) -> DrawTime | None:
        draw = SCHEDULE.last_due(now)
        if draw.period < self.draws_from or (draw == self.last and self.state is DrawState.DECIDED):
            return None
        return draw

    def seal(self, draw: DrawTime) -> None:
        self.leave_undecided()
        cast = [set(keys) for keys in self.votes.get(draw.period, {}).values()]
        self.sealed = {key: sum(key in keys for keys in cast) for key in UNITS}
        self.last, self.state = draw, DrawState.SEALED

    def leave_undecided(self) -> None:
        self.events += [(Event.UNDECIDED, key) for key in self.won]
        self.won = {}

    def throw(self, coins: Sequence[int]) -> None:
        draw = self.last
        assert draw is not None
        at = SCHEDULE.time_of(draw)
        standing = {key for (key, _), (expires, _) in self.standing.items() if expires > at}
        pending = sorted(
            (unit(*key), key)
            for key, count in self.sealed.items()
            if count >= 2 and (key, draw.period) not in self.drawn and key not in standing
        )
        assert len(coins) == len(pending), "one coin for each pending unit"
        half = Half()
        chosen = [key for (_, key), coin in zip(pending, coins, strict=True) if coin < half.hazard(self.sealed[key])]
        self.won = dict.fromkeys(chosen, draw)
        self.drawn |= {(key, draw.period) for key in chosen}
        self.state = DrawState.DRAWN

    def decide(self, now: float) -> list[str]:
        freed = []
        for key in sorted(self.won, key=lambda key: len(key[0])):
            text, start = key
            verdict = judge(text)
            if verdict is CLEAN:
                period = self.won[key].period
                parents = [e for (t, _), e in self.live(now).items() if t == text[:start]]
                self.standing[key, period] = (min([SCHEDULE.life_end(period), *parents]), False)
                freed.append(text)
                self.events.append((Event.RELEASED, key))
            else:
                self.events.append((Event.VETOED if verdict is SENSITIVE else Event.UNDECIDED, key))
        self.won, self.state = {}, DrawState.DECIDED
        return freed

    def live(self, now: float) -> dict[Key, float]:
        return {key: expires for (key, _), (expires, gone) in self.standing.items() if expires > now and not gone}


class Life(RuleBasedStateMachine):
    """Everything that can happen to a ledger."""

    def new_store(self) -> Any:
        return StoppingMemory()

    def reopened(self, store: Any) -> Any:
        return store

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.thrown: list[int] = []
        self.now = 150.0
        self.lose()

    @rule()
    def lose(self) -> None:
        """The file is gone: an empty ledger, which must not draw before the next period."""
        self.store: Any = self.new_store()
        self.model = Model(draws_from=SCHEDULE.period_of(self.now) + 1)
        self.open()

    def open(self) -> None:
        self.ledger: Ledger = ledger(self.store, now=self.now, selection=Half(), coin=self.coin)

    def coin(self) -> int:
        self.thrown.append(self.random.choice([0, SURE - 1]))
        return self.thrown[-1]

    @rule()
    def reopen(self) -> None:
        self.store = self.reopened(self.store)
        self.open()

    @rule(seconds=st.sampled_from([1.0, 10.0, 25.0, 40.0, 100.0, 250.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(cast=st.lists(st.tuples(st.sampled_from(OWNERS), st.sampled_from(UNITS)), max_size=12))
    def contribute(self, cast: list[tuple[int, Key]]) -> None:
        self.ledger.contribute([vote for who, (text, start) in cast for vote in votes([who], text, start)], self.now)
        for who, key in cast:
            self.model.vote(who, key, self.now)

    @rule(owners=st.integers(2, 6), what=st.sampled_from(UNITS))
    def adopt(self, owners: int, what: Key) -> None:
        self.contribute([(who, what) for who in range(owners)])

    @rule()
    def draw(self) -> None:
        self.draw_and_stop(0, False)

    @rule(step=st.integers(1, 4), after=st.booleans())
    def draw_and_stop(self, step: int, after: bool) -> None:
        draw = self.ledger.due(self.now)
        assert draw == self.model.due(self.now)
        if draw is None:
            return
        self.thrown = []
        self.store.left, self.store.after = step, after
        released: list[str] | None = None
        try:
            released = play(self.ledger, self.now, judge)
        except LedgerError:
            self.store.left = 0
            self.reopen()
        self.store.left = 0
        freed = self._follow(draw)
        if released is not None:
            assert sorted(released) == sorted(freed)
        assert (released is None) or self.store.state(draw) is DrawState.DECIDED

    def _follow(self, draw: DrawTime) -> list[str]:
        """Bring the model to where the ledger got; what is released by that."""
        state = self.store.state(draw)
        if state is None:
            if not self.store.won():
                self.model.leave_undecided()
            return []
        if self.model.last != draw:
            self.model.seal(draw)
        if self.model.state is DrawState.SEALED and state is not DrawState.SEALED:
            self.model.throw(self.thrown)
        if self.model.state is DrawState.DRAWN and state is DrawState.DECIDED:
            return self.model.decide(self.now)
        assert self.model.state is state
        return []

    @rule()
    def draw_without_deciding(self) -> None:
        draw = self.ledger.due(self.now)
        if draw is not None:
            self.thrown = []
            winners = self.ledger.draw(draw, self.now)
            self._follow(draw)
            assert {(text_of(w.path), w.start) for w in winners} == self.model.won.keys()

    @rule(what=st.sampled_from(UNITS), early=st.integers(0, 3), late=st.integers(4, 6))
    def vote_after_the_seal(self, what: Key, early: int, late: int) -> None:
        """Killed between seal and coins; what is voted meanwhile must wait for the next draw."""
        self.contribute([(who, what) for who in range(early)])
        self.draw_and_stop(1, True)
        self.adopt(late, what)
        self.draw()

    @rule()
    def continue_in_the_next_period(self) -> None:
        """A unit is released a period after the one that it continues, and may not outlive it."""
        for what in (("a", 0), ("ab", 1)):
            self.contribute([(100 + who, what) for who in range(4)])
            self.wait(25.0)
            self.draw()
            self.wait(75.0)

    @rule(what=st.sampled_from(UNITS))
    def withdraw(self, what: Key) -> None:
        live = what in self.model.live(self.now)
        assert self.ledger.withdraw(unit(*what), self.now) is live
        if live:
            for (key, period), (expires, gone) in list(self.model.standing.items()):
                if key == what and expires > self.now and not gone:
                    self.model.standing[key, period] = (expires, True)
            self.model.events.append((Event.WITHDRAWN, what))

    @rule()
    def expire(self) -> None:
        over = [place for place, (e, gone) in self.model.standing.items() if e <= self.now and not gone]
        assert sorted(self.ledger.expire(self.now)) == sorted(unit(*key) for key, _ in over)
        for key, period in over:
            del self.model.standing[key, period]
            self.model.events.append((Event.EXPIRED, key))

    @invariant()
    def what_lives_is_what_the_model_released(self) -> None:
        live = {(text_of(r.path), r.start): r.expires for r in self.ledger.live(self.now)}
        assert live == self.model.live(self.now)

    @invariant()
    def every_winner_waits_or_is_decided(self) -> None:
        assert {o.unit for o in self.store.won()} == {unit(*key) for key in self.model.won}

    @invariant()
    def the_log_says_what_happened_and_verifies(self) -> None:
        assert self.ledger.verify() == []
        said = sorted((entry.event, entry.unit) for entry in self.ledger.log())
        assert said == sorted((event, unit(*key)) for event, key in self.model.events)

    @invariant()
    def nothing_of_one_owner_alone_is_kept(self) -> None:
        assert self.store.contents([unit("never", 0)]) == {}


class LifeInAFile(Life):
    """The same, in a file that is closed and opened again."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.files = 0

    def _opened(self) -> StoppingSqlite:
        where = Path(self.directory.name)
        return StoppingSqlite.open(where / f"{self.files}.db", deployment="d", lock_directory=where)

    def new_store(self) -> Any:
        if self.files:
            self.store.close()
        self.files += 1
        return self._opened()

    def reopened(self, store: Stopping) -> Any:
        self.store.close()
        return self._opened()

    def teardown(self) -> None:
        if self.files:
            self.store.close()
        self.directory.cleanup()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=50)

TestLifeInAFile = LifeInAFile.TestCase
TestLifeInAFile.settings = settings(
    max_examples=15, stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow]
)

# ── one voice ────────────────────────────────────────────────────────────────────────────────────

Cast = list[tuple[int, Key]]
casts = st.lists(st.tuples(st.sampled_from(OWNERS), st.sampled_from(UNITS)), max_size=40)


def counted(cast: Cast, batch: int) -> dict[bytes, int]:
    """The counts that a draw sees after these contributions, in batches of a size."""
    store: Store = MemoryStore()
    made = ledger(store)
    given_votes = [vote for who, (text, start) in cast for vote in votes([who], text, start)]
    for first in range(0, len(given_votes), batch):
        made.contribute(given_votes[first : first + batch], 210.0)
    draw = DrawTime(period=2, number=1)
    store.seal(draw)
    return {bytes(found): count for found, count in store.pending(draw, 225.0, 0)}


@given(cast=casts, others=casts, batch=st.integers(1, 50), data=st.data())
def test_what_one_owner_adds_depends_on_no_other_owner(
    cast: Cast, others: Cast, batch: int, data: st.DataObject
) -> None:
    """Two crowds: the same owner adds the same votes to the counts of both. 90 and 91 vote for everything."""
    everybody = [(who, key) for who in range(90, 93) for key in UNITS]  # so that every content is there
    spread = [(90 + 10 * number + who % 3, key) for number, (who, key) in enumerate(everybody)]
    own = [(500, key) for _, key in cast]
    crowd = [(who, key) for who, key in others if who != 500]
    merged = data.draw(st.permutations([*[("own", v) for v in own], *[("crowd", v) for v in crowd]]))
    mixed = [vote for _, vote in merged]
    own_in_order = [vote for kind, vote in merged if kind == "own"]
    crowd_in_order = [vote for kind, vote in merged if kind == "crowd"]
    base = counted(spread, batch)
    assert base.keys() == {unit(*key) for key in UNITS}

    def added(votes_cast: Cast) -> dict[bytes, int]:
        total = counted([*spread, *votes_cast], batch)
        return {key: total[key] - base[key] for key in base}

    alone, beside, together = added(own_in_order), added(crowd_in_order), added(mixed)
    assert together == {key: alone[key] + beside[key] for key in base}
    assert sum(alone.values()) == min(len({key for _, key in own}), LIMITS.quota)


def test_the_order_of_publication_depends_on_the_winners_alone() -> None:
    everything = [(text, start) for text, start in UNITS if judge(text) is CLEAN]
    for seed in range(20):
        chooser = random.Random(seed)
        cast = [(200 + 10 * index + voter, key) for index, key in enumerate(everything) for voter in range(4)]
        cast += [(chooser.randrange(900, 999), chooser.choice(everything)) for _ in range(30)]
        chooser.shuffle(cast)
        made = ledger()
        made.contribute([vote for who, (text, start) in cast for vote in votes([who], text, start)], 210.0)
        order = play(made, 225.0)
        if seed == 0:
            first = order
        assert order == first
        assert len(order) == len(everything)


def test_owner_and_path_of_the_stand_ins_are_what_the_scheduler_sends() -> None:
    assert len(owner(1)) == 16
    assert path("ab") == b"a\0\0\0b\0\0\0"


def test_the_machine_reaches_every_fate() -> None:
    """A machine that never released or vetoed anything would prove nothing."""
    life = Life()
    life.begin(1)
    for what in UNITS:
        life.adopt(6, what)
    seen: set[Fate] = set()
    for _ in range(40):
        life.wait(25.0)
        for number, what in enumerate(UNITS):
            life.contribute([(1000 + 10 * number + who, what) for who in range(4)])
        life.draw()
        life.withdraw(("x", 0))
        life.expire()
        seen |= {Fate(event) for event, _ in life.model.events}
    assert seen == {Fate.RELEASED, Fate.VETOED, Fate.UNDECIDED, Fate.WITHDRAWN, Fate.EXPIRED}
