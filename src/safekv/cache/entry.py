"""What the allocator and the eviction policies know of a KV block: its holder, its key, when it was used.

free ──allocate──► live ──free──► idle            free: holds nothing that anybody may find
  ▲                 ▲              │              live: somebody holds a reference
  │                 └────touch─────┤              idle: has content and no reference: can be hit, can be evicted
  └─────────evict, expire, erase───┘
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NewType, TypeAlias

from safekv.types import BlockKey, TenantId

BlockId = NewType("BlockId", int)
"""A place in the cache, from 0 to its capacity."""


class Common(Enum):
    """Accounts that are no tenant's."""

    SHARED = "shared"
    """The system's own: blocks of published units, pinned."""

    ANONYMOUS = "anonymous"
    """Requests without a tenant: nobody reuses their blocks, which take room while they run."""

    EVERYBODY = "everybody"
    """The one account of a cache that is not partitioned."""

    __hash__ = object.__hash__  # an Enum's own is written in Python, and accounts are looked up for every block


Holder: TypeAlias = TenantId | Common
"""Whose allocation a block counts towards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an evictor may know of a block that holds content: nothing about whose it is or what it says.

    `depth` is its index in the prompt, in blocks. `parent` is the key of the block before it; None for the first of a
    chain, and for the first after a published prefix, whose blocks are pinned.
    """

    block: BlockId
    key: BlockKey = field(repr=False)
    parent: BlockKey | None = field(repr=False)
    depth: int
