"""What it costs the scheduler's thread to publish one unit more, and to end one, when many are published.

The publisher and the releases are the real ones; the engine is a stand-in whose blocks are always where they should be,
so that nothing else is measured. All units begin alike, as the prompts of one chat template do.
"""

from __future__ import annotations

import gc
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from safekv.errors import EngineError
from safekv.release.wire import pack_path
from safekv.sharing.publisher import Publisher
from safekv.sharing.releases import Releases
from safekv.types import BlockKey, Cause, Release, UnitId

BLOCK_SIZE = 16
_OPENING = (900, 1, 7, 7)
_LIFE, _STEP = 1e9, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Medians in seconds, with so many units published. `frame` is the admission of one frame with `frame_units`."""

    units: int
    admit: float
    pin: float
    publish: float
    end: float
    frame_units: int
    frame: float

    @property
    def one_more(self) -> float:
        """All that the scheduler's thread does for one unit more, but for computing it."""
        return self.admit + self.pin + self.publish


def measure(
    *, units: int, tokens: int, frame_units: int, repeats: int, seed: int, progress: Callable[[str], None]
) -> list[Row]:
    """Rows for a hundredth of `units`, a tenth of them and all of them, each of `tokens` tokens."""
    rng = random.Random(seed)
    engine, rows = _Engine(), []
    for count in sorted({max(1, units // 100), max(1, units // 10), units}):
        progress(f"publishing {count} units of {tokens} tokens")
        engine.fill(count, tokens, rng)
        gc.collect()
        rows.append(engine.measure(tokens, frame_units, repeats, rng))
    return rows


class _Pool:
    """Blocks that hold whatever is asked for."""

    def get_cached_block(self, key: BlockKey, groups: Sequence[int]) -> list[BlockKey]:  # noqa: ARG002 - the engine's
        return [key]

    def touch(self, blocks: Sequence[Any]) -> None:
        """Pin nothing."""

    def evict_blocks(self, blocks: Iterable[int]) -> None:
        """Evict nothing."""

    def free_blocks(self, blocks: Iterator[Any]) -> None:
        """Free nothing."""


class _Key(bytes):
    """A key that is its own block."""

    block_id = 0


@dataclass(slots=True, eq=False)
class _Request:
    """A request of the system's own."""

    block_hashes: list[_Key]


class _Engine:
    """A publisher and its releases, with a clock of their own."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._now = 0.0
        self.publisher = Publisher(
            _Pool(), new_request=self._request, block_size=BLOCK_SIZE, budget=2**40, max_tokens=2**30
        )
        self.releases = Releases(self.publisher, region=2**40, block_size=BLOCK_SIZE, counts=Counter(), vocabulary=1024)

    def fill(self, count: int, tokens: int, rng: random.Random) -> None:
        """Publish until there are so many."""
        while len(self.releases) < count:
            some = [_release(next(self._numbers), tokens, rng) for _ in range(min(500, count - len(self.releases)))]
            self._admit(some)
            self._pin()
            self._publish()
        if len(self.publisher.published) != count:
            raise EngineError(f"{len(self.publisher.published)} units are published, expected {count}")

    def measure(self, tokens: int, frame_units: int, repeats: int, rng: random.Random) -> Row:
        """Publish one unit more and end it, again and again; then a frame of many."""
        units = len(self.publisher.published)
        times: dict[str, list[float]] = {"admit": [], "pin": [], "publish": [], "end": [], "frame": []}
        for _ in range(repeats):
            one = _release(next(self._numbers), tokens, rng)
            times["admit"].append(_timed(partial(self._admit, [one])))
            times["pin"].append(_timed(self._pin))
            times["publish"].append(_timed(self._publish))
            if len(self.publisher.published) != units + 1:
                raise EngineError("a unit was not published: nothing was measured")
            times["end"].append(_timed(partial(self.releases.withdraw, one.id.hex())))
        for _ in range(3):
            many = [_release(next(self._numbers), tokens, rng) for _ in range(frame_units)]
            times["frame"].append(_timed(partial(self._admit, many)))
            for one in many:
                self.releases.withdraw(one.id.hex())
        return Row(units=units, frame_units=frame_units, **{name: median(found) for name, found in times.items()})

    def _admit(self, some: Sequence[Release]) -> None:
        self.releases.admit(some, first=self._now, step=_STEP, now=self._now)

    def _pin(self) -> None:
        for request in self.publisher.submit():
            self.publisher.finished(request, request.block_hashes, complete=True)

    def _publish(self) -> None:
        self._now += _STEP
        self.releases.advance(self._now)

    def _request(self, tokens: list[int], salt: str) -> Any:  # noqa: ARG002 - the publisher's
        number = next(self._numbers)
        blocks = len(tokens) // BLOCK_SIZE
        return _Request(block_hashes=[_Key(b"%d:%d" % (number, block)) for block in range(blocks)])


def _release(number: int, tokens: int, rng: random.Random) -> Release:
    path = [*_OPENING, *(rng.randrange(10, 250) for _ in range(tokens // BLOCK_SIZE * BLOCK_SIZE - len(_OPENING)))]
    name = UnitId(number.to_bytes(32, "big"))
    return Release(id=name, path=pack_path(path), start=0, cause=Cause.LEDGER, expires=_LIFE)


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
