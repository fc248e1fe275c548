"""The policy file: mode, identity, declared prefixes and the settings of each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from safekv.config.cache import Cache
from safekv.config.declared import DeclaredPrefix
from safekv.config.guard import Guard
from safekv.config.identity import NO_IDENTITY, Identity
from safekv.config.ledger import Ledger
from safekv.config.monitor import Monitor
from safekv.config.section import Name, Section
from safekv.types import GroupName, Mode, TenantId


class Policy(Section):
    """What may be shared, and with whom."""

    mode: Mode = Field(
        default=Mode.LEDGER,
        description="isolate: nothing is shared. declared: what the operator declares. ledger: also what enough "
        "owners use, by a differentially private vote that ChunkGuard did not veto. detector: also what ChunkGuard "
        "calls clean, at once and without a guarantee. "
        "share-all-unsafe: everything, as without SafeKV; a baseline for measurements, never in production.",
    )
    production: bool = Field(
        default=False,
        description="Refuse what is only fit for trying out: a missing master secret, no way to tell tenants apart, "
        "share-all-unsafe; and requests without a key, unless identity.anonymous says otherwise.",
    )
    identity: Identity = Identity()
    groups: dict[Name, tuple[Name, ...]] = Field(
        default={}, description="Organisations: group name to the names of its tenants."
    )
    owners: dict[Name, tuple[Name, ...]] = Field(
        default={},
        description="Who votes: owner to the names of its tenants. A tenant that is not named is its own owner.",
    )
    declared: tuple[DeclaredPrefix, ...] = Field(
        default=(), description="Prefixes that are shared from the start on, in modes that publish."
    )
    guard: Guard = Guard()
    ledger: Ledger = Ledger()
    cache: Cache = Cache()
    monitor: Monitor = Monitor()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        names = [prefix.name for prefix in self.declared]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"declared: the name {min(repeated)!r} is used twice")
        if unknown := {p.group for p in self.declared if p.group is not None} - set(self.groups):
            raise ValueError(f"declared: the group {min(unknown)!r} is not under groups")
        for section, parties in (("groups", self.groups), ("owners", self.owners)):
            members = [tenant for tenants in parties.values() for tenant in tenants]
            if repeated := {tenant for tenant in members if members.count(tenant) > 1}:
                raise ValueError(f"{section}: the tenant {min(repeated)!r} is in two {section}; one is the limit")
        if self.mode is Mode.SHARE_ALL_UNSAFE and self.cache.partition != "plain":
            raise ValueError("cache.partition: what everybody shares is nobody's share; use plain here")
        if self.production and (unfit := list(self._unfit_for_production())):
            raise ValueError("; ".join(unfit))
        return self

    @model_validator(mode="after")
    def _monitor_fits(self) -> Self:
        if self.monitor.answer == "quarantine" and self.mode is not Mode.DETECTOR:
            raise ValueError("monitor.answer: quarantine tells who else uses a unit; only in mode detector, to compare")
        if unknown := set(self.monitor.spared_groups) - set(self.groups):
            raise ValueError(f"monitor.spared_groups: the group {min(unknown)!r} is not under groups")
        return self

    def _unfit_for_production(self) -> Iterator[str]:
        if self.mode is Mode.SHARE_ALL_UNSAFE:
            yield "mode: share-all-unsafe shares everything between tenants; not in production"
        if self.identity.master_secret_file is None:
            yield (
                "identity.master_secret_file: required in production; "
                "make one with: (umask 077; openssl rand -hex 32 > master.key)"
            )
        if self.identity.names_nobody:
            yield f"identity: no {NO_IDENTITY}, so nobody could be told apart; one of them is required in production"

    @property
    def anonymous(self) -> Literal["serve", "refuse"]:
        """What becomes of a request that names nobody."""
        return self.identity.anonymous or ("refuse" if self.production else "serve")

    def group_of(self) -> Mapping[TenantId, GroupName]:
        """The group of each tenant that is in one."""
        return {TenantId(t): GroupName(g) for g, tenants in self.groups.items() for t in tenants}

    def owner_of(self) -> Mapping[TenantId, str]:
        """The owner of each tenant that is not its own."""
        return {TenantId(t): owner for owner, tenants in self.owners.items() for t in tenants}
