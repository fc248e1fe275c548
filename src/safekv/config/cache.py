"""The policy section `cache`: how KV cache memory is divided among tenants, and how blocks are evicted."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from safekv.config.section import Name, Section


class Fractions(Section):
    """What one tenant has of the cache, as fractions of it; without an entry, the defaults."""

    guarantee: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="What the tenant never loses to another. Under strict: its share, all that it ever has.",
    )
    cap: float = Field(default=1.0, gt=0, le=1, description="What it has at most, of memory that others leave idle.")
    weight: float = Field(
        default=1.0, gt=0, le=1000, description="How memory beyond the guarantees is divided when it is short."
    )
    ttl_seconds: float | None = Field(
        default=None, gt=0, description="Blocks that have not been used for so long are forgotten."
    )

    @model_validator(mode="after")
    def _cap_above_guarantee(self) -> Self:
        if self.cap < self.guarantee:
            raise ValueError("cap: is below the guarantee; a tenant may have at least what it is guaranteed")
        return self


class Cache(Section):
    """How the memory of the KV cache is divided among tenants."""

    partition: Literal["plain", "fair", "strict"] = Field(
        default="plain",
        description="plain: the engine's own pool, one for all. fair: idle memory is lent, and the lender gets it back "
        "first. strict: fixed shares, no lending; a tenant's hits depend on no other tenant's requests. Under strict, "
        "nothing is kept for tenants that have no share.",
    )
    eviction: str = Field(
        default="lru", pattern=r"^[a-z][a-z0-9-]{0,63}$", description="Order in which a tenant's idle blocks leave."
    )
    shared: float = Field(
        default=0.25, ge=0, lt=1, description="Part of the cache that is kept for published prefixes, fair or strict."
    )
    default: Fractions = Field(
        default=Fractions(),
        description="The share of a tenant that is not named below, under fair. Its guarantee is given to whoever "
        "comes, as long as something is left to guarantee; set ttl_seconds too, so that who leaves gives it back.",
    )
    tenants: dict[Name, Fractions] = Field(default={}, description="Shares of tenants by name.")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.partition == "plain":
            for name, known in type(self).model_fields.items():
                if getattr(self, name) != known.default:
                    raise ValueError(f"{name}: has no meaning under `partition: plain`; say fair or strict")
            return self
        if self.partition == "strict" and self.default != Fractions():
            raise ValueError("default: has no meaning under `partition: strict`; give shares by name")
        total = self.shared + sum(share.guarantee for share in self.tenants.values())
        if total > 1:
            raise ValueError(f"shared and the guarantees of all tenants add up to {total:.3f} of the cache; 1 is all")
        if self.partition == "strict":
            without = next((name for name, share in self.tenants.items() if not share.guarantee), None)
            if without is not None:
                raise ValueError(f"tenants.{without}: needs a guarantee, its share under `partition: strict`")
        return self
