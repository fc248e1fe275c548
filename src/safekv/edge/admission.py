"""Admission: who sends a request, and the salt under which it is served."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from safekv.config import Policy, Proxy, Session
from safekv.identity.authn import Authenticator, Headers, TrustedProxy
from safekv.identity.keyfile import WatchedKeyFile
from safekv.identity.keyring import absent_secret, parse_secret
from safekv.identity.private import Trust, WatchedFile
from safekv.identity.register import TenantRegister
from safekv.pipeline import open_sealer, trust
from safekv.scope.keys import write_scope
from safekv.types import Mode, Principal, Private, Salt, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A request that may go on: whose it is, and the salt to write (None: no salt, everything is shared)."""

    principal: Principal
    salt: Salt | None = field(repr=False)


class Admission:
    """What the HTTP edge decides for each request."""

    def __init__(
        self,
        policy: Policy,
        session: Session,
        *,
        report: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        identity = policy.identity
        watch: _Watching = {"trust": trust(policy), "clock": clock, "report": report}
        self._keys = WatchedKeyFile(identity.api_keys, **watch) if identity.api_keys else None
        secret_file = identity.proxy.secret_file if identity.proxy else None
        self._proxy_secret = _watched_secret(secret_file, watch) if secret_file else None
        self._authenticator = Authenticator(
            keys=self._keys,
            proxy=_trusted_proxy(identity.proxy, self._proxy_secret) if identity.proxy else None,
            groups=policy.group_of(),
            owners=policy.owner_of(),
            anonymous=policy.anonymous,
        )
        self._sealer = open_sealer(policy, session)
        self._register = TenantRegister()
        self._salted = policy.mode is not Mode.SHARE_ALL_UNSAFE
        self._owner_tag = self._sealer.owner_tag if policy.mode.publishes else None

    def identify(self, headers: Headers, address: str | None) -> Principal:
        """Who is asking. Raises CallerError (401; 503 while nobody can be told apart)."""
        return self._authenticator.authenticate(headers, address)

    def readable(self) -> Mapping[str, bool]:
        """Whether the files that say who is asking can be read at present, by their place in the policy."""
        files = {"api_keys": self._keys, "proxy.secret_file": self._proxy_secret}
        return {place: file.readable for place, file in files.items() if file is not None}

    def admit(self, principal: Principal, *, no_store: bool) -> Admitted:
        """The salt under which a principal's request is served.

        A tenant whose secrets may have been erased, in a key file that cannot be read any more, leaves nothing behind.
        """
        if not self._salted:
            return Admitted(principal=principal, salt=None)
        no_store = no_store or (self._keys is not None and self._keys.expired)
        scope = write_scope(principal, no_store=no_store, owner_tag=self._owner_tag)
        tenant_salt = b""
        tenant = scope.tenant if isinstance(scope, Private) else scope.asker
        if tenant is not None:
            tenant_salt = self._keys.tenant_salt(tenant) if self._keys is not None else b""
            self._register.enter(self._sealer.digest(tenant, tenant_salt), tenant)
        return Admitted(principal=principal, salt=self._sealer.seal(scope, tenant_salt))

    def tenant_name(self, digest: str) -> TenantId | None:
        """The name of a tenant that the scheduler speaks of, as the operator wrote it; None if it is not known here.

        Known are the tenants of the key file, and those that a proxy has named to this process.
        """
        if (name := self._register.name(digest)) is not None or self._keys is None:
            return name
        for tenant, salt in self._keys.tenants().items():  # another process of the edge may have admitted it
            self._register.enter(self._sealer.digest(tenant, salt), tenant)
        return self._register.name(digest)


class _Watching(TypedDict):
    """How private files are watched."""

    trust: Trust
    clock: Callable[[], float]
    report: Callable[[str], None]


def _watched_secret(path: Path, watch: _Watching) -> WatchedFile[bytes]:
    def parse(path: Path, content: bytes) -> bytes:
        return parse_secret(path, content).hex().encode()

    return WatchedFile(path, parse, absent=absent_secret(path), protects="tenants that the proxy names", **watch)


def _trusted_proxy(proxy: Proxy, secret: WatchedFile[bytes] | None) -> TrustedProxy:
    return TrustedProxy(
        tenant_header=proxy.tenant_header.lower().encode(),
        secret=secret.in_force if secret is not None else None,
        networks=proxy.addresses,
    )
