"""Plays pairs of worlds, and says where a tenant could have told them apart."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from safekv.types import Mode
from tests.worlds.trace import generate
from tests.worlds.world import World


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of many traces. `told_apart` are the seeds of traces in which somebody saw a difference."""

    counts: Counter[str] = field(default_factory=Counter)
    told_apart: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        figures = ", ".join(f"{count} {name}" for name, count in sorted(self.counts.items()))
        return f"{figures}; told apart: {len(self.told_apart)} {self.told_apart[:5]}"


def compare(
    directory: Path,
    *,
    traces: int,
    seed: int,
    length: int = 60,
    mode: Mode = Mode.LEDGER,
    stop: bool = True,
    progress: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """Play `traces` pairs. A pair whose releases differ is left out of the comparison, and counted.

    `directory` is empty and its path short. `stop`: at the first difference.
    """
    worlds = []
    for name in ("a", "b"):
        (directory / name).mkdir()
        worlds.append(World(directory / name, mode=mode))
    outcome = Outcome()
    for number in range(seed, seed + traces):
        rng = random.Random(number)
        first, second = (w.play(e, number) for w, e in zip(worlds, generate(rng, length=length), strict=True))
        outcome.counts["traces"] += 1
        if first.releases != second.releases:
            outcome.counts["other releases"] += 1
            continue
        outcome.counts["compared requests"] += len(first.seen)
        outcome.counts["hits"] += sum(cached > 0 for _, cached in first.seen)
        outcome.counts["released units"] += sum(len(units) for _, units in first.releases)
        if first.seen != second.seen:
            outcome.told_apart.append(number)
            if stop:
                break
        progress(outcome)
    return outcome
