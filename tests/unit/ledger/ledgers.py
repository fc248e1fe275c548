"""Ledgers to try things on: short periods, a chosen coin, a selection that is certain from some count on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from safekv.errors import LedgerError
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import DrawTime, Schedule
from safekv.ledger.selection import SURE
from safekv.ledger.store.base import Limits, Store
from safekv.ledger.store.memory import MemoryStore
from safekv.ledger.store.sqlite import SqliteStore
from safekv.types import Contribution, OwnerTag, UnitId
from safekv.verdicts import Clean, Sensitive, Undecided, Verdict
from tests.factories import keyring

SCHEDULE = Schedule(period_seconds=100, draws=4)
KEYS = LedgerKeys.derive(keyring().ledger_key)
LIMITS = Limits(quota=3, enough=2, most=1000)
CLEAN = Clean(score=0.1)
SENSITIVE = Sensitive(findings=(), score=0.9)
UNDECIDED = Undecided(reason="the guard is away")


@dataclass(frozen=True, kw_only=True)
class From:
    """A selection that releases for certain from `least` owners on, and never below."""

    least: int
    name: str = "from"

    def hazard(self, count: int) -> int:
        return SURE if count >= self.least else 0


class Stopping:
    """Mixed into a store: the `left`-th durable write from now on fails, before it is made or after.

    So it looks when the process is killed there; 0 for never.
    """

    left = 0
    after = False

    def _maybe(self, write: Callable[..., None], *args: Any, **options: Any) -> None:
        self.left -= 1
        if self.left != 0 or self.after:
            write(*args, **options)
        if self.left == 0:
            raise LedgerError("stopped")

    def seal(self, *given: Any) -> None:
        self._maybe(super().seal, *given)  # type: ignore[misc]

    def drawn(self, draw: Any, winners: Any) -> None:
        self._maybe(super().drawn, draw, winners)  # type: ignore[misc]

    def settle(self, *args: Any, **options: Any) -> None:
        self._maybe(super().settle, *args, **options)  # type: ignore[misc]


class StoppingMemory(Stopping, MemoryStore):
    """In memory."""


class StoppingSqlite(Stopping, SqliteStore):
    """In a file."""


def ledger(store: Store | None = None, *, now: float = 150.0, **changed: Any) -> Ledger:
    """A ledger made at `now` (in period 1, so that it draws from period 2 on, at 225, 250, 275, 300)."""
    options: dict[str, Any] = {
        "schedule": SCHEDULE,
        "selection": From(least=2),
        "keys": KEYS,
        "limits": LIMITS,
        "deployment": "d",
        "parameters": "p",
        "coin": lambda: SURE - 1,
    }
    return Ledger(store=store or MemoryStore(), now=now, **{**options, **changed})


def owner(number: int) -> OwnerTag:
    return OwnerTag(number.to_bytes(16, "little"))


def path(text: str) -> bytes:
    """A path with one token per character."""
    return b"".join(ord(character).to_bytes(4, "little") for character in text)


def votes(owners: Iterable[int], text: str, start: int = 0) -> list[Contribution]:
    return [Contribution(owner=owner(number), path=path(text), start=start) for number in owners]


def unit(text: str, start: int = 0) -> UnitId:
    return KEYS.unit_id(path(text), start)


def at(period: int, number: int) -> DrawTime:
    return DrawTime(period=period, number=number)


def play(of: Ledger, now: float, judge: Callable[[str], Verdict] = lambda _: CLEAN) -> list[str]:
    """Do the draw that is due, all of it; the texts that were released, in order."""
    draw = of.due(now)
    if draw is None:
        return []
    winners = of.draw(draw, now)
    releases = of.decide(draw, [(winner, judge(text_of(winner.path)), "g1", "p1") for winner in winners], now)
    return [text_of(release.path) for release in releases]


def text_of(of: bytes) -> str:
    return of.decode("utf-32-le")
