"""Alerts about units whose use grows suspiciously: by a published rule, and by one that counts distinct owners.

A unit is suspicious when its hits in a window are at least r_a times those of the window before (the rule of the
published system, r_a = 2), if it has enough hits for that to mean anything. With `diversity` below 1, it must also be
few owners that hit it: a crowd that comes is spared, one account that asks again and again is not.

Hysteresis: an alert ends with the first whole window in which hits have grown by less than half of what raised it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Generic

from safekv.monitor.signals import Signals, UnitT, Use

_LOOK_AGAIN = 1.25
"""While many owners hit a unit, it is looked at again when it has so many times the hits: constant work on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Why a unit is suspicious: what it had in the window when it was noticed, and the hits of the window before."""

    since: float
    use: Use
    before: int

    @property
    def reason(self) -> str:
        """For the operator."""
        return f"{self.use.hits} hits by about {self.use.owners:.0f} owners, after {self.before} in the window before"


@dataclass(slots=True, kw_only=True)
class _Standing:
    """An alert that stands. `last`: hits of the last window that ended; None while the window of the alert runs."""

    alert: Alert
    last: int | None = None


class Alerts(Generic[UnitT]):
    """Raises and ends alerts. `growth` is r_a; `diversity` is the most owners per hit that still raise one."""

    def __init__(self, *, seconds: float, growth: float, least: int, diversity: float) -> None:
        self.signals: Signals[UnitT] = Signals(seconds=seconds, growth=growth, least=least)
        self._calm = 1 + (growth - 1) / 2
        self._diversity = diversity
        self._standing: dict[UnitT, _Standing] = {}

    def __contains__(self, unit: UnitT) -> bool:
        return unit in self._standing

    def __iter__(self) -> Iterator[tuple[UnitT, Alert]]:
        """The alerts that stand."""
        return ((unit, standing.alert) for unit, standing in self._standing.items())

    def hit(self, unit: UnitT, owner: Hashable, now: float) -> bool:
        """Count a hit; whether it has raised an alert. Constant work."""
        if now >= self.signals.ends:
            self.advance(now)
        return self.signals.hit(unit, owner) and self._look(unit, now)

    def advance(self, now: float) -> None:
        """What time has brought. Cheap while no window ends."""
        if self.signals.turn(now):
            for unit in list(self._standing):
                self._review(unit)

    def _look(self, unit: UnitT, now: float) -> bool:
        use = self.signals.current(unit)
        self.signals.look_again(unit, int(use.hits * _LOOK_AGAIN) + 1)
        if unit in self._standing or use.diversity > self._diversity:
            return False
        alert = Alert(since=now, use=use, before=self.signals.previous(unit).hits)
        self._standing[unit] = _Standing(alert=alert)
        return True

    def _review(self, unit: UnitT) -> None:
        """A window has ended. The one in which an alert was raised says nothing about its end."""
        standing, over = self._standing[unit], self.signals.previous(unit).hits
        if standing.last is not None and over <= self._calm * standing.last:
            del self._standing[unit]
        standing.last = over
