"""Invariants 1, 2 and 5: a salt says one scope, to this deployment only, and nothing else opens."""

from __future__ import annotations

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safekv.errors import CallerError
from safekv.identity.salts import SaltSealer
from safekv.types import GroupName, Private, Unshared, WriteScope
from tests.factories import keyring, tenant

GROUPS = [GroupName(name) for name in ("org", "other", "o")]
SEALER = SaltSealer(keyring(), GROUPS)

groups = st.none() | st.sampled_from(GROUPS)
scopes: st.SearchStrategy[WriteScope] = st.one_of(
    st.builds(Private, tenant=st.text(min_size=1, max_size=8).map(tenant), group=groups),
    st.builds(Unshared, reads_published=st.booleans(), group=groups),
)


@given(scopes)
def test_a_salt_opens_as_the_scope_that_it_was_sealed_for(scope: WriteScope) -> None:
    opened = SEALER.open(SEALER.seal(scope))
    assert type(opened) is type(scope)
    assert opened.group == scope.group
    if isinstance(scope, Unshared):
        assert opened == scope


@given(scopes)
def test_a_salt_is_something_that_every_endpoint_takes(scope: WriteScope) -> None:
    salt = SEALER.seal(scope)
    assert len(salt) == 120
    assert salt.isascii()
    assert salt.isprintable()
    assert not set(salt) & set("@/\\ \0")


@given(scopes, scopes, st.binary(max_size=4), st.binary(max_size=4))
def test_two_scopes_never_have_one_salt(one: WriteScope, other: WriteScope, salt: bytes, salt2: bytes) -> None:
    same = one == other and isinstance(one, Private) and salt.rstrip(b"\0") == salt2.rstrip(b"\0")
    assert (SEALER.seal(one, salt) == SEALER.seal(other, salt2)) is same


@given(scopes, st.integers(0, 81 * 8 - 1))
def test_no_bit_can_be_changed(scope: WriteScope, bit: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(SEALER.seal(scope)))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CallerError):
        SEALER.open(base64.urlsafe_b64encode(raw).decode())


@given(scopes, st.integers(0, 107), st.sampled_from("+/-_= A0") | st.characters())
def test_no_character_can_be_changed(scope: WriteScope, position: int, character: str) -> None:
    salt = SEALER.seal(scope)
    changed = salt[:position] + character + salt[position + 1 :]
    if changed != salt:
        with pytest.raises(CallerError):
            SEALER.open(changed)


@given(scopes, st.integers(0, 108) | st.just(108), st.text("=+/-_A \n", min_size=1, max_size=4) | st.text(min_size=1))
def test_nothing_can_be_added(scope: WriteScope, position: int, more: str) -> None:
    salt = SEALER.seal(scope)
    with pytest.raises(CallerError):
        SEALER.open(salt[:position] + more + salt[position:])


@given(scopes)
def test_a_salt_has_one_spelling(scope: WriteScope) -> None:
    salt = SEALER.seal(scope)
    spelt = salt.replace("-", "+").replace("_", "/")
    if spelt != salt:
        with pytest.raises(CallerError):
            SEALER.open(spelt)


@given(scopes, scopes, st.integers(1, 80))
def test_two_salts_cannot_be_spliced(one: WriteScope, other: WriteScope, cut: int) -> None:
    head, tail = (base64.urlsafe_b64decode(SEALER.seal(scope)) for scope in (one, other))
    spliced = head[:cut] + tail[cut:]
    if spliced not in (head, tail):
        with pytest.raises(CallerError):
            SEALER.open(base64.urlsafe_b64encode(spliced).decode())


@given(st.one_of(st.text(max_size=130), st.binary(min_size=81, max_size=81).map(base64.urlsafe_b64encode)))
def test_what_was_not_sealed_does_not_open(salt: str | bytes) -> None:
    with pytest.raises(CallerError):
        SEALER.open(salt if isinstance(salt, str) else salt.decode())


@given(scopes, st.binary(min_size=32, max_size=32))
def test_another_deployment_opens_nothing(scope: WriteScope, master: bytes) -> None:
    other = SaltSealer(type(keyring())(master=master), GROUPS)
    with contextlib.suppress(CallerError):
        other.open(SEALER.seal(scope))
        assert master == keyring().master
