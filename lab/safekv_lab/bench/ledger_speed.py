"""What the ledger costs: contributions per second, bytes per pending unit, time of a draw. On the SQLite store."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from safekv.config import Policy
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import DrawTime, Schedule
from safekv.ledger.selection import StoppedDraw
from safekv.ledger.store.base import Limits
from safekv.ledger.store.sqlite import SqliteStore
from safekv.types import Contribution, OwnerTag
from safekv.verdicts import Clean

TOKENS = 1500
"""Length of a unit's path: that of a system prompt with some tools."""

_VOTE = Policy().ledger
_START = 3000 * _VOTE.period_seconds
_BATCHES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One measurement. Rates are contributions per second of one core's time; sizes are bytes per pending unit.

    `index` is what a pending unit takes in the file: its counts, and its owners' votes. `content` is what its sealed
    text takes beside that, from the second owner on, and grows with the text.
    """

    units: int
    owners_per_unit: int
    batch: int
    rate_new: float
    rate_repeated: float
    index_bytes: float
    content_bytes: float
    memory_bytes: float
    draw_seconds: float
    next_draw_seconds: float
    winners: int


def measure(directory: Path, *, units: int, owners_per_unit: int, batch: int, progress: Callable[[str], None]) -> Speed:
    """Fill a ledger with pending units, each of which so many owners use, and draw."""
    file = directory / "ledger.db"
    store = SqliteStore.open(file, deployment="bench", lock_directory=directory)
    ledger = _ledger(store)
    now = _START + 1.0
    memory = _resident()
    progress(f"{units * owners_per_unit} contributions of {TOKENS} tokens")
    rate_new = _contribute(ledger, _contributions(units, owners_per_unit), batch, now)
    memory_bytes = max(0, _resident() - memory) / units
    again = min(units, 20_000)
    rate_repeated = _contribute(ledger, _contributions(again, 1), batch, now)
    _settle(store)
    size, content = _sizes(store)
    progress(f"a draw over {units} pending units")
    first, second = (DrawTime(period=3000, number=number) for number in (1, 2))
    draw_seconds, winners = _draw(ledger, first)
    next_seconds, _ = _draw(ledger, second)
    ledger.close()
    return Speed(
        units=units,
        owners_per_unit=owners_per_unit,
        batch=batch,
        rate_new=rate_new,
        rate_repeated=rate_repeated,
        index_bytes=(size - content) / units,
        content_bytes=content / units,
        memory_bytes=memory_bytes,
        draw_seconds=draw_seconds,
        next_draw_seconds=next_seconds,
        winners=winners,
    )


def _ledger(store: SqliteStore) -> Ledger:
    selection = StoppedDraw(
        epsilon=_VOTE.epsilon, delta=_VOTE.delta, draws=_VOTE.draws_per_period, min_owners=_VOTE.min_owners
    )
    return Ledger(
        store=store,
        schedule=Schedule(period_seconds=_VOTE.period_seconds, draws=_VOTE.draws_per_period),
        selection=selection,
        keys=LedgerKeys.derive(lambda purpose: purpose.encode().ljust(32, b".")),
        limits=Limits(quota=_VOTE.max_contributions, enough=_VOTE.min_owners, most=selection.saturation),
        now=_START - 1.0,
        deployment="bench",
        parameters="bench",
    )


def _contributions(units: int, owners_per_unit: int) -> Iterator[Contribution]:
    """Each unit from so many owners; an owner has votes for a quota of units at most."""
    rest = bytes(4 * TOKENS - 32)
    for voter in range(owners_per_unit):
        for unit in range(units):
            group = (voter * units + unit) // _VOTE.max_contributions
            path = blake2b(unit.to_bytes(8, "little"), digest_size=32).digest() + rest
            yield Contribution(owner=OwnerTag(group.to_bytes(16, "little")), path=path, start=0)


def _contribute(ledger: Ledger, contributions: Iterator[Contribution], batch: int, now: float) -> float:
    """Contributions per second, by the median of parts of the run; making them is not counted."""
    spent: list[float] = []
    taken: list[int] = []
    while given := [contribution for _, contribution in zip(range(batch), contributions, strict=False)]:
        begun = time.perf_counter()
        ledger.contribute(given, now)
        spent.append(time.perf_counter() - begun)
        taken.append(len(given))
    part = max(1, len(spent) // _BATCHES)
    rates = sorted(
        sum(taken[first : first + part]) / sum(spent[first : first + part]) for first in range(0, len(spent), part)
    )
    return rates[len(rates) // 2]


def _draw(ledger: Ledger, draw: DrawTime) -> tuple[float, int]:
    now = ledger.schedule.time_of(draw)
    begun = time.perf_counter()
    winners = ledger.draw(draw, now)
    seconds = time.perf_counter() - begun
    ledger.decide(draw, [(winner, Clean(score=0.0), "bench", "bench") for winner in winners], now)
    return seconds, len(winners)


def _settle(store: SqliteStore) -> None:
    """Bring the write-ahead log into the file, so that its size tells."""
    with store.connected() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _sizes(store: SqliteStore) -> tuple[int, int]:
    """Bytes of the file, and of the sealed contents in it."""
    with store.connected() as db:
        (content,) = db.execute("SELECT coalesce(sum(length(sealed)), 0) FROM contents").fetchone()
    return Path(store.where).stat().st_size, int(content)


def _resident() -> int:
    """Peak resident memory of this process, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
