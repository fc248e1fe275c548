"""What an answer of the monitor tells about others: a game, for every answer that it can have.

The attacker has got a guess published, with accounts of its own; it is resident, so hits on it tell nothing. It hits
the guess 20 times in one window and 39 times in the next: one hit short of twice as many. In that window the victim,
by a secret fair coin, sends a prompt that begins with the guess, once, or one that does not. In the window after, the
attacker looks whether the guess is still shared. It sees which of its own requests were planned as shared, and nothing
else. It learns from the first half of the games what to say for what it saw, and is judged by the other half.

`noise` is how many hits of others the guess has in a window on average; the attacker hits it that much less often.
It plays `rounds` rounds one after the other, each with a guess of its own of which the victim sends all or none.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.stats import beta

from safekv.config import Monitor
from safekv.monitor.detector import Detector
from safekv.types import BlockKey, TenantId

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST, SECOND = 20, 39
"""Hits of the attacker in two windows, without noise: the next one would be twice as many."""

ACCOUNTS = 3
"""Accounts of the attacker. Few, so that a rule that knows the owners looks at its unit."""

SECONDS = 300.0
ANSWERS: dict[str, Monitor] = {
    "quarantine, as published": Monitor(answer="quarantine", growth=2.0, min_hits=FIRST + 1, diversity=1.0),
    "quarantine, knows the owners": Monitor(answer="quarantine", growth=2.0, min_hits=FIRST + 1, diversity=0.3),
    "restrict": Monitor(answer="restrict"),
    "alert": Monitor(answer="alert"),
}
"""The settings that are compared; the first is the positive control: the game can be won."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advantage:
    """2 P(right) - 1, with its Clopper-Pearson interval of 95 %, over the games that were judged.

    `views`: how many different ones the attacker had. `restricted`: the share of its requests that were.
    """

    answer: str
    tokens: int
    noise: float
    rounds: int
    judged: int
    value: float
    low: float
    high: float
    views: int
    restricted: float


View = tuple[tuple[bool, ...], ...]
"""For each round, of each of the attacker's requests in order: whether it was planned as shared."""


class Game:
    """One attacker, one victim, one detector; each game from a clean start."""

    def __init__(self, settings: Monitor, rng: random.Random, *, tokens: int, noise: float, rounds: int) -> None:
        self._settings = settings
        self._rng = rng
        self._tokens = tokens
        self._noise = noise
        self._rounds = rounds

    def play(self) -> tuple[bool, View]:
        """Whether the victim sent the guess, and what the attacker saw, request by request."""
        sent = self._rng.random() < 0.5
        self._detector: Detector[int] = Detector(self._settings, guesses=True)
        rounds: list[tuple[bool, ...]] = []
        first = FIRST - round(2 * self._noise)
        second = round(2 * (first + self._noise) - self._noise) - 1  # SECOND, without noise
        for number in range(self._rounds):
            begin = 3 * SECONDS * number
            seen = self._window(number, begin, first, sent=False)
            seen += self._window(number, begin + SECONDS, second, sent=sent)
            seen += self._window(number, begin + 2 * SECONDS, 1, sent=False)
            rounds.append(tuple(seen))
        return sent, tuple(rounds)

    def _window(self, unit: int, begin: float, hits: int, *, sent: bool) -> list[bool]:
        others = self._others()
        events = ["attacker"] * hits + ["victim"] * sent + ["other"] * others
        self._rng.shuffle(events)
        seen = []
        for number, who in enumerate(events):
            now = begin + SECONDS * (number + 1) / (len(events) + 2)
            if who == "attacker":
                seen.append(self._ask(TenantId(f"attacker-{number % ACCOUNTS}"), unit, now))
            else:
                tenant = TenantId("victim" if who == "victim" else f"other-{self._rng.randrange(10**6)}")
                self._ask(tenant, unit, now)
        return seen

    def _ask(self, tenant: TenantId, unit: int, now: float) -> bool:
        """A request that begins with the unit; whether it is planned as shared."""
        detector = self._detector
        chain = [BlockKey(self._rng.randbytes(32)) for _ in range(2)]
        prompt = detector.asked(tenant, chain, 4096, now)
        detector.hit(unit, tenant, now)
        shared = not detector.restricts(tenant, now) and not detector.withholds(unit, now)
        if prompt is not None:
            detector.answered(prompt, self._tokens, now)
        return shared

    def _others(self) -> int:
        """Hits of others in one window, a Poisson number."""
        count, time = 0, self._rng.expovariate(1.0)
        while time < self._noise:
            count, time = count + 1, time + self._rng.expovariate(1.0)
        return count


def measure(*, games: int, seed: int) -> list[Advantage]:
    """The advantage under every answer; the attacker asks for one token or for many; alone or among others."""
    rows = []
    for answer, settings in ANSWERS.items():
        for tokens, noise, rounds in ((64, 0.0, 1), (1, 0.0, 1), (64, 4.0, 1), (64, 4.0, 16)):
            rng = random.Random(f"{seed}/{answer}/{tokens}/{noise}/{rounds}")
            game = Game(settings, rng, tokens=tokens, noise=noise, rounds=rounds)
            played = [game.play() for _ in range(games)]
            rows.append(_judge(answer, played, tokens=tokens, noise=noise, rounds=rounds))
    return rows


def _judge(answer: str, played: Sequence[tuple[bool, View]], *, tokens: int, noise: float, rounds: int) -> Advantage:
    """What the attacker looks at is in how many rounds the guess was private in the end."""
    half = len(played) // 2
    learnt: dict[int, Counter[bool]] = defaultdict(Counter)
    for sent, view in played[:half]:
        learnt[_tipped(view)][sent] += 1
    right = sum(_say(learnt[_tipped(view)]) == sent for sent, view in played[half:])
    judged = len(played) - half
    low = float(beta.ppf(0.025, right, judged - right + 1)) if right else 0.0
    high = float(beta.ppf(0.975, right + 1, judged - right)) if right < judged else 1.0
    looks = [shared for _, view in played for seen in view for shared in seen]
    return Advantage(
        answer=answer,
        tokens=tokens,
        noise=noise,
        rounds=rounds,
        judged=judged,
        value=2 * right / judged - 1,
        low=2 * low - 1,
        high=2 * high - 1,
        views=len({view for _, view in played}),
        restricted=looks.count(False) / len(looks),
    )


def _tipped(view: View) -> int:
    return sum(not seen[-1] for seen in view)


def _say(seen: Counter[bool]) -> bool:
    return seen[True] > seen[False]
