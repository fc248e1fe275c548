from __future__ import annotations

import base64

import pytest

from safekv.errors import CallerError
from safekv.identity.salts import SaltSealer
from safekv.types import GroupName, OwnerMark, OwnerTag, Private, Unshared, WriteScope
from tests.factories import keyring, tenant

ORG = GroupName("org")


def sealer(byte: int = 1) -> SaltSealer:
    return SaltSealer(keyring(byte), [ORG, GroupName("other")])


ALICE = Private(tenant=tenant("alice"), group=ORG)


@pytest.mark.parametrize(
    "scope",
    [
        Unshared(reads_published=False),
        Unshared(reads_published=True),
        Unshared(reads_published=True, group=ORG),
    ],
    ids=str,
)
def test_a_request_scope_opens_as_itself_and_is_fresh_each_time(scope: WriteScope) -> None:
    first, second = sealer().seal(scope), sealer().seal(scope)
    assert first != second
    assert sealer().open(first) == sealer().open(second) == scope


def test_a_request_that_is_not_stored_says_whose_it_is_by_the_name_that_the_others_have() -> None:
    """Or whoever guesses would ask for no-store, and no monitor could tell whose guesses they are."""
    private = sealer().open(sealer().seal(ALICE, b"entry"))
    salt = sealer().seal(Unshared(reads_published=True, asker=ALICE.tenant), b"entry")
    unstored = sealer().open(salt)
    assert isinstance(private, Private)
    assert isinstance(unstored, Unshared)
    assert unstored.asker == private.tenant
    assert b"alice" not in base64.urlsafe_b64decode(salt)
    assert unstored.owner_mark is None
    owned = sealer().open(sealer().seal(Private(tenant=ALICE.tenant, owner=OwnerTag(b"owner-of" + b"alice   "))))
    marked = Unshared(reads_published=True, asker=ALICE.tenant, owner_mark=OwnerMark(b"owner-of"))
    told = sealer().open(sealer().seal(marked))
    assert isinstance(told, Unshared)
    assert told.asker is not None
    assert told.owner_mark == owned.owner_mark == b"owner-of"
    nobodys = sealer().open(sealer().seal(Unshared(reads_published=True)))
    assert isinstance(nobodys, Unshared)
    assert nobodys.asker is None


def test_a_tenant_has_one_salt_and_its_name_is_not_in_it() -> None:
    salt = sealer().seal(ALICE, b"entry")
    assert salt == sealer().seal(ALICE, b"entry")
    assert b"alice" not in base64.urlsafe_b64decode(salt)
    opened = sealer().open(salt)
    assert isinstance(opened, Private)
    assert opened.group == ORG
    assert opened.tenant != ALICE.tenant


def test_a_rotated_tenant_has_another_salt() -> None:
    assert sealer().seal(ALICE, b"old") != sealer().seal(ALICE, b"new")


def test_the_scheduler_opens_what_the_edge_sealed_and_no_other_deployment_does() -> None:
    salt = sealer(1).seal(ALICE)
    assert isinstance(sealer(1).open(salt), Private)
    with pytest.raises(CallerError):
        sealer(2).open(salt)


def test_a_group_that_the_policy_no_longer_knows_opens_as_none() -> None:
    salt = sealer().seal(ALICE)
    assert SaltSealer(keyring()).open(salt).group is None


def test_a_tenant_keeps_its_blocks_apart_when_its_group_changes() -> None:
    """Group and tenant are both in the salt, so a move to another group starts cold rather than mixed."""
    moved = Private(tenant=ALICE.tenant, group=GroupName("other"))
    assert sealer().seal(ALICE) != sealer().seal(moved)


@pytest.mark.parametrize(
    "salt",
    [
        pytest.param("", id="none"),
        pytest.param("alice", id="what a caller would write"),
        pytest.param("A" * 108, id="right length, no meaning"),
        pytest.param("é" * 108, id="not ASCII"),
        pytest.param("\0" * 108, id="control characters"),
        pytest.param("A" * 10**6, id="a megabyte"),
        pytest.param("====", id="padding only"),
    ],
)
def test_what_was_not_sealed_here_does_not_open(salt: str) -> None:
    with pytest.raises(CallerError, match="not written by this deployment") as refused:
        sealer().open(salt)
    assert refused.value.param == "cache_salt"
    assert not salt or salt not in str(refused.value)


@pytest.mark.parametrize("change", [lambda s: s + "\n", lambda s: " " + s, lambda s: s + "=", lambda s: s[:-4]])
def test_a_salt_with_something_added_or_missing_does_not_open(change: object) -> None:
    assert callable(change)
    with pytest.raises(CallerError):
        sealer().open(change(sealer().seal(ALICE)))


def test_another_spelling_of_a_salt_does_not_open() -> None:
    """Base64 has two alphabets; taking both would give one scope two salts, and so two sets of block keys."""
    for _ in range(100):
        salt = sealer().seal(Unshared(reads_published=True))
        if (spelt := salt.replace("-", "+").replace("_", "/")) != salt:
            break
    with pytest.raises(CallerError):
        sealer().open(spelt)


def test_remembered_tags_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safekv.identity.salts._MAX_REMEMBERED_TAGS", 3)
    one = sealer()
    before = one.seal(ALICE)
    for number in range(10):
        one.seal(Private(tenant=tenant(f"t{number}")))
    assert len(one._tenant_tags) <= 3
    assert one.seal(ALICE) == before
