"""One request of a trace, as far as a prefix cache sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safekv.types import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. An id of a block stands for the block's content and for all that comes before it.

    `time` is in seconds since the trace began. `blocks` are the full blocks of the prompt, `prompt_tokens //
    block_tokens` of them; a last block that is not full has no id. The first `public` of them are text that may be
    shared: what an operator would declare, or owners would vote for. `generated` are the blocks that the answer
    fills, the first one begun by the prompt's rest: `(prompt_tokens + output_tokens) // block_tokens - len(blocks)`
    of them, or none where the trace does not tell.
    """

    time: float
    tenant: TenantId
    session: str
    blocks: tuple[int, ...] = field(repr=False)
    block_tokens: int
    prompt_tokens: int
    output_tokens: int
    public: int = 0
    generated: tuple[int, ...] = field(default=(), repr=False)
