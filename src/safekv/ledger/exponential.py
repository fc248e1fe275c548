"""Exact bounds on e^x in integers of 2**-GUARD_BITS: Taylor's series, every term rounded to one side."""

from __future__ import annotations

from fractions import Fraction

GUARD_BITS = 320
"""Binary places of a bound. Some hundred terms lose less than one unit of the last place each, for x <= 64."""

_ONE = 1 << GUARD_BITS


def below_exp(x: Fraction) -> int:
    """A number of at least 1 and at most e^x, for x >= 0: each positive term is rounded down, the rest dropped."""
    if x < 0:
        raise ValueError("x must not be negative")
    argument = int(x * _ONE)
    total, term, place = 0, _ONE, 0
    while term:
        total += term
        place += 1
        term = term * argument // (place << GUARD_BITS)
    return total


def above_exp_minus(x: Fraction) -> int:
    """A number of at least e^-x and at most 1, for x >= 0: the reciprocal of a lower bound of e^x, rounded up."""
    return -(-_ONE * _ONE // below_exp(x))
