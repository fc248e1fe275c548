"""Invariant 11 on a real file: the process that keeps the ledger is killed at random points, or its disk fails.

A child contributes, draws and decides in simulated time, with real coins: a draw that were done twice would not come
out alike. What it lets others see it writes to a pipe first: that is what a kill must not take back.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from safekv.errors import LedgerError
from safekv.ledger.ledger import Ledger
from safekv.ledger.log import Event
from safekv.ledger.periods import DrawTime, Schedule
from safekv.ledger.selection import SURE
from safekv.ledger.store.base import DrawState, Fate
from safekv.ledger.store.sqlite import SqliteStore
from safekv.types import UnitId
from tests.unit.ledger.ledgers import CLEAN, KEYS, LIMITS, SENSITIVE, From, text_of, votes

SCHEDULE = Schedule(period_seconds=20, draws=8)
BEGIN = 1010.0
KILLS = 50


class Even(From):
    """Even odds for whatever has two owners."""

    def hazard(self, count: int) -> int:
        return SURE // 2 if count >= self.least else 0


def opened(directory: Path, now: float) -> tuple[Ledger, SqliteStore]:
    store = SqliteStore.open(directory / "ledger.db", deployment="d", lock_directory=directory)
    ledger = Ledger(
        store=store,
        schedule=SCHEDULE,
        selection=Even(least=2),
        keys=KEYS,
        limits=LIMITS,
        now=now,
        deployment="d",
        parameters="p",
    )
    return ledger, store


def live(directory: Path, now: float, seed: int, say: Callable[[str], None]) -> None:
    """Contribute and draw until killed. Draws and releases are told as soon as the ledger has returned them."""
    ledger, _ = opened(directory, now)
    chooser = random.Random(seed)
    while True:
        now += chooser.choice([0.3, 0.7, 2.6])
        say(f"time {now}")
        for _ in range(3):
            texts = [f"{SCHEDULE.period_of(now)}-{chooser.randrange(60)}" for _ in range(4)]
            ledger.contribute([vote for text in texts for vote in votes(chooser.sample(range(200), 3), text)], now)
        draw = ledger.due(now)
        if draw is not None:
            winners = ledger.draw(draw, now)
            say(f"drawn {draw.period} {draw.number} " + " ".join(winner.id.hex() for winner in winners))
            verdicts = [(w, SENSITIVE if text_of(w.path).endswith("7") else CLEAN, "g", "p") for w in winners]
            for release in ledger.decide(draw, verdicts, now):
                say(f"released {draw.period} {draw.number} {release.id.hex()}")
        ledger.expire(now)


@contextlib.contextmanager
def child(run: Callable[[Callable[[str], None]], None]) -> Iterator[tuple[int, int]]:
    """Run something in a forked process, which says lines into a pipe: its id, and the end to read from."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            os.close(reading)
            run(lambda line: void(os.write(writing, line.encode() + b"\n")))
            code = 0
        except BaseException:
            os.write(writing, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(writing)
    try:
        yield process, reading
    finally:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        os.close(reading)


def void(_: object) -> None:
    """Nothing."""


def everything(reading: int) -> list[str]:
    parts = []
    while part := os.read(reading, 65536):
        parts.append(part)
    whole = b"".join(parts)
    return whole[: whole.rfind(b"\n") + 1].decode().splitlines()


@dataclass
class Seen:
    """What was ever visible, over all lives of the child."""

    now: float = BEGIN
    drawn: dict[DrawTime, set[UnitId]] = field(default_factory=dict)
    released: set[tuple[DrawTime, UnitId]] = field(default_factory=set)

    def add(self, line: str) -> None:
        match line.split():
            case ["time", now]:
                self.now = float(now)
            case ["drawn", period, number, *units]:
                draw = DrawTime(period=int(period), number=int(number))
                won = {UnitId(bytes.fromhex(unit)) for unit in units}
                assert self.drawn.setdefault(draw, won) == won, f"{draw} came out twice, and differently"
            case ["released", period, number, unit]:
                draw = DrawTime(period=int(period), number=int(number))
                self.released.add((draw, UnitId(bytes.fromhex(unit))))
            case _:
                raise AssertionError(line)

    def check(self, directory: Path) -> DrawState | None:
        """What a kill must not have taken back or broken; how far the latest draw had come."""
        ledger, store = opened(directory, self.now)
        try:
            assert ledger.verify() == []
            last = store.last_draw()
            entries = ledger.log()
            told = {
                (DrawTime(period=e.period or 0, number=e.draw or 0), e.unit) for e in entries if e.event == "released"
            }
            assert self.released <= told, "a release was visible and is not in the log"
            decided = [
                (e.unit, e.period) for e in entries if e.event in (Event.RELEASED, Event.VETOED, Event.UNDECIDED)
            ]
            assert len(decided) == len(set(decided)), "a unit has two outcomes in one period"
            for outcome in store.outcomes():
                draw = DrawTime(period=outcome.period, number=outcome.number)
                if draw in self.drawn:
                    assert outcome.unit in self.drawn[draw], "a draw that was seen has another winner now"
            for outcome in store.released():
                assert (DrawTime(period=outcome.period, number=outcome.number), outcome.unit) in told
            if last is None:
                return None
            for outcome in store.won():
                assert (outcome.period, outcome.number) == (last.period, last.number), "only the latest draw waits"
            if last in self.drawn:
                kept = {o.unit for o in store.outcomes(draw=last)}
                assert kept == self.drawn[last]
            return store.state(last)
        finally:
            ledger.close()


def test_killed_at_any_point_nothing_that_was_visible_is_lost_or_drawn_again(tmp_path: Path) -> None:
    chooser = random.Random(0)  # the coins, and where a kill hits, are new each time
    seen = Seen()
    states = []
    for number in range(KILLS):
        with child(lambda say, number=number: live(tmp_path, seen.now, number, say)) as (process, reading):  # type: ignore[misc]
            first = os.read(reading, 65536)
            assert first, "the child did not come up"
            time.sleep(chooser.uniform(0, 0.15))
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            lines = everything(reading) if first.endswith(b"\n") else []
        for line in [*first[: first.rfind(b"\n") + 1].decode().splitlines(), *lines]:
            seen.add(line)
        states.append(seen.check(tmp_path))
    assert len(seen.drawn) >= 20, "too few draws to prove anything"
    assert seen.released
    assert any(won for won in seen.drawn.values())
    assert {DrawState.DECIDED} < set(states), f"no kill hit a draw that was under way: {states}"


def succeeds(process: int) -> bool:
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status) == 0


def test_a_full_disk_fails_the_call_and_everything_goes_on_when_there_is_room(tmp_path: Path) -> None:
    def run(say: Callable[[str], None]) -> None:
        ledger, store = opened(tmp_path, 1000.0)
        ledger.contribute(votes(range(1000, 1030), "before"), 1025.0)
        grown = max(path.stat().st_size for path in tmp_path.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (grown + 20_000, resource.RLIM_INFINITY))
        failures: list[str] = []
        for number in range(300):
            try:
                ledger.contribute(votes([2 * number, 2 * number + 1], f"{number}" * 500), 1025.5)
            except LedgerError as error:
                failures.append(str(error))
        assert len(failures) > 100
        assert all("disk" in failure for failure in failures), set(failures)
        draw = ledger.due(1027.5)
        assert draw is not None
        with contextlib.suppress(LedgerError):
            ledger.draw(draw, 1027.5)
            say("sealed although the disk is full")
        assert ledger.live(1027.5) == ()
        assert ledger.verify() == []
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        ledger.contribute(votes(range(1000, 1030), "after"), 1028.0)
        draw = ledger.due(1030.0)
        assert draw is not None
        ledger.decide(draw, [(w, CLEAN, "g", "p") for w in ledger.draw(draw, 1030.0)], 1030.0)
        assert store.state(draw) is DrawState.DECIDED
        assert ledger.verify() == []
        say("done")

    with child(run) as (process, reading):
        said = everything(reading)
        assert succeeds(process), said
    assert said[-1] == "done"


def test_a_full_disk_in_the_middle_of_a_draw_releases_nothing_that_is_not_logged(tmp_path: Path) -> None:
    def run(say: Callable[[str], None]) -> None:
        ledger, store = opened(tmp_path, 1000.0)
        texts = [f"text {number}" * 40 for number in range(150)]
        for first, text in enumerate(texts):
            ledger.contribute(votes(range(3 * first, 3 * first + 3), text), 1025.0)
        draw = ledger.due(1027.5)
        assert draw is not None
        winners = ledger.draw(draw, 1027.5)
        decisions = [(w, CLEAN, "g" * 200, "p") for w in winners]
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**15, resource.RLIM_INFINITY))
        with pytest.raises(LedgerError, match="disk"):
            ledger.decide(draw, decisions, 1027.5)
        assert ledger.live(1027.5) == ()
        assert ledger.log() == []
        assert ledger.due(1027.6) == draw
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert ledger.draw(draw, 1028.0) == winners
        assert len(ledger.decide(draw, decisions, 1028.0)) == len(winners) > 30
        assert {o.fate for o in store.outcomes()} == {Fate.RELEASED}
        say("done")

    with child(run) as (process, reading):
        said = everything(reading)
        assert succeeds(process), said
    assert said == ["done"]


def test_a_ledger_that_becomes_read_only_fails_the_call_and_goes_on_afterwards(tmp_path: Path) -> None:
    ledger, store = opened(tmp_path, 1000.0)
    with store.connected() as db:
        db.execute("PRAGMA query_only=ON")
    with pytest.raises(LedgerError, match="read-only; make it and its directory writable"):
        ledger.contribute(votes(range(3), "abc"), 1025.0)
    ledger.contribute(votes(range(3), "abc"), 1025.0)
    ledger.close()


def test_a_read_only_directory_is_a_ledger_error_with_the_mend_at_the_start(tmp_path: Path) -> None:
    opened(tmp_path, 1000.0)[0].close()
    for directory in (tmp_path, *list(tmp_path.parents)[:2]):
        directory.chmod(0o755)
    for file in tmp_path.iterdir():
        file.chmod(0o444)

    def run(say: Callable[[str], None]) -> None:
        if os.getuid() == 0:  # whom no mode keeps out
            os.setuid(65534)
        try:
            opened(tmp_path, 1000.0)
        except LedgerError as error:
            say(str(error))

    tmp_path.chmod(0o555)
    try:
        with child(run) as (process, reading):
            said = everything(reading)
            assert succeeds(process)
    finally:
        tmp_path.chmod(0o755)
    assert len(said) == 1
    assert "writable" in said[0]
