"""Per-tenant totals with bounded cardinality: the heaviest tenants by name, all others as one sum.

Who is among them is chosen anew when the totals are read. A tenant that enters begins at 0, for what it used before is
in the sum of the others; one that leaves is told of once more, and counts there from then on. So no total ever falls
while it is there, and each token counts once: what Prometheus makes of the differences is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from safekv.types import TenantId

SourceT = TypeVar("SourceT", bound=str)

MOST_TENANTS = 100
"""Tenants with totals of their own."""
MOST_CANDIDATES = 10_000
"""Tenants whose use is remembered for the choice."""
CLEARLY = 1.25
"""A tenant must have used so many times as much as the least of them to take its place."""


class _Totals(Generic[SourceT]):
    """What one tenant has used."""

    __slots__ = ("requests", "tokens")

    def __init__(self, sources: Iterable[SourceT]) -> None:
        self.requests = 0
        self.tokens: Counter[SourceT] = Counter(dict.fromkeys(sources, 0))

    def describe(self) -> dict[str, Any]:
        return {"requests": self.requests, "prompt_tokens": {str(source): n for source, n in self.tokens.items()}}


class TenantTotals(Generic[SourceT]):
    """Prompt tokens by `sources`, and requests, of the `most` tenants that use most. Constant work per request."""

    def __init__(
        self, sources: Iterable[SourceT], *, most: int = MOST_TENANTS, candidates: int = MOST_CANDIDATES
    ) -> None:
        self._sources = tuple(sources)
        self._most = most
        self._candidates = candidates
        self._own: dict[TenantId, _Totals[SourceT]] = {}
        self._others = _Totals(self._sources)
        self._weights: Counter[TenantId] = Counter()
        self._least = 0  # weight of the lightest tenant with totals of its own, when it was last looked at
        self._outgrown = False

    def count(self, tenant: TenantId, tokens: Mapping[SourceT, int]) -> None:
        """A request of a tenant."""
        totals = self._own.get(tenant)
        self._weights[tenant] += sum(tokens.values())
        if totals is None:
            totals = self._others
            room = len(self._own) < self._most
            self._outgrown |= room or self._weights[tenant] > CLEARLY * self._least
            if len(self._weights) > self._candidates:
                self._weights = Counter(dict(self._weights.most_common(self._candidates // 2)))
        totals.requests += 1
        totals.tokens.update(tokens)

    def describe(self) -> dict[str, Any]:
        """The totals, by tenant, and those of all others. Who leaves is told of for the last time."""
        shown = {**self._choose(), **self._own} if self._outgrown else self._own
        return {
            "by_tenant": [{"tenant": tenant, **totals.describe()} for tenant, totals in shown.items()],
            "others": self._others.describe(),
        }

    def _choose(self) -> dict[TenantId, _Totals[SourceT]]:
        """Choose anew who has totals of its own; the totals of those that leave."""
        heaviest, before = self._weights.most_common(self._most), self._own
        self._own = {tenant: before.get(tenant) or _Totals(self._sources) for tenant, _ in heaviest}
        self._least = heaviest[-1][1]
        self._outgrown = False
        return {tenant: totals for tenant, totals in before.items() if tenant not in self._own}
