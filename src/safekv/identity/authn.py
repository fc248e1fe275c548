"""Authentication: from the headers and the address of a request to a principal."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from safekv.config.section import NAME_RULE, is_name
from safekv.errors import CallerError
from safekv.identity.keyfile import KeyEntry, Role
from safekv.types import Anonymous, GroupName, Operator, Principal, Scraper, Tenant, TenantId

Headers: TypeAlias = Iterable[tuple[bytes, bytes]]
"""ASGI headers: pairs of lower-case name and raw value, in the order sent."""

PROXY_SECRET_HEADER = b"x-safekv-proxy-secret"

KEY_HEADERS = (b"x-api-key", b"api-key")
"""Beside `Authorization: Bearer`, where a key comes: as Anthropic's clients send it, and Azure's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedProxy:
    """A proxy in front of us that has authenticated the tenant and names it in a header.

    It proves itself by a secret in `x-safekv-proxy-secret`, by its address, or by both where the policy names both:
    an address alone does not tell the header that the proxy wrote from one of its client's that it passed on.
    """

    tenant_header: bytes
    secret: Callable[[], bytes] | None = field(default=None, repr=False)
    networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network] = ()

    def trusts(self, headers: Mapping[bytes, list[bytes]], address: str | None) -> bool:
        """Whether this request came through the proxy. Raises CallerError (503) when its secret cannot be read."""
        if self.secret is None and not self.networks:
            return False
        return (self.secret is None or self._knows_secret(headers, self.secret())) and (
            not self.networks or self._has_address(address)
        )

    def _knows_secret(self, headers: Mapping[bytes, list[bytes]], secret: bytes) -> bool:
        sent = headers.get(PROXY_SECRET_HEADER, [])
        return len(sent) == 1 and hmac.compare_digest(sent[0].lower(), secret)

    def _has_address(self, address: str | None) -> bool:
        try:
            client = ipaddress.ip_address(address or "")
        except ValueError:
            return False
        client = getattr(client, "ipv4_mapped", None) or client
        return any(client in network for network in self.networks)


class KeyLookup(Protocol):
    """Where API keys are looked up."""

    def holder(self, key: str) -> KeyEntry | None:
        """Whose key this is, or None."""


class Authenticator:
    """Decides who is asking.

    `keys` is None when the policy names no key file.
    `groups` maps tenants to the group that they belong to, `owners` to their owner; by default that is the tenant.
    `anonymous` says what becomes of a request that names nobody.
    """

    def __init__(
        self,
        *,
        keys: KeyLookup | None,
        proxy: TrustedProxy | None,
        groups: Mapping[TenantId, GroupName],
        owners: Mapping[TenantId, str],
        anonymous: Literal["serve", "refuse"] = "serve",
    ) -> None:
        self._keys = keys
        self._proxy = proxy
        self._groups = groups
        self._owners = owners
        self._owner_names = frozenset(owners.values())
        self._anonymous = anonymous

    def authenticate(self, headers: Headers, address: str | None) -> Principal:
        """The principal behind a request. `address` is the peer's, as the socket tells it.

        Raises CallerError (401) for a wrong key, contradictory credentials, a tenant header from somebody who is not
        the proxy, and nobody at all where `anonymous` says so; (503) when nobody can be told apart at present.
        """
        by_name: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            by_name.setdefault(name.lower(), []).append(value)
        if self._proxy is not None and self._proxy.tenant_header in by_name:
            return self._named_by_proxy(self._proxy, by_name, address)
        key = _credential(by_name)
        if key is None or self._keys is None:
            return self._nobody()
        holder = self._keys.holder(key)
        if holder is None:
            raise CallerError("the API key is not known here", status=401, param="authorization")
        match holder.role:
            case Role.OPERATOR:
                return Operator(name=holder.name)
            case Role.METRICS:
                return Scraper(name=holder.name)
            case Role.TENANT:
                return self._tenant(TenantId(holder.name))

    def _nobody(self) -> Anonymous:
        if self._anonymous == "serve":
            return Anonymous()
        way = "send it as: Authorization: Bearer KEY"
        if self._keys is None:
            way = "there are none here, the proxy in front names the tenant: send the request to it"
        raise CallerError(f"nobody is served without an API key; {way}", status=401, param="authorization")

    def _named_by_proxy(self, proxy: TrustedProxy, headers: Mapping[bytes, list[bytes]], address: str | None) -> Tenant:
        header = proxy.tenant_header.decode()
        if not proxy.trusts(headers, address):
            raise CallerError(f"{header} is accepted from the trusted proxy only", status=401, param=header)
        names = headers[proxy.tenant_header]
        try:
            name = names[0].decode() if len(names) == 1 else ""
        except UnicodeDecodeError:
            name = ""
        if not is_name(name):
            raise CallerError(
                f"{header} must come once, with the name of one tenant: {NAME_RULE}", status=401, param=header
            )
        return self._tenant(TenantId(name))

    def _tenant(self, tenant: TenantId) -> Tenant:
        return Tenant(id=tenant, owner=self._owner(tenant), group=self._groups.get(tenant))

    def _owner(self, tenant: TenantId) -> str:
        """Who votes for a tenant: its owner, or itself; never an owner that only happens to be called like it.

        The policy check refuses such a name where it knows the tenant; a proxy, or a key that is added at run time, can
        bring one later.
        """
        own = f"/{tenant}" if tenant in self._owner_names else str(tenant)  # no owner's name has a slash
        return self._owners.get(tenant, own)


def _credential(headers: Mapping[bytes, list[bytes]]) -> str | None:
    """The API key that was sent, as `Authorization: Bearer KEY`, or in a header of one of `KEY_HEADERS`."""
    sent = {value for name in KEY_HEADERS for value in headers.get(name, [])}
    for value in headers.get(b"authorization", []):
        scheme, _, key = value.strip().partition(b" ")
        if scheme.lower() != b"bearer" or not key.strip():
            raise CallerError("send the API key as: Authorization: Bearer KEY", status=401, param="authorization")
        sent.add(key.strip())
    if len(sent) > 1:
        raise CallerError("several API keys in one request", status=401, param="authorization")
    try:
        return sent.pop().decode("ascii") if sent else None
    except UnicodeDecodeError:
        raise CallerError("the API key is not known here", status=401, param="authorization") from None
