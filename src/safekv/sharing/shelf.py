"""Which published units may be planned: those that somebody shows, as far as they are resident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from safekv.scope.planner import PublishedSet
from safekv.sharing.residents import Declaration, Resident
from safekv.types import Cause


class _Shelf:
    """A published set that follows what is shown and what is resident."""

    def __init__(self, block_size: int) -> None:
        self.published = PublishedSet(block_size=block_size)
        self._shown: Counter[Resident] = Counter()

    def show(self, declarations: Sequence[Declaration], *, by: int) -> None:
        changed = []
        for resident in (resident for declaration in declarations for resident in declaration.residents):
            before, now = self._shown[resident], self._shown[resident] + by
            self._shown[resident] = now
            if not now:
                del self._shown[resident]
            if not (before and now) and resident.published is not None:
                changed.append(resident.published)
        if changed:
            self.published = self.published.with_units(changed) if by > 0 else self.published.without(changed)

    def arrived(self, resident: Resident) -> None:
        if resident.published is not None and self._shown[resident]:
            self.published = self.published.with_units([resident.published])

    def clear(self) -> None:
        self.published = PublishedSet(block_size=self.published.block_size)


class Shelves:
    """All that is shown, and of this what the operator declares: it costs whoever uses it no memory.

    `block_size` is in tokens.
    """

    def __init__(self, block_size: int) -> None:
        self.all, self.declared = _Shelf(block_size), _Shelf(block_size)

    def show(self, declarations: Sequence[Declaration], *, by: int) -> None:
        """One more (or less) shows each of these units: those that no other does come (or go) all at once."""
        self.all.show(declarations, by=by)
        self.declared.show([one for one in declarations if one.cause is Cause.DECLARED], by=by)

    def arrived(self, resident: Resident) -> None:
        """A unit is resident now."""
        self.all.arrived(resident)
        self.declared.arrived(resident)

    def clear(self) -> None:
        """Nothing is to be planned, until it is resident again."""
        self.all.clear()
        self.declared.clear()
