"""Authentication: from the headers and the address of a request to a principal."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from safekv.errors import CallerError
from safekv.identity.keyfile import KeyEntry, Role
from safekv.types import Anonymous, GroupName, Operator, Principal, Scraper, Tenant, TenantId

Headers: TypeAlias = Iterable[tuple[bytes, bytes]]
"""ASGI headers: pairs of lower-case name and raw value, in the order sent."""

PROXY_SECRET_HEADER = b"x-safekv-proxy-secret"

_TENANT_NAME = re.compile(r"[^\x00-\x20\x7f]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedProxy:
    """A proxy in front of us that has authenticated the tenant and names it in a header.

    It proves itself by a secret in `x-safekv-proxy-secret`, or by its address; one of the two is enough.
    """

    tenant_header: bytes
    secret: bytes | None = field(default=None, repr=False)
    networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network] = ()

    def trusts(self, headers: Mapping[bytes, list[bytes]], address: str | None) -> bool:
        """Whether this request came through the proxy."""
        sent = headers.get(PROXY_SECRET_HEADER, [])
        if self.secret is not None and len(sent) == 1 and hmac.compare_digest(sent[0].lower(), self.secret):
            return True
        if not self.networks or address is None:
            return False
        try:
            client = ipaddress.ip_address(address)
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
    """

    def __init__(
        self,
        *,
        keys: KeyLookup | None,
        proxy: TrustedProxy | None,
        groups: Mapping[TenantId, GroupName],
        owners: Mapping[TenantId, str],
    ) -> None:
        self._keys = keys
        self._proxy = proxy
        self._groups = groups
        self._owners = owners

    def authenticate(self, headers: Headers, address: str | None) -> Principal:
        """The principal behind a request. `address` is the peer's, as the socket tells it.

        Raises CallerError (401) for a wrong key, contradictory credentials, or a tenant header from
        somebody who is not the proxy.
        """
        by_name: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            by_name.setdefault(name.lower(), []).append(value)
        if self._proxy is not None and self._proxy.tenant_header in by_name:
            return self._named_by_proxy(self._proxy, by_name, address)
        key = _credential(by_name)
        if key is None or self._keys is None:
            return Anonymous()
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

    def _named_by_proxy(self, proxy: TrustedProxy, headers: Mapping[bytes, list[bytes]], address: str | None) -> Tenant:
        header = proxy.tenant_header.decode()
        if not proxy.trusts(headers, address):
            raise CallerError(f"{header} is accepted from the trusted proxy only", status=401, param=header)
        names = headers[proxy.tenant_header]
        try:
            name = names[0].decode() if len(names) == 1 else ""
        except UnicodeDecodeError:
            name = ""
        if not _TENANT_NAME.fullmatch(name):
            raise CallerError(
                f"{header} must come once, with 1 to 128 characters without spaces", status=401, param=header
            )
        return self._tenant(TenantId(name))

    def _tenant(self, tenant: TenantId) -> Tenant:
        return Tenant(id=tenant, owner=self._owners.get(tenant, tenant), group=self._groups.get(tenant))


def _credential(headers: Mapping[bytes, list[bytes]]) -> str | None:
    """The API key that was sent, as `Authorization: Bearer KEY` or, for Anthropic clients, `x-api-key: KEY`."""
    sent: set[bytes] = set(headers.get(b"x-api-key", []))
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
