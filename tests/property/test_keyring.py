"""Invariant 1: one secret, many keys, and no way from one to another; rotated and erased tenants never come back."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from safekv.identity.keyfile import KeyFile, Role
from safekv.identity.keyring import Keyring
from safekv.types import GroupName
from tests.factories import keyring, tenant

secrets = st.binary(min_size=32, max_size=48)
names = st.text("abc", min_size=1, max_size=2)
changes = st.lists(st.tuples(st.sampled_from(["add", "rotate", "erase"]), names), max_size=12)


@given(secrets, secrets, names)
def test_two_deployments_share_no_key(one: bytes, other: bytes, name: str) -> None:
    if one != other:
        first, second = Keyring(master=one), Keyring(master=other)
        assert first.edge_key() != second.edge_key()
        assert first.tenant_tag(tenant(name), b"") != second.tenant_tag(tenant(name), b"")
        assert first.group_tag(GroupName(name)) != second.group_tag(GroupName(name))


@given(st.lists(names, min_size=1, max_size=5, unique=True))
def test_a_name_means_different_things_as_tenant_group_and_edge(listed: list[str]) -> None:
    ring = keyring()
    keys = [ring.edge_key()]
    keys += [ring.tenant_tag(tenant(name), b"") for name in listed] + [ring.group_tag(GroupName(n)) for n in listed]
    assert len(set(keys)) == len(keys)


@given(changes)
def test_no_tenant_ever_comes_back_to_a_tag_that_was_rotated_or_erased(events: list[tuple[str, str]]) -> None:
    content, ring = KeyFile(), keyring()
    gone: set[bytes] = set()

    def tags() -> dict[str, bytes]:
        entries = content.tenants.items()
        return {name: ring.tenant_tag(tenant(name), bytes.fromhex(entry.salt)) for name, entry in entries}

    for event, name in events:
        before = tags()
        if event == "add":
            content.add_key(name, role=Role.TENANT, today=date(2026, 1, 31))
        else:
            getattr(content, event)(name)
        after = tags()
        gone |= set(before.values()) - set(after.values())
        assert not gone & set(after.values())
        assert len(set(after.values())) == len(after)
        others = before.keys() - {name}
        assert {n: before[n] for n in others} == {n: after[n] for n in others}, "somebody else's blocks went cold"
