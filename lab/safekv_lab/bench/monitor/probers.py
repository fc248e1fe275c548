"""How many guesses somebody gets answered before the monitor restricts it, in many ways to go about it.

A guess is a prompt that begins with a text that the prober knows and goes on with what it wants to know. It is seen
if its first token comes before the prober is restricted. Only the first of these ways is naive; the others are what
somebody does who knows the rule.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.monitor.detector import Detector
from safekv.types import BlockKey, TenantId
from safekv_lab.bench.monitor.requests import Asked
from safekv_lab.bench.summary import Estimate, quantile

if TYPE_CHECKING:
    from safekv.config import Monitor

MOST_GUESSES = 1000
PROBER = TenantId("prober")
LONG = 200
"""Tokens of an answer that is not tiny."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess(Asked):
    """A request that is a guess, or (`guess` false) stands around one."""

    guess: bool = True


Way = Callable[[random.Random], Iterator[Guess]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """Guesses that were answered before the restriction, over `trials`.

    `mean` with its 95 % interval, of the trials in which somebody was restricted within `MOST_GUESSES`; `caught` is
    their share, 0 to 1.
    """

    way: str
    trials: int
    caught: float
    mean: Estimate | None
    most: int


def _known(rng: random.Random, blocks: int) -> list[BlockKey]:
    return [BlockKey(rng.randbytes(32)) for _ in range(blocks)]


def _guess(
    rng: random.Random, known: list[BlockKey], time: float, *, tokens: int = 1, most: int = 1, who: TenantId = PROBER
) -> Guess:
    tail = _known(rng, rng.randint(1, 3))
    return Guess(time=time, tenant=who, chain=[*known, *tail], tokens=tokens, most=most)


def one_token(rng: random.Random) -> Iterator[Guess]:
    """Each guess once, for one token."""
    known = _known(rng, rng.randint(8, 100))
    for number in range(MOST_GUESSES):
        yield _guess(rng, known, float(number))


def hangs_up(rng: random.Random) -> Iterator[Guess]:
    """Asks for a long answer and hangs up after the first token."""
    known = _known(rng, rng.randint(8, 100))
    for number in range(MOST_GUESSES):
        yield _guess(rng, known, float(number), most=4096)


def short_texts(rng: random.Random) -> Iterator[Guess]:
    """Prompts of few blocks: nothing that is long begins alike."""
    known = _known(rng, 2)
    for number in range(MOST_GUESSES):
        yield _guess(rng, known, float(number))


def other_lengths(rng: random.Random) -> Iterator[Guess]:
    """Each guess at another place, padded to another length."""
    known = _known(rng, 100)
    for number in range(MOST_GUESSES):
        yield _guess(rng, known[: rng.randint(8, 100)], float(number))


def not_stored(rng: random.Random) -> Iterator[Guess]:
    """With no-store: every request has keys of its own."""
    blocks = rng.randint(8, 100)
    for number in range(MOST_GUESSES):
        yield _guess(rng, _known(rng, blocks), float(number))


def repeats(rng: random.Random) -> Iterator[Guess]:
    """Each guess three times, to average its time: a guess counts as seen once."""
    known = _known(rng, rng.randint(8, 100))
    for number in range(MOST_GUESSES):
        first = _guess(rng, known, float(number))
        yield first
        for _ in range(2):
            yield Guess(time=first.time, tenant=PROBER, chain=first.chain, tokens=1, most=1, guess=False)


def _with_decoys(rng: random.Random, decoys: int, *, elsewhere: bool) -> Iterator[Guess]:
    known = _known(rng, rng.randint(8, 100))
    other = _known(rng, 20) if elsewhere else known
    for number in range(MOST_GUESSES):
        yield _guess(rng, known, float(number))
        for _ in range(decoys):
            decoy = _guess(rng, other, float(number), tokens=LONG, most=LONG)
            yield Guess(time=decoy.time, tenant=PROBER, chain=decoy.chain, tokens=LONG, most=LONG, guess=False)


def long_answers_elsewhere(rng: random.Random) -> Iterator[Guess]:
    """Nine long answers to prompts of another kind for each guess: a busy tenant's account."""
    return _with_decoys(rng, 9, elsewhere=True)


def a_long_answer_to_each(rng: random.Random) -> Iterator[Guess]:
    """For each guess a long answer to a prompt that begins like it."""
    return _with_decoys(rng, 1, elsewhere=False)


def patient(rng: random.Random) -> Iterator[Guess]:
    """One guess in little more than an hour."""
    known = _known(rng, rng.randint(8, 100))
    for number in range(MOST_GUESSES):
        yield _guess(rng, known, 3700.0 * number)


def nine_tokens(rng: random.Random) -> Iterator[Guess]:
    """Lets nine tokens come before it hangs up."""
    known = _known(rng, rng.randint(8, 100))
    for number in range(MOST_GUESSES):
        yield _guess(rng, known, float(number), tokens=9, most=4096)


def twenty_accounts(rng: random.Random) -> Iterator[Guess]:
    """Twenty accounts by turns; caught when the last of them is."""
    known = {TenantId(f"account-{n}"): _known(rng, 40) for n in range(20)}
    for number in range(MOST_GUESSES):
        who = TenantId(f"account-{number % 20}")
        yield _guess(rng, known[who], float(number), who=who)


WAYS: tuple[Way, ...] = (
    one_token,
    hangs_up,
    short_texts,
    other_lengths,
    not_stored,
    repeats,
    long_answers_elsewhere,
    twenty_accounts,
    a_long_answer_to_each,
    patient,
    nine_tokens,
)
"""The last three are not found: what the monitor sees of them looks like ordinary use."""


def answered(way: Way, settings: Monitor, rng: random.Random) -> tuple[int, bool]:
    """The number of guesses that were answered under shared plans, and whether all accounts were restricted then."""
    detector: Detector[int] = Detector(settings, guesses=True)
    accounts: dict[TenantId, bool] = {}
    seen = 0
    for one in way(rng):
        prompt = detector.asked(one.tenant, one.chain, one.most, one.time)
        restricted = detector.restricts(one.tenant, one.time)
        accounts[one.tenant] = restricted
        seen += one.guess and not restricted
        if prompt is not None:
            detector.answered(prompt, one.tokens, one.time)
        if restricted and all(accounts.values()):
            return seen, True
    return seen, False


def measure(settings: Monitor, *, trials: int, seed: int) -> list[Caught]:
    """Every one of `WAYS`."""
    rows = []
    for way in WAYS:
        rng = random.Random(f"{seed}/{way.__name__}")
        outcomes = [answered(way, settings, rng) for _ in range(trials)]
        caught = [seen for seen, found in outcomes if found]
        rows.append(
            Caught(
                way=(way.__doc__ or "").strip(),
                trials=trials,
                caught=len(caught) / trials,
                mean=_mean(caught, random.Random(seed)) if caught else None,
                most=max(seen for seen, _ in outcomes),
            )
        )
    return rows


def _mean(values: list[int], rng: random.Random, rounds: int = 1000) -> Estimate:
    drawn = sorted(statistics.fmean(rng.choices(values, k=len(values))) for _ in range(rounds))
    return Estimate(value=statistics.fmean(values), low=quantile(drawn, 0.025), high=quantile(drawn, 0.975))
