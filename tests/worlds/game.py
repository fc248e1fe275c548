"""The game: get my guess released with sixty accounts of my own, then watch for the victim.

    python -m tests.worlds.game --games 4000 [--residency-off]

The attacker owns sixty tenants of sixty owners. In each game it sends a guess with all of them; the draw releases it.
It fills the cache, so that everything that is not pinned is evicted. Then the victim, by a secret fair coin, sends a
prompt that begins with the guess, or one of the same length that does not. The attacker sends the guess again with
some of its accounts and says what the victim did. It sees the cached tokens of every request of its own, before and
after. It learns from the first half of the games what to say for what it saw, and is judged by the other half.

Real scheduler, real release process, real coins, a virtual clock. What the victim's request evicts of the attacker's
own private blocks is memory pressure, which only `strict` memory takes away, so the attacker's questions are new texts
behind the guess. With `--residency-off` released units are not pinned and whoever misses one computes it.
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
from dataclasses import dataclass
from pathlib import Path

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
SIZES = Sizes(block_size=BLOCK, num_blocks=130, max_model_len=512, max_num_seqs=64, max_batched_tokens=8192)
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

    def __init__(self, directory: Path, rng: random.Random) -> None:
        self._rng = rng
        self._world = World(
            directory,
            sizes=SIZES,
            settings=SETTINGS,
            monitor=Monitor(),  # an attacker is at liberty to ask too seldom to be restricted
            toss=lambda unit, draw: secrets.randbits(COIN_BITS),
        )

    def play(self, number: int) -> Game:
        """One game, from a clean start."""
        world = self._world
        world.begin(number, region=20)
        guess, other = self._text(), self._text()
        for first in range(0, ACCOUNTS, AT_ONCE):
            world.burst([self._sends(f"attacker-{first + number}", guess) for number in range(AT_ONCE)])
        world.wait(PERIOD_SECONDS / 2)
        before = self._ask(0, guess)
        for filler in range(FILLERS):
            self._fill(filler)
        sent = self._rng.random() < 0.5
        world.burst([self._sends(VICTIM, guess if sent else other)])
        seen = (before, *(self._ask(account, guess) for account in range(PROBES)))
        released = any(entry.units for entry in world.transcript.entries if isinstance(entry, Released))
        return Game(sent=sent, released=released, seen=seen)

    def _text(self) -> tuple[int, ...]:
        return (*SYSTEM, *(self._rng.randrange(10_000, 20_000) for _ in range(3 * BLOCK)))

    def _ask(self, account: int, text: tuple[int, ...]) -> int:
        """The cached tokens of a request of the attacker's."""
        self._world.burst([self._sends(f"attacker-{account}", text)])
        entry = self._world.transcript.entries[-1]
        assert isinstance(entry, Seen)
        return entry.cached

    def _sends(self, tenant: str, text: tuple[int, ...]) -> Send:
        tail = tuple(self._rng.randrange(30_000, 40_000) for _ in range(BLOCK))
        return Send(tenant=tenant, prompt=prompt(text, tail))

    def _fill(self, number: int) -> None:
        tokens = tuple(self._rng.randrange(40_000, 50_000) for _ in range(30 * BLOCK))
        self._world.burst([Send(tenant=f"attacker-{number}", prompt=tokens)])


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


def run(directory: Path, games: int, seed: int, progress: Callable[[int], None] = lambda _: None) -> Result:
    """Play so many games. `directory` is empty, and its path short."""
    rng = random.Random(seed)
    table = Table(directory, rng)
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
        result = run(Path(directory), options.games, options.seed, progress)
    sys.stdout.write(f"\nresidency {'off' if options.residency_off else 'on'}, seed {options.seed}: {result}\n")
    low, high = result.interval
    return int(not low <= 0 <= high)


if __name__ == "__main__":
    sys.exit(main())
