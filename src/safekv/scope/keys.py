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
    mark_of,
)


def write_scope(
    principal: Principal, *, no_store: bool, owner_tag: Callable[[str], OwnerTag] | None = None
) -> WriteScope:
    """The scope under which a caller's blocks are stored, prompt and generated ones alike.

    `owner_tag` gives the tag of an owner where anything is shared. What is not stored has no vote; a mark says whose it
    is, for the monitor. Raises CallerError (403) for who has no scope at all.
    """
    match principal:
        case Tenant(id=tenant, owner=owner, group=group):
            tag = owner_tag(owner) if owner_tag else None
            if no_store:
                mark = mark_of(tag) if tag is not None else None
                return Unshared(reads_published=True, group=group, asker=tenant, owner_mark=mark)
            return Private(tenant=tenant, owner=tag, group=group)
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


def audiences_of(scope: WriteScope) -> tuple[Audience, ...]:
    """The audiences whose published units a request that writes to `scope` may hit, everybody first."""
    group = () if scope.group is None else (Group(name=scope.group),)
    return tuple(audience for audience in (Shared(), *group) if may_read(scope, audience))
