"""Whose allocation a request's blocks count towards, and whether they are kept."""

from __future__ import annotations

import pytest

pytest.importorskip("vllm")

from safekv.cache.entry import Common
from safekv.engines.vllm.holders import Holders, named
from safekv.identity.keyring import Keyring
from safekv.identity.salts import SaltSealer
from safekv.types import Private, TenantId, Unshared, WriteScope
from tests.factories import tenant

pytestmark = pytest.mark.engine

SEALER = SaltSealer(Keyring(master=bytes(32)))


class Server:
    """Holders, and the key file that they look at."""

    def __init__(self, *, strict: bool = False) -> None:
        self.salts = {tenant("ada"): b"first"}
        self.holders = Holders(["ada"], sealer=SEALER, tenant_salt=self.salt, strict=strict)

    def salt(self, name: TenantId) -> bytes:
        return self.salts.get(name, b"")

    def enter(self, scope: WriteScope, name: str = "ada") -> object:
        """A request as it comes: its scope sealed at the edge, and opened."""
        request = object()
        self.holders.enter(request, SEALER.open(SEALER.seal(scope, self.salt(tenant(name)))))
        return request


def test_a_tenant_with_a_share_is_known_by_name() -> None:
    server = Server()
    request = server.enter(Private(tenant=tenant("ada")))
    assert server.holders.of(request) == named("ada")
    assert server.holders.keeps(request)


def test_other_tenants_are_known_by_a_digest_each() -> None:
    server = Server()
    bob, eve, again = (server.enter(Private(tenant=tenant(name)), name) for name in ("bob", "eve", "bob"))
    assert server.holders.of(bob) == server.holders.of(again) != server.holders.of(eve)
    assert server.holders.keeps(bob)
    assert "bob" not in str(server.holders.of(bob))


@pytest.mark.parametrize("strict", [False, True])
def test_no_store_counts_towards_the_tenant_and_is_not_kept(strict: bool) -> None:
    server = Server(strict=strict)
    request = server.enter(Unshared(reads_published=True, asker=tenant("ada")))
    assert server.holders.of(request) == named("ada")
    assert not server.holders.keeps(request)


def test_what_is_nobodys_is_anonymous() -> None:
    server = Server()
    request = server.enter(Unshared(reads_published=False))
    for found in (request, object()):
        assert server.holders.of(found) is Common.ANONYMOUS
        assert not server.holders.keeps(found)


def test_under_strict_nothing_is_kept_without_a_share() -> None:
    server = Server(strict=True)
    for scope in (Private(tenant=tenant("bob")), Unshared(reads_published=True, asker=tenant("bob"))):
        request = server.enter(scope, "bob")
        assert server.holders.of(request) is Common.ANONYMOUS
        assert not server.holders.keeps(request)


def test_the_systems_own() -> None:
    server, request = Server(), object()
    server.holders.enter_system(request)
    assert server.holders.of(request) is Common.SHARED
    assert not server.holders.keeps(request)
    server.holders.leave(request)
    assert server.holders.of(request) is Common.ANONYMOUS


def test_a_rotated_secret_is_noticed_once_and_recognised() -> None:
    server = Server()
    old = server.enter(Private(tenant=tenant("ada")))
    assert server.holders.changed() == []
    server.salts[tenant("ada")] = b"second"
    early = server.enter(Private(tenant=tenant("ada")))
    assert server.holders.of(early) != named("ada"), "until the key file is looked at, it is a stranger"
    assert server.holders.changed() == [named("ada")]
    assert server.holders.changed() == []
    assert server.holders.of(server.enter(Private(tenant=tenant("ada")))) == named("ada")
    assert server.holders.of(old) == named("ada")


def test_what_is_given_up_is_not_kept_though_its_request_lives() -> None:
    server = Server()
    ada, bob = server.enter(Private(tenant=tenant("ada"))), server.enter(Private(tenant=tenant("bob")), "bob")
    server.holders.give_up(named("ada"))
    assert server.holders.gave_up(ada)
    assert not server.holders.keeps(ada)
    assert server.holders.of(ada) == named("ada"), "its blocks are still its own"
    assert server.holders.keeps(bob)
    assert not server.holders.gave_up(bob)
    server.holders.leave(ada)
    assert not server.holders.gave_up(ada)
