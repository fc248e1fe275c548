"""Released units on this engine: published in batches at public times, and expired at the end of their life.

A batch is what one draw has released, in an order that tells nothing. What fits into the shared region is computed and
pinned; when the whole batch is resident it is published at the next instant of a grid that was fixed with the draw.
Declared prefixes keep their place; a unit that lives is never put out for another. What lives equally long, so what one
period has released, fills three quarters of the rest at most: junk leaves room for what the next period releases. A
unit whose life has ended takes no place, though requests that were planned with it may hold its blocks for a while:
others would see that they do.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from safekv.errors import DeclarationError
from safekv.sharing.publisher import Publisher
from safekv.sharing.residents import State
from safekv.types import Release, Shared, Unit

_OF_A_PERIOD = Fraction(3, 4)
"""Of what the region leaves beside declared prefixes, so much is for releases whose life ends at one time."""


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Units that are published together, at `first`, `first + step`, `first + 2 step` … (Unix time, seconds)."""

    names: dict[str, None]
    first: float
    step: float
    waiting: deque[str] = field(default_factory=deque)
    ready: float | None = None

    def __post_init__(self) -> None:
        self.waiting.extend(self.names)

    def instant(self) -> float:
        """The first instant of the grid at which everything was resident already."""
        if self.ready is None:
            return math.inf
        return self.first + self.step * max(0, math.ceil((self.ready - self.first) / self.step))


class Releases:
    """Keeps the released units of one engine. `region` is how many blocks they may fill with what is declared."""

    def __init__(
        self,
        publisher: Publisher,
        *,
        region: int,
        block_size: int,
        counts: Counter[str],
        vocabulary: int | None = None,
    ) -> None:
        self._publisher = publisher
        self._region = region
        self._block_size = block_size
        self._counts = counts
        self._vocabulary = vocabulary
        self._expires: dict[str, float] = {}
        self._ends: list[tuple[float, str]] = []  # a heap; what was dropped before its end is passed over
        self._units: dict[str, Unit] = {}
        self._blocks: Counter[float] = Counter()  # of what lives, by the end of its life
        self._batches: list[_Batch] = []

    def __len__(self) -> int:
        return len(self._expires)

    def admit(self, releases: Sequence[Release], *, first: float, step: float, now: float) -> None:
        """Take a batch, parents before children; what does not fit, or continues nothing that is shared, stays private.

        What is known already is passed over. What fits depends on what is shared and on nothing else: not on who still
        uses a unit whose life has ended, nor on whether a request came since and made room.
        """
        self._end(now)
        names: dict[str, None] = {}
        for release in releases:
            name = release.id.hex()
            if name in self._expires or release.expires <= now:
                continue
            if self._declare(name, release):
                self._expires[name] = release.expires
                heapq.heappush(self._ends, (release.expires, name))
                names[name] = None
        if names:
            self._batches.append(_Batch(names=names, first=first, step=step))

    def advance(self, now: float) -> None:
        """What time has brought: lives that end, batches that are published. Cheap when nothing is due."""
        self._end(now)
        for batch in list(self._batches):
            if batch.ready is None and self._resident(batch):
                batch.ready = now
            if batch.instant() <= now:
                self._batches.remove(batch)
                self._publisher.reveal(batch.names)

    def withdraw(self, name: str) -> bool:
        """Stop sharing a released unit, and what continues it, at once. Whether there was such a unit."""
        if name not in self._expires:
            return False
        declaration = self._publisher.declaration(name)
        assert declaration is not None  # noqa: S101 - as long as it lives
        self._drop([name, *self._behind(declaration.residents[-1].unit.path)])
        return True

    def orphan(self, ends: Sequence[tuple[int, ...]]) -> None:
        """Declared paths were withdrawn: what continues one of them, and nothing else that is shared, goes too."""
        for path in ends:
            if not self._publisher.holds_path(path):
                self._drop(self._behind(path))

    def hide_all(self, now: float, step: float) -> None:
        """The cache is reset: what lives is published again when all of it is resident."""
        self._batches = [_Batch(names=dict.fromkeys(self._expires), first=now, step=step)] if self._expires else []
        self._publisher.hide(self._expires)

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _end(self, now: float) -> None:
        over = []
        while self._ends and self._ends[0][0] <= now:
            expires, name = heapq.heappop(self._ends)
            if self._expires.get(name) == expires:
                over.append(name)
        if over:
            self._drop(over)

    def _declare(self, name: str, release: Release) -> bool:
        tokens = memoryview(release.path).cast("I").tolist()
        if self._vocabulary is not None and max(tokens, default=0) >= self._vocabulary:
            self._counts["releases_of_other_tokens"] += 1
            return False
        unit = Unit(path=tuple(tokens), start=release.start, audience=Shared())
        aligned = not (unit.start % self._block_size or unit.end % self._block_size) and unit.start < unit.end
        if not aligned or (unit.start and not self._publisher.holds_path(unit.path[: unit.start])):
            self._counts["releases_unreachable"] += 1
            return False
        if not self._fits(blocks := (unit.end - unit.start) // self._block_size, release.expires):
            self._counts["releases_without_room"] += 1
            return False
        try:
            self._publisher.declare(name, [unit], cause=release.cause)
        except DeclarationError:
            self._counts["releases_without_room"] += 1
            return False
        self._units[name] = unit
        self._blocks[release.expires] += blocks
        return True

    def _fits(self, blocks: int, expires: float) -> bool:
        """Whether so many blocks more have room in the region, and in the part of what lives until then."""
        staying = self._publisher.staying
        beside_declared = self._region - (staying - self._blocks.total())
        return staying + blocks <= self._region and self._blocks[expires] + blocks <= _OF_A_PERIOD * beside_declared

    def _resident(self, batch: _Batch) -> bool:
        """Whether all of a batch is pinned. What could not be computed is given up as it is met."""
        while batch.waiting:
            name = batch.waiting[0]
            declaration = self._publisher.declaration(name) if name in batch.names else None
            if declaration is not None and declaration.state is State.FAILED:
                self._counts["releases_failed"] += 1
                self._drop([name])
            elif declaration is not None and declaration.state is not State.PUBLISHED:
                return False
            batch.waiting.popleft()
        return True

    def _behind(self, path: tuple[int, ...]) -> list[str]:
        """The released units that continue a path. One token of each is looked at, unless it may be one."""
        length, last = len(path), path[-1]
        return [
            name
            for name, unit in self._units.items()
            if unit.start >= length and unit.path[length - 1] == last and unit.path[:length] == path
        ]

    def _drop(self, names: Iterable[str]) -> None:
        live = [name for name in dict.fromkeys(names) if name in self._expires]
        for name in live:
            unit, expires = self._units.pop(name), self._expires.pop(name)
            self._blocks[expires] -= (unit.end - unit.start) // self._block_size
            if not self._blocks[expires]:
                del self._blocks[expires]
            for batch in self._batches:
                batch.names.pop(name, None)
        if live:
            self._publisher.withdraw(*live)
