"""Restrictions: who is served from its private cache alone, until when, and why."""

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


class Restrictions:
    """The restrictions of all tenants. `seconds` is how long one lasts; whoever goes on has it prolonged."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._live: dict[TenantId, Restriction] = {}

    def __len__(self) -> int:
        return len(self._live)

    def live(self, now: float) -> Iterator[Restriction]:
        """The restrictions that hold."""
        return (one for tenant, one in list(self._live.items()) if self.hold(tenant, now))

    def impose(self, tenant: TenantId, now: float, reason: str) -> tuple[Restriction, bool]:
        """Restrict a tenant, or prolong its restriction; and whether it was not restricted before."""
        new = not self.hold(tenant, now)
        since = now if new else self._live[tenant].since
        restriction = Restriction(tenant=tenant, since=since, until=now + self._seconds, reason=reason)
        self._live[tenant] = restriction
        return restriction, new

    def hold(self, tenant: TenantId, now: float) -> bool:
        """Whether a tenant is restricted."""
        known = self._live.get(tenant)
        if known is None:
            return False
        if now >= known.until:
            del self._live[tenant]
            return False
        return True
