"""Exact privacy loss of a selection over whole periods: what an attacker sees of one unit is when it is released.

A world is the sequence of counts at the draws of a period. Two worlds are neighbours if at every draw the second
count is the first or one more: the victim has contributed by then or it has not. With P and Q the laws of the release
(a draw, or never) in two worlds, the least δ for which (ε, δ) holds from P to Q is the hockey-stick divergence

    max over sets S of  P(S) - e^ε Q(S)  =  sum over outcomes of  max(0, P - e^ε Q).

All of it is integers: nothing here is rounded, but e^ε, which is taken from below, against the selection.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING, TypeAlias

from safekv.ledger.exponential import GUARD_BITS, below_exp
from safekv.ledger.selection import COIN_BITS, SURE, Selection
from safekv_lab.audit.alternatives import KeptSelection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AnySelection: TypeAlias = Selection | KeptSelection
Counts: TypeAlias = tuple[int, ...]
Law: TypeAlias = list[int]
"""Probability of a release at each draw, then of none, in units of 2**-(COIN_BITS * (draws + 1))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The worst pair of neighbouring worlds that was found, and how many ordered pairs were looked at.

    `seen` is the world from which the attacker's event is more likely than it may be.
    """

    divergence: Fraction
    seen: Counts
    other: Counts
    pairs: int


def branches(selection: AnySelection, counts: Counts) -> Iterator[tuple[int, list[int]]]:
    """What the selection keeps, as weights in units of 2**-COIN_BITS, with the hazards at the draws."""
    if isinstance(selection, KeptSelection):
        for kept, weight in selection.thresholds():
            yield weight, [selection.hazard_kept(count, kept) for count in counts]
    else:
        yield SURE, [selection.hazard(count) for count in counts]


def law(selection: AnySelection, counts: Counts) -> Law:
    """The exact law of the release in a world."""
    total = [0] * (len(counts) + 1)
    for weight, hazards in branches(selection, counts):
        alive = weight
        for place, hazard in enumerate(hazards):
            total[place] += (alive * hazard) << (COIN_BITS * (len(counts) - place - 1))
            alive *= SURE - hazard
        total[-1] += alive
    return total


def divergence(seen: Law, other: Law, growth: int) -> Fraction:
    """The hockey-stick divergence from one law to another; `growth` is e^ε in units of 2**-GUARD_BITS."""
    excess = sum(max(0, (p << GUARD_BITS) - growth * q) for p, q in zip(seen, other, strict=True))
    return Fraction(excess, 1 << (GUARD_BITS + COIN_BITS * len(seen)))


def neighbours(draws: int, most: int) -> Iterator[tuple[Counts, Counts]]:
    """Every pair of neighbouring worlds with counts that never fall, of at most `most` others, for up to `draws` draws.

    Fewer draws than the table was made for are draws that were skipped. The victim's contribution may come and be
    made up for later, so the counts differ at any set of draws, not only from one draw on.
    """
    for length in range(1, draws + 1):
        patterns = [pattern for pattern in product((0, 1), repeat=length) if any(pattern)]
        for counts in combinations_with_replacement(range(most + 1), length):
            for pattern in patterns:
                yield counts, tuple(count + extra for count, extra in zip(counts, pattern, strict=True))


def worst(selection: AnySelection, epsilon: Fraction, pairs: Iterator[tuple[Counts, Counts]]) -> Worst:
    """The largest divergence over pairs of worlds, each taken both ways."""
    growth = below_exp(epsilon)
    laws: dict[Counts, Law] = {}

    def known(counts: Counts) -> Law:
        if counts not in laws:
            laws[counts] = law(selection, counts)
        return laws[counts]

    found = Worst(divergence=Fraction(-1), seen=(), other=(), pairs=0)
    number = 0
    for without, with_victim in pairs:
        for seen, other in ((without, with_victim), (with_victim, without)):
            number += 1
            value = divergence(known(seen), known(other), growth)
            if value > found.divergence:
                found = Worst(divergence=value, seen=seen, other=other, pairs=0)
    return Worst(divergence=found.divergence, seen=found.seen, other=found.other, pairs=number)


def resting(draws: int, counts: Sequence[int]) -> Iterator[tuple[Counts, Counts]]:
    """Pairs of long worlds in which the others' count rests: the victim comes first, midway, or last."""
    for count in counts:
        for start in sorted({0, draws // 2, draws - 1}):
            yield (count,) * draws, (count,) * start + (count + 1,) * (draws - start)
