"""Joins the stages: who is asking, what may be shared, under which salt. Nothing else does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from safekv.config import Policy, Proxy, Session
from safekv.identity.authn import Authenticator, Headers, TrustedProxy
from safekv.identity.keyfile import WatchedKeyFile, read_key_file
from safekv.identity.keyring import Keyring, read_secret
from safekv.identity.salts import SaltSealer
from safekv.scope.keys import write_scope
from safekv.types import GroupName, Mode, Principal, Private, Salt


def check_files(policy: Policy) -> None:
    """Read every file that a policy names, so that a mistake shows before anything starts. Raises KeyFileError."""
    identity = policy.identity
    if identity.api_keys is not None:
        read_key_file(identity.api_keys)
    for secret_file in (identity.master_secret_file, identity.proxy.secret_file if identity.proxy else None):
        if secret_file is not None:
            read_secret(secret_file)


def open_sealer(policy: Policy, session: Session) -> SaltSealer:
    """The sealer of this deployment, from the master secret of the policy or, failing that, of the session.

    Raises KeyFileError.
    """
    master = read_secret(policy.identity.master_secret_file or session.master_secret_file)
    return SaltSealer(Keyring(master=master), [GroupName(group) for group in policy.groups])


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A request that may go on: whose it is, and the salt to write (None: no salt, everything is shared)."""

    principal: Principal
    salt: Salt | None = field(repr=False)


class Edge:
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
        self._keys = WatchedKeyFile(identity.api_keys, clock=clock, report=report) if identity.api_keys else None
        self._authenticator = Authenticator(
            keys=self._keys,
            proxy=_trusted_proxy(identity.proxy) if identity.proxy else None,
            groups=policy.group_of(),
            owners=policy.owner_of(),
        )
        self._sealer = open_sealer(policy, session)
        self._salted = policy.mode is not Mode.SHARE_ALL_UNSAFE
        self._owner_tag = self._sealer.owner_tag if policy.mode.releases else None

    def identify(self, headers: Headers, address: str | None) -> Principal:
        """Who is asking. Raises CallerError (401)."""
        return self._authenticator.authenticate(headers, address)

    def admit(self, principal: Principal, *, no_store: bool) -> Admitted:
        """The salt under which a principal's request is served."""
        if not self._salted:
            return Admitted(principal=principal, salt=None)
        scope = write_scope(principal, no_store=no_store, owner_tag=self._owner_tag)
        tenant_salt = b""
        if isinstance(scope, Private) and self._keys is not None:
            tenant_salt = self._keys.tenant_salt(scope.tenant)
        return Admitted(principal=principal, salt=self._sealer.seal(scope, tenant_salt))


def _trusted_proxy(proxy: Proxy) -> TrustedProxy:
    secret = read_secret(proxy.secret_file).hex().encode() if proxy.secret_file else None
    return TrustedProxy(tenant_header=proxy.tenant_header.lower().encode(), secret=secret, networks=proxy.addresses)
