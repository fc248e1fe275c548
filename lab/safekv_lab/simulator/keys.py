"""Keys of blocks in the simulator: a scope's number, then the block's id. Distinct, and secret from nobody."""

from __future__ import annotations

import itertools
from array import array
from typing import TYPE_CHECKING, NewType

from safekv.types import BlockKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safekv.types import TenantId

ScopeTag = NewType("ScopeTag", bytes)
"""Eight bytes that all keys of one scope begin with."""

_WIDTH = 8


class Scopes:
    """Gives scopes their tags: one to each tenant, or the same to all, and a new one to each materialisation."""

    def __init__(self, *, one_for_all: bool = False) -> None:
        self._numbers = itertools.count()
        self._tenants: dict[TenantId, ScopeTag] = {}
        self._all = self.fresh() if one_for_all else None

    def of(self, tenant: TenantId) -> ScopeTag:
        """The private scope of a tenant."""
        if self._all is not None:
            return self._all
        found = self._tenants.get(tenant)
        if found is None:
            found = self._tenants[tenant] = self.fresh()
        return found

    def fresh(self) -> ScopeTag:
        """A scope that nobody has had."""
        return ScopeTag(next(self._numbers).to_bytes(_WIDTH, "big"))


def keys(tag: ScopeTag, blocks: Iterable[int]) -> list[BlockKey]:
    """The keys of blocks in one scope."""
    packed = array("Q", blocks).tobytes()
    return [BlockKey(tag + packed[start : start + _WIDTH]) for start in range(0, len(packed), _WIDTH)]
