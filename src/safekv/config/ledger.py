"""The policy section `ledger`: parameters of the differentially private vote."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from safekv.config.section import Section

Role = Literal["system", "developer", "user", "assistant", "tool"]


class Ledger(Section):
    """The vote by which content comes to be shared in mode `ledger` (docs/claims/guarantee.md)."""

    epsilon: float = Field(default=1.0, gt=0, le=10, description="Privacy loss of one contribution, ε.")
    delta: float = Field(default=1e-6, gt=0, le=0.01, description="Probability with which ε may not hold, δ.")
    period_seconds: int = Field(
        default=604_800, ge=10, le=31_622_400, description="Length of a period; periods are aligned to Unix time."
    )
    draws_per_period: int = Field(default=168, ge=1, le=10_000, description="Public draw times in a period, T.")
    min_owners: int = Field(default=2, ge=2, le=1_000_000, description="Fewer distinct owners release nothing, k₀.")
    max_contributions: int = Field(
        default=64, ge=1, le=10_000, description="Units to which one owner contributes in a period, at most: C."
    )
    roles: tuple[Role, ...] = Field(
        default=("system", "developer", "tool"), description="Roles of messages that may be voted for."
    )
    memory: Literal["charged", "saved"] = Field(
        default="charged",
        description="What a hit on a voted unit takes of the cache. charged: as much as a miss, so that nobody can "
        "tell by its own evictions that others use the unit; prefill is saved all the same. saved: nothing, and "
        "whoever gets a guess released sees when another tenant uses it. Declared prefixes take nothing either way.",
    )
    path: Path | None = Field(
        default=None,
        description="Ledger file. By default safekv-ledger.db beside the policy; without a master secret of its own, "
        "a server keeps it only for as long as it runs.",
    )

    @model_validator(mode="after")
    def _times_are_whole(self) -> Self:
        if self.period_seconds < 5 * self.draws_per_period:
            raise ValueError("draws_per_period: draws must lie 5 seconds apart or more; have fewer, or longer periods")
        return self
