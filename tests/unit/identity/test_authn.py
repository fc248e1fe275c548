from __future__ import annotations

import ipaddress
from datetime import date

import pytest

from safekv.errors import CallerError
from safekv.identity.authn import Authenticator, TrustedProxy
from safekv.identity.keyfile import KeyEntry
from safekv.types import Anonymous, GroupName, Operator, Principal, Tenant
from tests.factories import tenant

ALICE = Tenant(id=tenant("alice"), owner="alice", group=GroupName("org"))
BOB = Tenant(id=tenant("bob"), owner="bob")
SECRET = b"cd" * 32

Headers = list[tuple[bytes, bytes]]


class Keys:
    """Two keys: one of alice, one of the operator."""

    def holder(self, key: str) -> KeyEntry | None:
        role = {"alice-key": "tenant", "ops-key": "operator"}.get(key)
        name = key.removesuffix("-key")
        return KeyEntry.model_validate({"sha256": "0" * 64, "created": date(2026, 1, 31), role: name}) if role else None


def proxy(*, secret: bytes | None = None, networks: tuple[str, ...] = ()) -> TrustedProxy:
    return TrustedProxy(
        tenant_header=b"x-safekv-tenant",
        secret=(lambda: secret) if secret is not None else None,
        networks=[ipaddress.ip_network(network) for network in networks],
    )


def authenticate(
    headers: Headers, *, keys: bool = True, via: TrustedProxy | None = None, address: str | None = "203.0.113.9"
) -> Principal:
    groups = {tenant("alice"): GroupName("org")}
    return Authenticator(keys=Keys() if keys else None, proxy=via, groups=groups, owners={}).authenticate(
        headers, address
    )


@pytest.mark.parametrize(
    ("headers", "principal"),
    [
        pytest.param([], Anonymous(), id="no key"),
        pytest.param([(b"authorization", b"Bearer alice-key")], ALICE, id="bearer"),
        pytest.param([(b"authorization", b"bearer   alice-key ")], ALICE, id="another case, more spaces"),
        pytest.param([(b"Authorization", b"Bearer alice-key")], ALICE, id="header name in capitals"),
        pytest.param([(b"x-api-key", b"alice-key")], ALICE, id="as Anthropic clients send it"),
        pytest.param([(b"api-key", b"alice-key")], ALICE, id="as Azure's clients send it"),
        pytest.param([(b"api-key", b"ops-key")], Operator(name="ops"), id="operator, as Azure's clients send it"),
        pytest.param(
            [(b"x-api-key", b"alice-key"), (b"authorization", b"Bearer alice-key")], ALICE, id="twice the same"
        ),
        pytest.param([(b"authorization", b"Bearer ops-key")], Operator(name="ops"), id="operator"),
        pytest.param([(b"x-safekv-tenant", b"alice")], Anonymous(), id="tenant header, and no proxy in the policy"),
    ],
)
def test_a_key_tells_who_is_asking(headers: Headers, principal: Principal) -> None:
    assert authenticate(headers) == principal


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([(b"authorization", b"Bearer wrong")], id="unknown key"),
        pytest.param([(b"authorization", b"Bearer ALICE-KEY")], id="a key in another case"),
        pytest.param([(b"authorization", b"Bearer alice-key"), (b"authorization", b"Bearer ops-key")], id="two keys"),
        pytest.param([(b"authorization", b"Bearer alice-key"), (b"x-api-key", b"ops-key")], id="two keys, two ways"),
        pytest.param([(b"authorization", b"Bearer alice-key"), (b"x-api-key", b"")], id="a key and an empty one"),
        pytest.param([(b"x-api-key", b"")], id="an empty key"),
        pytest.param([(b"api-key", b"")], id="an empty key, as Azure's clients send it"),
        pytest.param([(b"api-key", b"wrong")], id="unknown key, as Azure's clients send it"),
        pytest.param(
            [(b"api-key", b"alice-key"), (b"api-key", b"ops-key")], id="two keys, as Azure's clients send them"
        ),
        pytest.param(
            [(b"api-key", b"alice-key"), (b"x-api-key", b"ops-key")], id="two keys, Azure's way and Anthropic's"
        ),
        pytest.param([(b"authorization", b"Bearer")], id="no key behind the scheme"),
        pytest.param([(b"authorization", b"Basic YWxpY2U6eA==")], id="another scheme"),
        pytest.param([(b"authorization", b"alice-key")], id="no scheme"),
        pytest.param([(b"authorization", b"")], id="empty header"),
        pytest.param([(b"authorization", "Bearer älice".encode())], id="not ASCII"),
        pytest.param([(b"authorization", b"Bearer alice-key, Bearer ops-key")], id="a list of credentials"),
    ],
)
def test_a_wrong_key_is_refused_and_not_served_as_nobody(headers: Headers) -> None:
    with pytest.raises(CallerError) as refused:
        authenticate(headers)
    assert (refused.value.status, refused.value.param) == (401, "authorization")
    assert "alice" not in str(refused.value)


def test_without_a_key_file_everybody_is_nobody() -> None:
    assert authenticate([(b"authorization", b"Bearer alice-key")], keys=False) == Anonymous()


# ── a trusted proxy ──────────────────────────────────────────────────────────────────────────────

NAMED = (b"x-safekv-tenant", b"alice")
PROVED = (b"x-safekv-proxy-secret", SECRET)


@pytest.mark.parametrize(
    ("via", "headers", "address"),
    [
        pytest.param(proxy(secret=SECRET), [NAMED, PROVED], None, id="by its secret"),
        pytest.param(proxy(networks=("10.0.0.0/8",)), [NAMED], "10.1.2.3", id="by its network"),
        pytest.param(proxy(networks=("::1/128",)), [NAMED], "::1", id="by its IPv6 address"),
        pytest.param(proxy(secret=SECRET, networks=("10.0.0.0/8",)), [NAMED, PROVED], "10.1.2.3", id="by both"),
        pytest.param(proxy(networks=("10.0.0.0/8",)), [NAMED], "::ffff:10.1.2.3", id="IPv4 on a dual-stack socket"),
    ],
)
def test_a_trusted_proxy_names_the_tenant(via: TrustedProxy, headers: Headers, address: str | None) -> None:
    assert authenticate(headers, via=via, address=address) == ALICE


@pytest.mark.parametrize(
    ("via", "headers", "address"),
    [
        pytest.param(proxy(secret=SECRET), [NAMED], "10.1.2.3", id="no secret"),
        pytest.param(proxy(secret=SECRET), [NAMED, (PROVED[0], b"x")], None, id="wrong secret"),
        pytest.param(proxy(secret=SECRET), [NAMED, PROVED, PROVED], None, id="secret twice"),
        pytest.param(proxy(secret=SECRET), [NAMED, (PROVED[0], b"")], None, id="empty secret"),
        pytest.param(proxy(networks=("10.0.0.0/8",)), [NAMED], "11.0.0.1", id="other network"),
        pytest.param(proxy(networks=("10.0.0.0/8",)), [NAMED], None, id="no address (a Unix socket)"),
        pytest.param(proxy(networks=("10.0.0.0/8",)), [NAMED], "testclient", id="an address that is none"),
        pytest.param(
            proxy(networks=("10.0.0.0/8",)),
            [NAMED, (b"x-forwarded-for", b"10.1.2.3")],
            "11.0.0.1",
            id="an address that the caller claims",
        ),
        pytest.param(proxy(networks=("10.0.0.0/8",)), [NAMED, PROVED], "11.0.0.1", id="a secret that nobody asked for"),
        pytest.param(
            proxy(secret=SECRET, networks=("10.0.0.0/8",)), [NAMED], "10.1.2.3", id="the address, and not the secret"
        ),
        pytest.param(
            proxy(secret=SECRET, networks=("10.0.0.0/8",)), [NAMED, PROVED], "11.0.0.1", id="the secret from elsewhere"
        ),
        pytest.param(
            proxy(secret=SECRET), [NAMED, (b"authorization", b"Bearer alice-key")], None, id="a key does not help"
        ),
    ],
)
def test_a_tenant_header_from_anybody_else_is_refused(via: TrustedProxy, headers: Headers, address: str | None) -> None:
    with pytest.raises(CallerError, match="trusted proxy only") as refused:
        authenticate(headers, via=via, address=address)
    assert (refused.value.status, refused.value.param) == (401, "x-safekv-tenant")


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([b""], id="empty"),
        pytest.param([b"a b"], id="a space"),
        pytest.param([b"a\x00"], id="a control character"),
        pytest.param([b"a\n"], id="a line break at the end"),
        pytest.param([b"a" * 129], id="too long"),
        pytest.param([b"\xff"], id="not UTF-8"),
        pytest.param([b"alice", b"bob"], id="two names (the caller's, and the proxy's behind it)"),
        pytest.param([b"alice", b"alice"], id="the same name twice"),
        pytest.param([b"alice,bob"], id="two names that a proxy has folded into one header"),
        pytest.param([b"alice, bob"], id="two names, folded with a space"),
        pytest.param([b"alice,"], id="a name and an empty one, folded"),
        pytest.param([b"team/a"], id="a name that no policy could name"),
        pytest.param([b"team%2Fa"], id="an encoded name"),
        pytest.param(["a\u2028b".encode()], id="a line separator"),
        pytest.param([b".."], id="what a URL takes for a step up"),
    ],
)
def test_a_proxy_has_to_name_one_well_formed_tenant(names: list[bytes]) -> None:
    headers = [PROVED, *((b"x-safekv-tenant", name) for name in names)]
    with pytest.raises(CallerError, match="must come once") as refused:
        authenticate(headers, via=proxy(secret=SECRET))
    assert refused.value.status == 401


def test_behind_a_proxy_keys_still_work_for_those_it_does_not_name() -> None:
    via = proxy(secret=SECRET)
    assert authenticate([(b"authorization", b"Bearer ops-key")], via=via) == Operator(name="ops")
    assert authenticate([], via=via) == Anonymous()
    assert authenticate([(b"x-safekv-tenant", b"bob"), PROVED], via=via) == BOB


def test_a_tenant_that_is_called_like_an_owner_and_is_not_its_own_votes_for_itself() -> None:
    """A proxy may name anybody. Regression: it had the owner's tag, and spent its quota of votes."""
    named = {tenant("alice"): "org", tenant("bob"): "bob", tenant("carol"): "bob"}
    asked = Authenticator(keys=None, proxy=proxy(networks=("0.0.0.0/0",)), groups={}, owners=named)

    def owner(name: str) -> str:
        principal = asked.authenticate([(b"x-safekv-tenant", name.encode())], "203.0.113.9")
        assert isinstance(principal, Tenant)
        return principal.owner

    owners = {name: owner(name) for name in ("alice", "bob", "carol", "dave", "org")}
    assert owners["alice"] == "org"
    assert owners["bob"] == owners["carol"] == "bob"
    assert owners["dave"] == "dave"
    assert owners["org"] not in {"org", "bob", "dave"}
