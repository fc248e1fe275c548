"""Decides which scope a request writes to, and which shared units it may read. No other file does.

A request writes to one scope, chosen here from the authenticated caller. A published unit has an audience,
and whether a caller may hit it is decided here too. Everything else in SafeKV only carries these answers.
"""

from __future__ import annotations

from collections.abc import Callable

from safekv.errors import CallerError
from safekv.types import (
    Anonymous,
    Audience,
    Group,
    Operator,
    OwnerTag,
    Principal,
    Private,
    Scraper,
    Shared,
    Tenant,
    Unshared,
    WriteScope,
)


def write_scope(
    principal: Principal, *, no_store: bool, owner_tag: Callable[[str], OwnerTag] | None = None
) -> WriteScope:
    """The scope under which a caller's blocks are stored, prompt and generated ones alike.

    `owner_tag` gives the tag of an owner where owners vote. What is not stored has no vote either. Raises CallerError
    (403) for who has none at all.
    """
    match principal:
        case Tenant(id=tenant, owner=owner, group=group):
            if no_store:
                return Unshared(reads_published=True, group=group, asker=tenant)
            return Private(tenant=tenant, owner=owner_tag(owner) if owner_tag else None, group=group)
        case Operator():
            return Unshared(reads_published=True)
        case Scraper():
            raise CallerError("this key is for metrics only", status=403, param="authorization")
        case Anonymous():
            return Unshared(reads_published=False)


def may_read(scope: WriteScope, audience: Audience) -> bool:
    """Whether a request that writes to `scope` may hit a published unit of this audience."""
    if isinstance(scope, Unshared) and not scope.reads_published:
        return False
    match audience:
        case Shared():
            return True
        case Group(name=name):
            return scope.group == name
