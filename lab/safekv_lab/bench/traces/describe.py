"""What a trace holds, and what an endless cache would make of it: whose work its hits would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safekv.types import TenantId
    from safekv_lab.bench.traces.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Counts of a trace, and shares of all blocks of prompts, 0 to 1, by what an endless cache would hit.

    `own`: the tenant has had the block in a prompt or an answer before. Else `public`: another tenant has, and it may
    be shared; else `foreign`: another tenant has, and it may not. The sum is what sharing everything would hit.
    """

    requests: int
    seconds: float
    tenants: int
    sessions: int
    blocks: int
    distinct: int
    prompt_tokens: int
    output_tokens: int
    own: float
    public: float
    foreign: float

    @property
    def ideal(self) -> float:
        """Share of all blocks that an endless cache for everybody would hit."""
        return self.own + self.public + self.foreign


def describe(calls: Iterable[Call]) -> Description:
    """Go through a trace once, in its order."""
    seen: set[int] = set()
    held: set[tuple[TenantId, int]] = set()
    sessions: set[str] = set()
    tenants: set[TenantId] = set()
    requests = blocks = own = public = foreign = prompt_tokens = output_tokens = 0
    seconds = 0.0
    for call in calls:
        requests, seconds = requests + 1, call.time
        blocks += len(call.blocks)
        prompt_tokens += call.prompt_tokens
        output_tokens += call.output_tokens
        sessions.add(call.session)
        tenants.add(call.tenant)
        for depth, block in enumerate(call.blocks):
            if (call.tenant, block) in held:
                own += 1
            elif block in seen:
                public, foreign = (public + 1, foreign) if depth < call.public else (public, foreign + 1)
        for block in (*call.blocks, *call.generated):
            seen.add(block)
            held.add((call.tenant, block))
    return Description(
        requests=requests,
        seconds=seconds,
        tenants=len(tenants),
        sessions=len(sessions),
        blocks=blocks,
        distinct=len(seen),
        prompt_tokens=prompt_tokens,
        output_tokens=output_tokens,
        own=own / max(blocks, 1),
        public=public / max(blocks, 1),
        foreign=foreign / max(blocks, 1),
    )
