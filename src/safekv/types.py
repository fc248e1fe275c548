"""Value types that pass between the stages: tenants, scopes, units, plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType, TypeAlias

TenantId = NewType("TenantId", str)
"""The principal that is isolated: an authenticated API key's tenant, or one named by a trusted proxy."""

GroupName = NewType("GroupName", str)
"""An organisation of tenants, for which prefixes can be declared."""

OwnerTag = NewType("OwnerTag", bytes)
"""A keyed digest, 16 bytes, of the party that has one vote; every tenant belongs to one owner."""

OwnerMark = NewType("OwnerMark", bytes)
"""The first 8 bytes of an owner's tag: enough to count owners, and nothing that a vote could be cast with."""


def mark_of(owner: OwnerTag) -> OwnerMark:
    """The mark of an owner."""
    return OwnerMark(owner[:8])


UnitId = NewType("UnitId", bytes)
"""A keyed digest, 32 bytes, of a unit's path; what the ledger and its log call a unit by."""

BlockKey = NewType("BlockKey", bytes)
"""What the engine's cache is indexed by: 32 bytes that only the block's scope can compute."""

Salt = NewType("Salt", str)
"""What the edge writes into `cache_salt`: an authenticated scope, URL-safe base64, at most 128 characters."""


class Mode(StrEnum):
    """What may be shared between tenants."""

    ISOLATE = "isolate"
    DECLARED = "declared"
    LEDGER = "ledger"
    DETECTOR = "detector"
    SHARE_ALL_UNSAFE = "share-all-unsafe"

    @property
    def publishes(self) -> bool:
        """Whether units are published at all, declared ones to begin with."""
        return self in (Mode.DECLARED, Mode.LEDGER, Mode.DETECTOR)

    @property
    def releases(self) -> bool:
        """Whether units are released that nobody has declared: there is a release process."""
        return self in (Mode.LEDGER, Mode.DETECTOR)


# ── who is asking ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An authenticated tenant, the owner that votes for it, and the group that it belongs to, if any."""

    id: TenantId
    owner: str
    group: GroupName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Whoever runs the server; declares and withdraws prefixes, reads metrics, resets caches."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scraper:
    """Whoever collects metrics: reads the operator's metrics, and may do nothing else."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymous:
    """Nobody in particular: served, but without any reuse."""


Principal: TypeAlias = Tenant | Operator | Scraper | Anonymous


# ── who may reuse a block ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshared:
    """Nobody, not even the same tenant later.

    `reads_published` tells whether the request itself may hit published units: a tenant that asks for
    no-store may, a caller without a tenant may not. `asker` is that tenant and `owner_mark` tells its owner from
    others, for the monitor: they take no part in what is shared, and scopes that differ in them alone are equal.
    """

    reads_published: bool
    group: GroupName | None = None
    asker: TenantId | None = field(default=None, compare=False)
    owner_mark: OwnerMark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """The tenant that wrote it. `owner` votes for it; a scope without an owner has no vote."""

    tenant: TenantId
    owner: OwnerTag | None = field(default=None, repr=False)
    group: GroupName | None = None

    @property
    def owner_mark(self) -> OwnerMark | None:
        """What tells its owner from others where nothing is voted for."""
        return mark_of(self.owner) if self.owner is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Every tenant of one group; written by the system only."""

    name: GroupName


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Every tenant; written by the system only."""


WriteScope: TypeAlias = Unshared | Private
"""Scopes that a caller's request writes to."""

Audience: TypeAlias = Shared | Group
"""Scopes that only the system writes to."""


# ── what a published unit is ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A piece of a prompt that is shared or not as a whole.

    `path` holds the token ids from the prompt's first token to the unit's end; the unit itself is
    `path[start:]`. Both ends are multiples of the block size and `start < len(path)`.
    """

    path: tuple[int, ...] = field(repr=False)
    start: int
    audience: Audience

    @property
    def end(self) -> int:
        """One past the unit's last token."""
        return len(self.path)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublishedUnit:
    """A unit whose every block is materialised and pinned, with the keys of its blocks.

    Two materialisations of one unit are two objects and compare as such.
    """

    unit: Unit
    keys: tuple[BlockKey, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which leading blocks of a request get shared keys; all others keep the keys of its private chain.

    `units` is the matched path from the first token; `keys` are its block keys, at most one block short
    of `units` when the prompt ends exactly where the last unit ends (the engine recomputes that block).
    """

    units: tuple[PublishedUnit, ...]
    keys: tuple[BlockKey, ...] = field(repr=False)

    @property
    def depth(self) -> int:
        """Number of leading blocks with shared keys."""
        return len(self.keys)


PRIVATE = Plan(units=(), keys=())
"""The plan of a request that shares nothing."""


# ── how a unit comes to be shared ────────────────────────────────────────────────────────────────


class Cause(StrEnum):
    """Why a unit is shared."""

    DECLARED = "declared"
    POLICY = "policy"  # in the log alone: declared, and by the policy instead of an operator
    LEDGER = "ledger"
    DETECTOR = "detector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One owner's evidence that it uses a unit.

    `path` holds the token ids from the prompt's first token to the unit's end, as little-endian uint32; the unit
    itself begins at token `start`.
    """

    owner: OwnerTag = field(repr=False)
    path: bytes = field(repr=False)
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A unit that is to be shared with everybody until `expires`, in seconds of Unix time."""

    id: UnitId = field(repr=False)
    path: bytes = field(repr=False)
    start: int
    cause: Cause
    expires: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """For the log: a unit was declared at `at`, Unix time, under a name, or is so no longer; and what the guard said.

    `by` is the operator's name, None where it was the policy; `verdict` as the log spells it.
    """

    name: str
    at: float
    by: str | None = None
    withdrawn: bool = False
    verdict: str | None = None
    guard: str | None = None
