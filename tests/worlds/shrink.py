"""Makes a trace that tells two worlds apart as short as it gets: `python -m tests.worlds.shrink SEED`."""

from __future__ import annotations

import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.worlds import observed
from tests.worlds.compare import LENGTH
from tests.worlds.trace import Trace, generate
from tests.worlds.world import World


def shrink(directory: Path, trace: Trace, seed: int) -> Trace:
    """Leave out events for as long as somebody still sees a difference."""
    worlds = []
    for name in ("a", "b"):
        (directory / name).mkdir()
        worlds.append(World(directory / name))

    def differ(pairs: list[int]) -> bool:
        first, second = (
            world.play([events[at] for at in pairs], seed, region=trace.region, longest=trace.longest)
            for world, events in zip(worlds, (trace.events, trace.other), strict=True)
        )
        return observed.compare(first, second).difference is not None

    kept = list(range(len(trace.events)))
    if not differ(kept):
        raise SystemExit("nobody sees a difference in this trace")
    for at in reversed(range(len(trace.events))):
        without = [one for one in kept if one != at]
        if differ(without):
            kept = without
    return replace(trace, events=tuple(trace.events[at] for at in kept), other=tuple(trace.other[at] for at in kept))


def main() -> int:
    """The command line."""
    seed = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as directory:
        trace = shrink(Path(directory), generate(random.Random(seed), length=LENGTH), seed)
    sys.stdout.write(f"region {trace.region}, longest path {trace.longest}\n")
    for one, other in zip(trace.events, trace.other, strict=True):
        sys.stdout.write(f"{one}\n" if one == other else f"{one}\n  or {other}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
