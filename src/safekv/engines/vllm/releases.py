"""Released units on this engine: admitted in batches, published together at public times, gone when their life ends.

A batch is what one draw has released, in an order that tells nothing. What fits into the shared region is computed and
pinned; when the whole batch is resident it is published at the next instant of a grid that was fixed with the draw.
Declared prefixes keep their place; a unit that lives is never put out for another. One whose life has ended takes no
place, though requests that were planned with it may hold its blocks for a while: others would see that they do.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from safekv.engines.vllm.publisher import Publisher
from safekv.engines.vllm.residents import State
from safekv.errors import DeclarationError
from safekv.types import Release, Shared, Unit


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Units that are published together, at `first`, `first + step`, `first + 2 step` … (Unix time, seconds)."""

    names: list[str]
    first: float
    step: float
    ready: float | None = None

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
        self._next_end = math.inf
        self._batches: list[_Batch] = []

    def __len__(self) -> int:
        return len(self._expires)

    def admit(self, releases: Sequence[Release], *, first: float, step: float, now: float) -> None:
        """Take a batch, parents before children; what does not fit, or continues nothing that is shared, stays private.

        What is known already is passed over. What fits depends on what is shared and on nothing else: not on who still
        uses a unit whose life has ended, nor on whether a request came since and made room.
        """
        self._end(now)
        names = []
        for release in releases:
            name = release.id.hex()
            if name in self._expires or release.expires <= now:
                continue
            if self._declare(name, release):
                self._expires[name] = release.expires
                self._next_end = min(self._next_end, release.expires)
                names.append(name)
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
        (unit,) = (r.unit for d in self._publisher.declarations if d.name == name for r in d.residents)
        self._drop([name, *self._behind(unit.path)])
        return True

    def orphan(self, ends: Sequence[tuple[int, ...]]) -> None:
        """Declared paths were withdrawn: what continues one of them, and nothing else that is shared, goes too."""
        for path in ends:
            if not self._publisher.holds_path(path):
                self._drop(self._behind(path))

    def hide_all(self, now: float, step: float) -> None:
        """The cache is reset: what lives is published again when all of it is resident."""
        self._batches = [_Batch(names=list(self._expires), first=now, step=step)] if self._expires else []
        self._publisher.hide(self._expires)

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _end(self, now: float) -> None:
        if self._next_end <= now:
            self._drop([name for name, expires in self._expires.items() if expires <= now])

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
        if self._publisher.staying + (unit.end - unit.start) // self._block_size > self._region:
            self._counts["releases_without_room"] += 1
            return False
        try:
            self._publisher.declare(name, [unit], cause=release.cause)
        except DeclarationError:
            self._counts["releases_without_room"] += 1
            return False
        return True

    def _resident(self, batch: _Batch) -> bool:
        """Whether all of a batch is pinned. What could not be computed is given up first."""
        states = {d.name: d.state for d in self._publisher.declarations if d.name in batch.names}
        if failed := [name for name, state in states.items() if state is State.FAILED]:
            self._counts["releases_failed"] += len(failed)
            self._drop(failed)
        return all(state is State.PUBLISHED for name, state in states.items() if name not in failed)

    def _behind(self, path: tuple[int, ...]) -> list[str]:
        return [
            d.name
            for d in self._publisher.declarations
            if d.name in self._expires
            and any(r.unit.start >= len(path) and r.unit.path[: len(path)] == path for r in d.residents)
        ]

    def _drop(self, names: Sequence[str]) -> None:
        live = [name for name in dict.fromkeys(names) if name in self._expires]
        for name in live:
            del self._expires[name]
        self._next_end = min(self._expires.values(), default=math.inf)
        for batch in self._batches:
            batch.names = [name for name in batch.names if name not in live]
        if live:
            self._publisher.withdraw(*live)
