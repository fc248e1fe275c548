"""Many random steps on pools of the cache core, with every law checked after each.

python -m tests.property.pool_steps --steps 100000
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

from safekv.cache.evict import POLICIES
from tests.property.pool_play import Play, plays

EPISODE = 500
"""Steps after which everybody leaves and a new pool begins."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="steps in all, over all partitions and policies")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    episode = 0
    while counts["steps"] < arguments.steps:
        partition, policy = plays()[episode % len(plays())]
        rng = random.Random(f"{arguments.seed}/{episode}")
        play = Play(partition, POLICIES[policy])
        try:
            for _ in range(min(EPISODE, arguments.steps - counts["steps"])):
                play.step(rng)
                counts["steps"] += 1
            play.drain()
        except AssertionError as error:
            raise SystemExit(f"episode {episode}, {partition} with {policy}: {error}") from error
        counts += play.counts
        episode += 1
    print(", ".join(f"{counts[name]} {name}" for name in sorted(counts)), "; no law was broken")  # noqa: T201


if __name__ == "__main__":
    main()
