"""Prompt texts: seeded words, so that every case has its own and nothing is shared by chance."""

from __future__ import annotations

import random

_WORDS = [
    "refund",
    "order",
    "ticket",
    "flight",
    "agent",
    "customer",
    "policy",
    "booking",
    "date",
    "payment",
    "account",
    "delay",
    "seat",
    "bag",
]


def words(seed: str, count: int) -> str:
    """`count` words drawn by `seed`; other seeds give other words from the first on."""
    rng = random.Random(seed)
    return " ".join([f"Note {rng.randrange(10**9):09d}:", *(rng.choice(_WORDS) for _ in range(count))])
