"""Distinct-count estimator in bounded memory (linear counting).

Each one sets the bit `hash(one) % BITS`; n different ones leave about BITS e^(-n/BITS) bits at zero. Source:
Whang, Vander-Zanden, Taylor, "A linear-time probabilistic counting algorithm for database applications" (TODS 1990).
Python's hash of text and bytes is keyed anew in each process, so nobody can choose names that meet in one bit.
"""

from __future__ import annotations

import math

BITS = 256
"""Bits of a count: 32 bytes. The standard error is 2 % for 10 different ones, 5 % for 100, 10 % for 700."""


def estimate(bits: int) -> float:
    """How many different ones have set these bits. With all bits set: the most that can be told, about 1,600."""
    zeros = BITS - bits.bit_count()
    return BITS * math.log(BITS / max(zeros, 0.5))
