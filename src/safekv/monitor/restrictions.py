"""Restricted tenants: served from their private cache alone, until when, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from safekv.types import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A tenant that shares nothing from `since` to `until`, in seconds of the monitor's clock."""

    tenant: TenantId
    since: float
    until: float
    reason: str


class _Term:
    """When a restriction began and ends. Cheap to prolong: who goes on has that done again and again."""

    __slots__ = ("reason", "since", "until")

    def __init__(self, since: float, until: float, reason: str) -> None:
        self.since = since
        self.until = until
        self.reason = reason


class Restrictions:
    """The restrictions of all tenants. `seconds` is how long one lasts; whoever goes on has it prolonged."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._terms: dict[TenantId, _Term] = {}

    def __len__(self) -> int:
        """How many there are; those that have ended since somebody asked may be among them."""
        return len(self._terms)

    def live(self, now: float) -> Iterator[Restriction]:
        """The restrictions that hold."""
        return (self._value(tenant) for tenant in list(self._terms) if self.hold(tenant, now))

    def prolong(self, tenant: TenantId, now: float) -> bool:
        """Let a restriction that holds last from now on; whether there was one."""
        term = self._terms.get(tenant)
        if term is None or now >= term.until:
            return False
        term.until = now + self._seconds
        return True

    def impose(self, tenant: TenantId, now: float, reason: str) -> Restriction:
        """Restrict a tenant."""
        self._terms[tenant] = _Term(now, now + self._seconds, reason)
        return self._value(tenant)

    def hold(self, tenant: TenantId, now: float) -> bool:
        """Whether a tenant is restricted."""
        term = self._terms.get(tenant)
        if term is None:
            return False
        if now >= term.until:
            del self._terms[tenant]
            return False
        return True

    def _value(self, tenant: TenantId) -> Restriction:
        term = self._terms[tenant]
        return Restriction(tenant=tenant, since=term.since, until=term.until, reason=term.reason)
