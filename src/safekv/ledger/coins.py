"""Coins of a draw, from a seed that is written with its seal: thrown again, they fall the same way.

So a write that fails because of what was won, or a process that ends before it, makes no second throw of it.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b

from safekv.ledger.selection import COIN_BITS
from safekv.types import UnitId

SEED_BYTES = 32


def coin_of(seed: bytes, unit: UnitId) -> int:
    """The coin of a unit: COIN_BITS of a keyed digest, as good as random for whoever does not know the seed.

    A draw that an earlier version has sealed has no seed; its coins are fresh ones.
    """
    if not seed:
        return secrets.randbits(COIN_BITS)
    return int.from_bytes(blake2b(unit, key=seed, digest_size=COIN_BITS // 8).digest(), "big")
