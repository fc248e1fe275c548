"""Eviction policies by name. The offline optimum needs the future and is not among them: see `optimum`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from safekv.cache.evict.base import Evictor, NewEvictor
from safekv.cache.evict.cost import Cost
from safekv.cache.evict.lru import Lru
from safekv.cache.evict.survival import Survival
from safekv.config import Cache
from safekv.errors import PolicyError

POLICIES: Mapping[str, NewEvictor] = MappingProxyType({"lru": Lru, "cost": Cost, "survival": Survival})
"""Every policy that can be named, by name."""

DEFAULT = Cache().eviction
"""The policy that is used unless another is named: what a server uses, and what is simulated of one."""

BEST = "survival"
"""The policy that hits most, at three to four times the processor time of `lru`: what studies of eviction are about."""


def check_eviction(name: str) -> None:
    """Raise PolicyError for a name that is none of them."""
    if name not in POLICIES:
        near = difflib.get_close_matches(name, POLICIES, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise PolicyError(f"cache.eviction: {name!r} is none of {', '.join(sorted(POLICIES))}{meant}")


__all__ = ["BEST", "DEFAULT", "POLICIES", "Evictor", "NewEvictor", "check_eviction"]
