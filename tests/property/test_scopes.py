"""Invariants 1 and 2, as far as names and secrets go: no two scopes share a key; what is not known is private."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from safekv.identity.framing import frame
from safekv.scope.keys import may_read, write_scope
from safekv.types import Anonymous, Audience, Group, GroupName, Operator, Principal, Private, Shared, Tenant, Unshared
from tests.factories import keyring, tenant

names = st.text(min_size=1, max_size=6)
fields = st.lists(st.one_of(st.binary(max_size=9), st.text(max_size=9)), max_size=4)
groups = st.none() | names.map(GroupName)
principals: st.SearchStrategy[Principal] = st.one_of(
    st.builds(Tenant, id=names.map(tenant), group=groups), st.builds(Operator, name=names), st.builds(Anonymous)
)
audiences: st.SearchStrategy[Audience] = st.one_of(st.builds(Shared), st.builds(Group, name=names.map(GroupName)))


def as_bytes(values: list[str | bytes]) -> list[bytes]:
    return [value.encode() if isinstance(value, str) else value for value in values]


@given(fields, fields)
def test_framing_is_injective(one: list[str | bytes], other: list[str | bytes]) -> None:
    assert (frame(*one) == frame(*other)) == (as_bytes(one) == as_bytes(other))


@given(fields, fields)
def test_framing_is_prefix_free(one: list[str | bytes], other: list[str | bytes]) -> None:
    if as_bytes(one) != as_bytes(other):
        assert not frame(*one).startswith(frame(*other))


@given(st.binary(max_size=40), st.integers(1, 40))
def test_no_cut_of_the_same_bytes_frames_alike(content: bytes, pieces: int) -> None:
    framed = {frame(content[:cut], content[cut:]) for cut in range(min(len(content), pieces) + 1)}
    assert len(framed) == min(len(content), pieces) + 1


@given(st.lists(st.tuples(names, st.binary(max_size=4)), min_size=2, max_size=6, unique=True), names)
def test_two_scopes_never_share_a_tag(entries: list[tuple[str, bytes]], group: str) -> None:
    ring = keyring()
    tags = [ring.tenant_tag(tenant(name), salt) for name, salt in entries]
    # HMAC pads a short key with zeros, so salts that differ in trailing zeros alone are one salt: entries of the
    # key file are all of 32 bytes, and no entry is the empty one.
    distinct = {(name, salt.rstrip(b"\0")) for name, salt in entries}
    assert len({*tags, ring.edge_key(), ring.group_tag(GroupName(group))}) == len(distinct) + 2


@given(principals, st.booleans(), audiences)
def test_what_is_not_a_tenant_of_the_group_never_reads_its_units(
    principal: Principal, no_store: bool, audience: Audience
) -> None:
    scope = write_scope(principal, no_store=no_store)
    if isinstance(audience, Group) and may_read(scope, audience):
        assert isinstance(principal, Tenant)
        assert principal.group == audience.name
    if isinstance(principal, Anonymous):
        assert not may_read(scope, audience)


@given(principals, st.booleans())
def test_only_a_tenant_that_stores_has_a_scope_that_lasts(principal: Principal, no_store: bool) -> None:
    scope = write_scope(principal, no_store=no_store)
    lasts = isinstance(principal, Tenant) and not no_store
    assert isinstance(scope, Private) is lasts
    assert isinstance(scope, Unshared) is not lasts


@given(st.lists(principals, min_size=2, max_size=5), audiences)
def test_a_scope_depends_on_its_caller_alone(callers: list[Principal], audience: Audience) -> None:
    """Invariant 9: in whatever order others are asked about before, the answer is the same."""
    alone = {caller: may_read(write_scope(caller, no_store=False), audience) for caller in callers}
    for order in itertools.islice(itertools.permutations(callers), 6):
        assert all(may_read(write_scope(c, no_store=False), audience) is alone[c] for c in order)
