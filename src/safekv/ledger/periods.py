"""The schedule of draws: periods aligned to Unix time and the draws in them, fixed by the policy alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DrawTime:
    """Draw `number`, 1 to T, of a period. Draws compare by time."""

    period: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When draws are. Period p begins at p·P seconds of Unix time; its draw j of T is at p·P + j·P/T.

    So the last draw of a period is at its very end, and sees every contribution of the period.
    """

    period_seconds: int
    draws: int

    @property
    def slot(self) -> float:
        """Seconds between two draws."""
        return self.period_seconds / self.draws

    def period_of(self, t: float) -> int:
        """The period in which a moment lies; its end belongs to the next one."""
        return int(t // self.period_seconds)

    def time_of(self, draw: DrawTime) -> float:
        """When a draw is, in seconds of Unix time."""
        return self._at(draw.period * self.draws + draw.number)

    def last_due(self, t: float) -> DrawTime:
        """The latest draw whose time has come at `t`."""
        return self._draw(self._steps(t))

    def next_after(self, t: float) -> DrawTime:
        """The earliest draw whose time has not come at `t`."""
        return self._draw(self._steps(t) + 1)

    def life_end(self, period: int) -> float:
        """Until when a release of a period lives: the end of the period after it."""
        return float((period + 2) * self.period_seconds)

    def _at(self, step: int) -> float:
        return step * self.period_seconds / self.draws

    def _steps(self, t: float) -> int:
        """Number of draw times in (0, t]: an estimate, then compared with the very times that `time_of` gives."""
        step = int(t * self.draws / self.period_seconds)
        while self._at(step + 1) <= t:
            step += 1
        while self._at(step) > t:
            step -= 1
        return step

    def _draw(self, step: int) -> DrawTime:
        period, number = divmod(step - 1, self.draws)
        return DrawTime(period=period, number=number + 1)
