"""Attributes the blocks of a request to a quota holder, and tells whether they stay cached after it.

A scope says it: a tenant's blocks are the tenant's, stored or not. What is nobody's counts as `Common.ANONYMOUS`, what
the system computes as `Common.SHARED`. Under `strict`, tenants without a share are anonymous too: nothing of theirs is
kept, since there is nothing to keep it in.

A salt names its tenant by a digest that changes when the tenant's secret is rotated or erased. Tenants with a share of
their own are recognised by it; what they had written under the old digest is unreachable, and is given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from safekv.cache.entry import Common, Holder
from safekv.identity.salts import SaltSealer
from safekv.sharing.chain import EngineRequest
from safekv.types import Private, TenantId, WriteScope


class Holders:
    """Knows the holder of every live request. `names` are the tenants with a share of their own, `tenant_salt` gives
    their entry in the key file. Under `strict`, only they hold anything.
    """

    def __init__(
        self, names: Iterable[str], *, sealer: SaltSealer, tenant_salt: Callable[[TenantId], bytes], strict: bool
    ) -> None:
        self._sealer = sealer
        self._tenant_salt = tenant_salt
        self._strict = strict
        self._salts = {TenantId(name): tenant_salt(TenantId(name)) for name in names}
        self._named = {self._digest(name): named(name) for name in self._salts}
        self._requests: dict[EngineRequest, tuple[Holder, bool]] = {}
        self._given_up: set[EngineRequest] = set()

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def enter(self, request: EngineRequest, scope: WriteScope) -> None:
        """A request has come that writes to this scope."""
        keeps = isinstance(scope, Private)
        tenant = scope.tenant if isinstance(scope, Private) else scope.asker
        holder: Holder = Common.ANONYMOUS
        if tenant is not None:
            holder = self._named.get(tenant) or (Common.ANONYMOUS if self._strict else tenant)
        self._requests[request] = (holder, keeps and holder is not Common.ANONYMOUS)

    def enter_system(self, request: EngineRequest) -> None:
        """A request of the system's own."""
        self._requests[request] = (Common.SHARED, False)

    def leave(self, request: EngineRequest) -> None:
        """A request has left."""
        self._requests.pop(request, None)
        self._given_up.discard(request)

    def of(self, request: EngineRequest) -> Holder:
        """Whose its blocks are. Nobody's, if it never entered."""
        return self._requests.get(request, _NOBODY)[0]

    def keeps(self, request: EngineRequest) -> bool:
        """Whether its blocks rest in the cache when it has left."""
        return self._requests.get(request, _NOBODY)[1]

    # ── what is given up ─────────────────────────────────────────────────────────────────────────

    def changed(self) -> list[Holder]:
        """Look at the key file again: holders whose secret was rotated or erased since the last look."""
        gone: list[Holder] = []
        for name, old in self._salts.items():
            salt = self._tenant_salt(name)
            if salt != old:
                del self._named[self._digest(name)]
                self._salts[name] = salt
                self._named[self._digest(name)] = named(name)
                gone.append(named(name))
        return gone

    def give_up(self, holder: Holder) -> None:
        """What this holder's live requests have written, and will write, is not to be found again."""
        for request, (owner, _) in self._requests.items():
            if owner == holder:
                self._requests[request] = (owner, False)
                self._given_up.add(request)

    def gave_up(self, request: EngineRequest) -> bool:
        """Whether the request's holder was given up while it was live."""
        return request in self._given_up

    def _digest(self, name: TenantId) -> TenantId:
        """What the tenant is called by where salts are opened."""
        scope = self._sealer.open(self._sealer.seal(Private(tenant=name), self._salts[name]))
        assert isinstance(scope, Private)  # noqa: S101 - as it was sealed
        return scope.tenant


_NOBODY: tuple[Holder, bool] = (Common.ANONYMOUS, False)


def named(name: str) -> Holder:
    """The holder of a tenant with a share of its own. No digest has a space, and no tenant's name."""
    return TenantId(f"tenant {name}")
