"""Released units that come and go: what the release process would send, for some ticks of the harness each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from safekv.config import Ledger
from safekv.release import wire
from safekv.scope.units import unit_ends
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.releases import Releases
from safekv.types import Cause, OwnerTag, Release, UnitId
from safekv_lab.scheduler.standalone import Engine
from tests.harness import model
from tests.harness.operator import Text
from tests.harness.oracle import Oracle
from tests.harness.sent import Caller, Part

MAX_LIVE = 4
_STEP = 4.0
"""Ticks between two instants at which a batch may be published."""


class SilentProcess:
    """A release process that counts no votes and says what the harness wants it to say."""

    def __init__(self) -> None:
        self.frames: list[wire.Frame] = []
        self.counts: Counter[str] = Counter()
        self.state, self.unwritten = "ready", 0
        self.status: Mapping[str, Any] = {}

    def meet(self, owner: OwnerTag) -> None:
        """See ReleaseClient."""

    def contribute(self, owner: OwnerTag, seen: bytes, tokens: Sequence[int], end: int, start: int) -> None:
        """A vote."""

    def send(self, header: Mapping[str, Any], payload: bytes = b"") -> None:
        """A word of the operator's."""

    def take(self) -> list[wire.Frame]:
        """What has been said."""
        taken, self.frames = self.frames, []
        return taken

    def waiting(self) -> bool:
        """Whether something has been said."""
        return bool(self.frames)

    def close(self) -> None:
        """The end."""


def silent_stage(scheduler: Any, policy: Any) -> ReleaseStage:
    """In place of `ScopedKeys._open_release`: no child process, and time that the harness sets."""
    region = scheduler._publisher.budget // 2
    releases = Releases(scheduler._publisher, region=region, block_size=scheduler.block_size, counts=scheduler._counts)
    return ReleaseStage(
        SilentProcess(),  # type: ignore[arg-type]
        releases,
        settings=Ledger(),
        block_size=scheduler.block_size,
        clock=lambda: 0.0,
    )


class Lives:
    """Releases units of known texts, for as long as it likes; knows which of them may be read."""

    def __init__(
        self, engine: Engine, oracle: Oracle, texts: Sequence[Text], rng: random.Random, counts: Counter[str]
    ) -> None:
        self._stage = engine.scheduler._release
        self._stage._clock = lambda: float(oracle.tick)
        self._size = engine.sizes.block_size
        self._oracle = oracle
        self._texts = texts
        self._rng = rng
        self._counts = counts
        self._live: dict[str, tuple[Part, int]] = {}
        self._names = iter(range(1, 10**9))

    def act(self) -> None:
        """Release the units of a text, all that a draw might release at once."""
        self._forget()
        if len(self._live) >= MAX_LIVE:
            return
        text = self._rng.choice(self._texts)
        ends = unit_ends(text.boundaries, self._size)
        ends = ends[: self._rng.randrange(1, len(ends) + 1)]
        expires = self._oracle.tick + self._rng.randrange(10, 300)
        releases = [self._release(text, start, end, expires) for start, end in zip([0, *ends], ends, strict=False)]
        first = float(self._oracle.tick + self._rng.randrange(6))
        self._stage.client.frames += wire.release(releases, not_before=first, step=_STEP)
        self._counts["released"] += len(releases)

    def readable(self, caller: Caller) -> tuple[Part, ...]:
        """The units that a caller may read, of all whose life has not ended."""
        self._forget()
        return tuple(part for part, _ in self._live.values()) if caller.reads_published else ()

    def resident(self) -> set[Part]:
        """What stands on the engine, when nothing is under way."""
        self._stage.advance()
        return {self._live[name][0] for name in self._stage._releases._expires}

    def _release(self, text: Text, start: int, end: int, expires: int) -> Release:
        unit = UnitId(next(self._names).to_bytes(32, "big"))
        digests: list[int] = []
        model.extend(digests, text.tokens[:end])
        self._live[unit.hex()] = (Part(start=start, end=end, digest=digests[-1], group=None), expires)
        self._oracle.paths_declared.add(digests[-1])
        path = wire.pack_path(text.tokens[:end])
        return Release(id=unit, path=path, start=start, cause=Cause.LEDGER, expires=float(expires))

    def _forget(self) -> None:
        over = [name for name, (_, expires) in self._live.items() if expires <= self._oracle.tick]
        for name in over:
            del self._live[name]
            self._counts["expired"] += 1
