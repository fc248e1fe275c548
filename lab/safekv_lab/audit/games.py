"""Games against a selection: an attacker knows all counts but for one contribution, and sees when the unit is released.

A point is one candidate and one pair of neighbouring worlds. Its games are split over both worlds, and each world's
games in two halves. On the first half the attacker chooses its event (a set of release times) and the direction; on
the second the event's share is bounded in both worlds by Clopper and Pearson, one-sided at 97.5 % each, so that

    ε >= ln( (low(P) - δ) / high(Q) )

holds with a confidence of 95 %. Which worlds are played is chosen beforehand, by calculation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from safekv.ledger.selection import COIN_BITS, SURE
from safekv_lab.audit.divergence import AnySelection, Counts, branches
from safekv_lab.audit.worlds import Weights, Worlds, event_names, events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safekv_lab.audit.candidates import Candidate

TAIL = 0.025
WORD = COIN_BITS - 64

Times: TypeAlias = NDArray[np.int64]
"""Draw of the release of each game, from 0; the number of draws for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the games of a point show: `epsilon_low` is the lower bound of ε, minus infinity where they show nothing.

    `likelier` is the world, with or without the victim, in which the first half had the event likelier; `seen` are
    the event's hits among `games` of the second half in that world, `other` those in the other.
    """

    worlds: Worlds
    event: str
    likelier: str
    seen: int
    other: int
    games: int
    epsilon_low: float


def judge(candidate: Candidate, worlds: Worlds, games: int, rng: np.random.Generator) -> Result:
    """Play a point, half of the games in each world, and bound ε from below."""
    share = games // 4
    halves = []
    for counts in (worlds.with_victim, worlds.without):
        times = play(candidate.selection, counts, 2 * share, rng)
        halves.append([_tally(times[:share], candidate.draws), _tally(times[share:], candidate.draws)])
    (choosing_with, with_victim), (choosing_without, without) = halves
    delta = float(candidate.delta)
    ways = [
        epsilon_low(choosing_with, choosing_without, share, delta),
        epsilon_low(choosing_without, choosing_with, share, delta),
    ]
    way, place = np.unravel_index(int(np.argmax(ways)), (2, len(ways[0])))
    seen, other = (without, with_victim) if way else (with_victim, without)
    return Result(
        worlds=worlds,
        event=event_names(candidate.draws)[place],
        likelier="without" if way else "with",
        seen=int(seen[place]),
        other=int(other[place]),
        games=share,
        epsilon_low=float(epsilon_low(seen, other, share, delta)[place]),
    )


def _tally(times: Times, draws: int) -> Weights:
    return events(np.bincount(times, minlength=draws + 1).astype(np.float64))


def epsilon_low(seen: Weights, other: Weights, games: int, delta: float) -> Weights:
    """The lower bound of ε for each event, from its hits in `games` games of either world.

    Minus infinity where the likelier share is not above δ.
    """
    low = np.where(seen > 0, beta.ppf(TAIL, np.maximum(seen, 1), games - seen + 1), 0.0)
    high = np.where(other < games, beta.ppf(1 - TAIL, other + 1, np.maximum(games - other, 1)), 1.0)
    bounds: Weights = np.full(len(low), -np.inf)
    np.log(low - delta, out=bounds, where=low > delta)
    bounds -= np.log(high)
    return bounds


# ── playing ──────────────────────────────────────────────────────────────────────────────────────


def play(selection: AnySelection, counts: Counts, games: int, rng: np.random.Generator) -> Times:
    """Play a world `games` times with the selection's own integers: coins of COIN_BITS bits against hazards."""
    laws = list(branches(selection, counts))
    weights = np.array([weight / SURE for weight, _ in laws])
    shares = rng.multinomial(games, weights / weights.sum())
    times = [_play(hazards, int(share), rng) for (_, hazards), share in zip(laws, shares, strict=True) if share]
    return rng.permutation(np.concatenate(times))


def _play(hazards: Sequence[int], games: int, rng: np.random.Generator) -> Times:
    times = np.full(games, len(hazards), dtype=np.int64)
    alive = np.arange(games)
    for place, hazard in enumerate(hazards):
        won = below(hazard, len(alive), rng)
        times[alive[won]] = place
        alive = alive[~won]
    return times


def below(hazard: int, coins: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Throw coins of COIN_BITS bits and tell which lie below `hazard`. Bits that decide nothing are not drawn."""
    if hazard <= 0 or hazard >= SURE:
        return np.full(coins, hazard > 0)
    leading = rng.integers(0, 2**64, size=coins, dtype=np.uint64)
    word = np.uint64(hazard >> WORD)
    won: NDArray[np.bool_] = leading < word
    for tie in np.flatnonzero(leading == word):
        won[tie] = int.from_bytes(rng.bytes(WORD // 8), "little") < hazard % (1 << WORD)
    return won
