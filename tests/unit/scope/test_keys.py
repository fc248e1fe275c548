"""Who shares with whom, as a table: it is short enough to be read as a whole."""

from __future__ import annotations

import pytest

from safekv.errors import CallerError
from safekv.scope.keys import audiences_of, may_read, write_scope
from safekv.types import (
    Anonymous,
    Audience,
    Group,
    Operator,
    Principal,
    Private,
    Scraper,
    Shared,
    Tenant,
    Unshared,
    WriteScope,
)
from tests.factories import ORG, OTHER_ORG, SHARED, tenant

ALICE = Tenant(id=tenant("alice"), owner="alice")
MEMBER = Tenant(id=tenant("bob"), owner="bob", group=ORG.name)


@pytest.mark.parametrize(
    ("principal", "no_store", "scope"),
    [
        pytest.param(ALICE, False, Private(tenant=ALICE.id), id="tenant"),
        pytest.param(MEMBER, False, Private(tenant=MEMBER.id, group=ORG.name), id="tenant of a group"),
        pytest.param(ALICE, True, Unshared(reads_published=True), id="tenant, no store"),
        pytest.param(MEMBER, True, Unshared(reads_published=True, group=ORG.name), id="tenant of a group, no store"),
        pytest.param(Operator(name="ops"), False, Unshared(reads_published=True), id="operator"),
        pytest.param(Operator(name="ops"), True, Unshared(reads_published=True), id="operator, no store"),
        pytest.param(Anonymous(), False, Unshared(reads_published=False), id="nobody"),
        pytest.param(Anonymous(), True, Unshared(reads_published=False), id="nobody, no store"),
    ],
)
def test_what_a_caller_writes_to(principal: Principal, no_store: bool, scope: WriteScope) -> None:
    assert write_scope(principal, no_store=no_store) == scope


def test_who_collects_metrics_has_no_scope_at_all() -> None:
    with pytest.raises(CallerError, match="metrics only"):
        write_scope(Scraper(name="prometheus"), no_store=True)


SCOPES: dict[str, WriteScope] = {
    "tenant": Private(tenant=ALICE.id),
    "member": Private(tenant=MEMBER.id, group=ORG.name),
    "no-store": Unshared(reads_published=True),
    "member no-store": Unshared(reads_published=True, group=ORG.name),
    "nobody": Unshared(reads_published=False),
    "nobody, with a group by mistake": Unshared(reads_published=False, group=ORG.name),
}
READERS: dict[Audience, set[str]] = {
    SHARED: {"tenant", "member", "no-store", "member no-store"},
    ORG: {"member", "member no-store"},
    OTHER_ORG: set(),
}


@pytest.mark.parametrize("audience", READERS, ids=str)
def test_who_reads_what_is_published(audience: Shared | Group) -> None:
    assert {name for name, scope in SCOPES.items() if may_read(scope, audience)} == READERS[audience]


@pytest.mark.parametrize("name", SCOPES)
def test_what_a_scope_reads_is_what_may_be_read(name: str) -> None:
    found = audiences_of(SCOPES[name])
    assert set(found) == {audience for audience in READERS if name in READERS[audience]}
    assert found[:1] in ((), (SHARED,)), "what is everybody's comes first"
