"""Maps the scheduler's tenant digests back to names, for metrics and logs of the operator.

A salt carries a derived tag and no name, so the scheduler and its counters know a tenant by a digest of that tag. The
edge, which writes the salts, enters each name here as it comes by; the operator's routes look it up again.
"""

from __future__ import annotations

from collections import OrderedDict

from safekv.types import TenantId

MOST_NAMES = 100_000
"""A proxy may name any number of tenants; whoever has not been seen for the longest time is forgotten first."""


class TenantRegister:
    """Names by digest, in bounded memory. Not for several threads."""

    def __init__(self, most: int = MOST_NAMES) -> None:
        self._most = most
        self._names: OrderedDict[TenantId, TenantId] = OrderedDict()

    def enter(self, digest: TenantId, name: TenantId) -> None:
        """A tenant is asking: remember what it is called. A tenant whose secrets were rotated has two digests."""
        self._names[digest] = name
        self._names.move_to_end(digest)
        if len(self._names) > self._most:
            self._names.popitem(last=False)

    def name(self, digest: str) -> TenantId | None:
        """The name as the operator wrote it, or None for a digest that nobody has asked under."""
        return self._names.get(TenantId(digest))
