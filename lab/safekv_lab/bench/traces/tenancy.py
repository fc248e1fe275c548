"""Whose a conversation is, where a trace does not say: everybody for himself, or few tenants with many."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from safekv.types import TenantId

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence


class Zipf:
    """Draws a rank, 0 to `count` - 1, with a probability proportional to (rank + 1) ** -`skew`; 0 is uniform."""

    def __init__(self, count: int, skew: float) -> None:
        if count < 1 or skew < 0:
            raise ValueError("count must be 1 or more, and skew must not be negative")
        self.weights = tuple((rank + 1) ** -skew for rank in range(count))
        self._draw = Weighted(self.weights)

    def draw(self, rng: random.Random) -> int:
        """One rank."""
        return self._draw.draw(rng)


class Weighted:
    """Draws a place, 0 to `len(weights)` - 1, with a probability proportional to its weight."""

    def __init__(self, weights: Sequence[float]) -> None:
        self.weights = weights
        self._places = range(len(weights))
        self._cumulative = list(itertools.accumulate(weights))

    def draw(self, rng: random.Random) -> int:
        """One place."""
        return rng.choices(self._places, cum_weights=self._cumulative)[0]


class Tenancy:
    """Gives each conversation a tenant, for good.

    `tenants` many, whose shares of the conversations are drawn by Zipf's law with exponent `skew`; or, with None, a
    tenant of its own for each conversation.
    """

    def __init__(self, rng: random.Random, *, tenants: int | None = None, skew: float = 1.0) -> None:
        self._rng = rng
        self._zipf = Zipf(tenants, skew) if tenants is not None else None
        self._of: dict[str, TenantId] = {}

    def of(self, session: str) -> TenantId:
        """The tenant of a conversation."""
        found = self._of.get(session)
        if found is None:
            number = len(self._of) if self._zipf is None else self._zipf.draw(self._rng)
            found = self._of[session] = tenant(number)
        return found


def tenant(number: int) -> TenantId:
    """The name of a tenant that has none."""
    return TenantId(f"tenant-{number}")
