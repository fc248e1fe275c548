"""The policy section `monitor`: detection of tenants that probe the cache, and what follows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from safekv.config.section import Name, Section


class Monitor(Section):
    """What is watched while requests are served, and what follows from it.

    Two things: how published units are used, which only the operator hears of, and whether a tenant's own requests look
    like guessing at what others have sent (modes `ledger` and `detector`; what is declared is no secret).
    """

    answer: Literal["restrict", "alert", "quarantine"] = Field(
        default="restrict",
        description="restrict: who seems to guess is served from its private cache for a while. alert: it is only "
        "reported. quarantine: the rule of the published system; a unit whose hits grow is withheld from everybody. "
        "That tells a tenant when others use the unit: for comparison, in mode detector only.",
    )
    probes: int = Field(
        default=12, ge=2, le=32, description="So many more tiny answers than others, to prompts that begin alike."
    )
    tiny_answer: int = Field(default=8, ge=1, le=1024, description="An answer of at most so many tokens is tiny.")
    forgive_seconds: float = Field(default=3600.0, gt=0, description="Each rest of this length forgives one probe.")
    restriction_seconds: float = Field(default=3600.0, gt=0, description="How long a restriction lasts.")
    spared_groups: tuple[Name, ...] = Field(
        default=(),
        description="Groups whose tenants are never restricted: jobs that classify in bulk look like probing.",
    )
    per_tenant_metrics: bool = Field(
        default=False,
        description="Prompt tokens and requests also by tenant, by name, in metrics and status: of the 100 that use "
        "most, and of all others as one sum. Whoever sees the metrics then sees the tenants' names and what they use.",
    )
    window_seconds: float = Field(default=300.0, gt=0, description="Length of the windows in which hits are counted.")
    growth: float = Field(
        default=2.0,
        gt=1,
        le=100,
        description="Hits of a unit over those of the window before that raise an alert: r_a.",
    )
    min_hits: int = Field(default=20, ge=1, description="Fewer hits in a window raise no alert.")
    diversity: float = Field(
        default=0.3,
        gt=0,
        le=1,
        description="No alert while distinct owners over hits are more than this: a crowd. 1: the published rule.",
    )
