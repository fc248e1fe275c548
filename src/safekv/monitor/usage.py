"""Counters of what sharing saves: prompt tokens by source, requests by scope.

Each request counts once, when the engine first schedules it with its hit. Its prompt is then

    declared and released units, as far as it hits ─► what its own scope had in the cache ─► what is computed

and a hit counts for one declared prefix: that of the last declared unit that it reaches. Nothing here is told to a
tenant, and nothing acts on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from safekv.monitor.totals import TenantTotals
from safekv.types import Private, TenantId, Unshared, WriteScope


class Source(StrEnum):
    """Where the KV of a prompt token came from."""

    OWN = "own"
    """Its own scope: the tenant's earlier requests."""
    DECLARED = "declared"
    RELEASED = "released"
    ANYBODY = "anybody"
    """Whoever has sent it before: mode `share-all-unsafe`, and no other."""
    COMPUTED = "computed"
    """Nowhere: it had to be computed."""


class Asking(StrEnum):
    """What scope a request has, and why."""

    PRIVATE = "private"
    NO_STORE = "no-store"
    OPERATOR = "operator"
    ANONYMOUS = "anonymous"
    UNSEALED = "unsealed"
    """It did not come through the edge."""
    ANYBODY = "anybody"
    """There are no scopes: mode `share-all-unsafe`."""


def asking(scope: WriteScope) -> Asking:
    """What kind of request writes to this scope."""
    match scope:
        case Private():
            return Asking.PRIVATE
        case Unshared(asker=None, reads_published=reads):
            return Asking.OPERATOR if reads else Asking.ANONYMOUS
        case Unshared():
            return Asking.NO_STORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A published unit on a request's path, by the token after its last; `name` if it is declared."""

    end: int
    name: str | None = None


class Usage:
    """Totals since the start, on the scheduler's thread. `per_tenant`: also by tenant, for those that use most."""

    def __init__(self, *, per_tenant: bool) -> None:
        self.materialised = 0
        """Tokens that the system has computed itself, to publish them."""
        self._requests = Counter(dict.fromkeys(Asking, 0))
        self._tokens = Counter(dict.fromkeys(Source, 0))
        self._declared: dict[str, list[int]] = {}  # by name: hits, tokens
        self._released = [0, 0]
        self._tenants = TenantTotals(Source) if per_tenant else None

    def scheduled(
        self, kind: Asking, tenant: TenantId | None, *, tokens: int, hit: int, parts: Iterable[Part] = ()
    ) -> None:
        """A request is scheduled for the first time: `hit` of its `tokens` prompt tokens are in the cache."""
        begin = declared = released = 0
        name: str | None = None
        for part in parts:
            got = min(hit, part.end) - begin
            if got <= 0:
                break
            begin += got
            if part.name is None:
                released += got
            else:
                declared, name = declared + got, part.name
        own = Source.ANYBODY if kind is Asking.ANYBODY else Source.OWN
        split = {
            Source.DECLARED: declared,
            Source.RELEASED: released,
            own: hit - begin,
            Source.COMPUTED: tokens - hit,
        }
        self._requests[kind] += 1
        self._tokens.update(split)
        if name is not None:
            _add(self._declared.setdefault(name, [0, 0]), declared)
        if released:
            _add(self._released, released)
        if self._tenants is not None and tenant is not None:
            self._tenants.count(tenant, split)

    def describe(self, declared: Iterable[str]) -> dict[str, Any]:
        """For the status. `declared` are the names that are declared now; others are forgotten."""
        self._declared = {name: self._declared.get(name, [0, 0]) for name in declared}
        return {
            "requests": {kind.value: count for kind, count in self._requests.items()},
            "prompt_tokens": {source.value: count for source, count in self._tokens.items()},
            "declared": {name: _described(use) for name, use in self._declared.items()},
            "released": _described(self._released),
            "materialised_tokens": self.materialised,
            "tenants": self._tenants.describe() if self._tenants is not None else None,
        }


def _add(use: list[int], tokens: int) -> None:
    use[0] += 1
    use[1] += tokens


def _described(use: list[int]) -> dict[str, int]:
    return {"hits": use[0], "tokens": use[1]}
