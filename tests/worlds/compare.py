"""Plays pairs of worlds, and says where a tenant could have told them apart."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from safekv.types import Mode
from tests.worlds import observed
from tests.worlds.observed import Entry, Seen
from tests.worlds.trace import WIDE, generate
from tests.worlds.world import World

LENGTH = 30
"""Events of a trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A trace, by its seed, in which somebody saw something else in the other world."""

    seed: int
    one: Entry | None
    other: Entry | None


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of many traces."""

    counts: Counter[str] = field(default_factory=Counter)
    told_apart: list[Difference] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{count:>9} {name}" for name, count in sorted(self.counts.items())]
        return "\n".join([*lines, f"{len(self.told_apart):>9} told apart", *map(str, self.told_apart[:5])])


def compare(
    directory: Path,
    *,
    traces: int,
    seed: int,
    length: int = LENGTH,
    mode: Mode = Mode.LEDGER,
    stop: bool = True,
    seconds: float = float("inf"),
    progress: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """Play `traces` pairs, or as many as fit into `seconds`. Each is compared up to where its releases part.

    In mode `detector` all of it is compared: there the releases themselves tell. `directory` is empty and its path
    short. `stop`: at the first difference.
    """
    worlds = []
    for name in ("a", "b"):
        (directory / name).mkdir()
        worlds.append(World(directory / name, mode=mode))
    outcome = Outcome()
    end = time.monotonic() + seconds
    for number in range(seed, seed + traces):
        trace = generate(random.Random(number), length=length)
        first, second = (
            world.play(events, number, region=trace.region, longest=trace.longest)
            for world, events in zip(worlds, (trace.events, trace.other), strict=True)
        )
        found = observed.compare(first, second, whatever_is_released=mode is Mode.DETECTOR)
        _count(outcome.counts, first, found)
        outcome.counts["traces with a narrow region"] += trace.region < WIDE
        if found.difference is not None:
            one, other = found.difference
            outcome.told_apart.append(Difference(seed=number, one=one, other=other))
            if stop:
                break
        progress(outcome)
        if time.monotonic() > end:
            break
    return outcome


def _count(counts: Counter[str], first: observed.Transcript, found: observed.Comparison) -> None:
    seen = [entry for entry in first.entries if isinstance(entry, Seen)]
    counts["traces"] += 1
    counts["traces whose releases part"] += found.parted
    counts["answers"] += len(seen)
    counts["answers compared"] += found.compared
    counts["hits"] += sum(entry.cached > 0 for entry in seen)
    counts["released units"] += sum(len(e.units) for e in first.entries if isinstance(e, observed.Released))
    counts.update(first.counts)
