"""The game: get my guess released with sixty accounts of my own, then watch for the victim.

    python -m tests.worlds.game --games 4000 [--partition fair] [--memory saved] [--residency-off]

The attacker owns sixty tenants of sixty owners. In each game it sends a guess with all of them; the draw releases it.
It fills the cache with prompts of its own, so that everything that is not pinned is evicted. Then the victim, by a
secret fair coin, sends a prompt that begins with the guess, or one of the same length that does not. The attacker sends
the guess again with some of its accounts. Then it asks for its own prompts again, the last one first: what is left of
them is what the victim's request has not pushed out. It sees the cached tokens of every request of its own, and says
what the victim did. It learns from the first half of the games what to say for what it saw, and is judged by the other
half.

Real scheduler, real release process, real coins, a virtual clock. With `--memory saved` a hit takes nothing of the
cache, and the attacker's own prompts tell it everything. With `--residency-off` released units are not pinned and
whoever misses one computes it.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import secrets
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scipy.stats import beta

from safekv.config import Ledger as Settings
from safekv.config import Monitor
from safekv.ledger.selection import COIN_BITS
from safekv_lab.scheduler.standalone import Sizes
from tests.mutation.faults import faults_of_the_engine
from tests.worlds.observed import Released, Seen
from tests.worlds.trace import BLOCK, DRAWS, PERIOD_SECONDS, SYSTEM, VICTIM, Send, prompt
from tests.worlds.world import World

ACCOUNTS, AT_ONCE = 60, 15
PROBES = 4
FILLERS = 6
FILLER_BLOCKS = 30
SIZES = Sizes(block_size=BLOCK, num_blocks=130, max_model_len=512, max_num_seqs=64, max_batched_tokens=8192)
ROOMY = replace(SIZES, num_blocks=380)
"""For shares: each has room for the longest request."""
PARTITIONS: dict[str, dict[str, Any] | None] = {
    "plain": None,
    "fair": {"partition": "fair", "shared": 0.2},
    "strict": {
        "partition": "strict",
        "shared": 0.2,
        "tenants": {name: {"guarantee": 0.1} for name in (VICTIM, *(f"attacker-{i}" for i in range(FILLERS)))},
    },
}
"""How the cache is divided. Who has no share under `strict` keeps nothing."""
SETTINGS = Settings(epsilon=1.0, delta=1e-6, period_seconds=PERIOD_SECONDS, draws_per_period=DRAWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """One game: the coin, and what the attacker saw, before and after: cached tokens, one number per question."""

    sent: bool
    released: bool
    seen: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The attacker's advantage over guessing, 2 P(right) - 1, with its Clopper-Pearson interval (95 %)."""

    games: int
    released: int
    right: int
    judged: int
    views: int

    @property
    def advantage(self) -> float:
        """The estimate."""
        return 2 * self.right / self.judged - 1

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound."""
        right, wrong = self.right, self.judged - self.right
        low = beta.ppf(0.025, right, wrong + 1) if right else 0.0
        high = beta.ppf(0.975, right + 1, wrong) if wrong else 1.0
        return 2 * float(low) - 1, 2 * float(high) - 1

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{self.games} games, the guess was released in {self.released}; {self.views} different views; "
            f"advantage {self.advantage:+.3f}, 95 % interval {low:+.3f} to {high:+.3f}"
        )


class Table:
    """Plays games in one world."""

    def __init__(self, directory: Path, rng: random.Random, *, partition: str, memory: str) -> None:
        self._rng = rng
        self._world = World(
            directory,
            sizes=SIZES if partition == "plain" else ROOMY,
            memory=memory,
            cache=PARTITIONS[partition],
            settings=SETTINGS,
            monitor=Monitor(),  # an attacker is at liberty to ask too seldom to be restricted
            toss=lambda unit, draw: secrets.randbits(COIN_BITS),
        )
        self._fillers = -(-self._world.engine.sizes.num_blocks // FILLER_BLOCKS) + 1

    def play(self, number: int) -> Game:
        """One game, from a clean start."""
        world = self._world
        world.begin(number, region=20)
        guess, other = self._text(), self._text()
        for first in range(0, ACCOUNTS, AT_ONCE):
            world.burst([self._sends(f"attacker-{first + number}", guess) for number in range(AT_ONCE)])
        world.wait(PERIOD_SECONDS / 2)
        before = self._ask(0, guess)
        fillers = [self._filler(account % FILLERS) for account in range(self._fillers)]
        for filler in fillers:
            self._cached(filler)
        sent = self._rng.random() < 0.5
        world.burst([self._sends(VICTIM, guess if sent else other)])
        hits = [self._ask(account, guess) for account in range(PROBES)]
        left = [self._cached(filler) for filler in reversed(fillers)]
        seen = (before, *hits, *left)
        released = any(entry.units for entry in world.transcript.entries if isinstance(entry, Released))
        return Game(sent=sent, released=released, seen=seen)

    def _text(self) -> tuple[int, ...]:
        return (*SYSTEM, *(self._rng.randrange(10_000, 20_000) for _ in range(3 * BLOCK)))

    def _ask(self, account: int, text: tuple[int, ...]) -> int:
        return self._cached(self._sends(f"attacker-{account}", text))

    def _cached(self, send: Send) -> int:
        """The cached tokens of a request of the attacker's."""
        self._world.burst([send])
        entry = self._world.transcript.entries[-1]
        assert isinstance(entry, Seen)
        return entry.cached

    def _sends(self, tenant: str, text: tuple[int, ...]) -> Send:
        tail = tuple(self._rng.randrange(30_000, 40_000) for _ in range(BLOCK))
        return Send(tenant=tenant, prompt=prompt(text, tail))

    def _filler(self, account: int) -> Send:
        tokens = tuple(self._rng.randrange(40_000, 50_000) for _ in range(FILLER_BLOCKS * BLOCK))
        return Send(tenant=f"attacker-{account}", prompt=tokens)


def judge(games: Sequence[Game], rng: random.Random) -> Result:
    """Learn from the first half what to say, and count how often that is right in the second."""
    half = len(games) // 2
    learnt: dict[tuple[int, ...], Counter[bool]] = defaultdict(Counter)
    for game in games[:half]:
        learnt[game.seen][game.sent] += 1

    def says(seen: tuple[int, ...]) -> bool:
        known = learnt.get(seen)
        return rng.random() < 0.5 if known is None else known[True] >= known[False]

    return Result(
        games=len(games),
        released=sum(game.released for game in games),
        right=sum(says(game.seen) == game.sent for game in games[half:]),
        judged=len(games) - half,
        views=len({game.seen for game in games}),
    )


def run(
    directory: Path,
    games: int,
    seed: int,
    *,
    partition: str = "plain",
    memory: str = "charged",
    progress: Callable[[int], None] = lambda _: None,
) -> Result:
    """Play so many games. `directory` is empty, and its path short."""
    rng = random.Random(seed)
    table = Table(directory, rng, partition=partition, memory=memory)
    played = []
    for number in range(games):
        played.append(table.play(number))
        progress(number + 1)
    return judge(played, rng)


def main() -> int:
    """The command line; the exit code is 1 if the interval does not contain 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.worlds.game", description=__doc__.splitlines()[0])
    parser.add_argument("--games", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--partition", choices=sorted(PARTITIONS), default="plain", help="how the cache is divided")
    parser.add_argument("--memory", choices=["charged", "saved"], default="charged", help="what a hit takes")
    parser.add_argument("--residency-off", action="store_true", help="released units are not pinned")
    options = parser.parse_args()

    def progress(number: int) -> None:
        if number % 20 == 0:
            sys.stderr.write(f"\r{number} games")
            sys.stderr.flush()

    planted = (
        faults_of_the_engine.released_units_need_not_be_resident()
        if options.residency_off
        else contextlib.nullcontext()
    )
    with planted, tempfile.TemporaryDirectory() as directory:
        result = run(
            Path(directory),
            options.games,
            options.seed,
            partition=options.partition,
            memory=options.memory,
            progress=progress,
        )
    residency = "off" if options.residency_off else "on"
    sys.stdout.write(
        f"\nresidency {residency}, {options.partition}, memory {options.memory}, seed {options.seed}: {result}\n"
    )
    low, high = result.interval
    return int(not low <= 0 <= high)


if __name__ == "__main__":
    sys.exit(main())
