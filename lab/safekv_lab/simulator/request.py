"""What a request is to the simulator. A trace's calls are such requests."""

from __future__ import annotations

from typing import Protocol

from safekv.types import TenantId


class Request(Protocol):
    """One request. An id of a block stands for the block's content and for all that comes before it."""

    @property
    def time(self) -> float:
        """When it was sent, in seconds since the start."""

    @property
    def tenant(self) -> TenantId:
        """Who sent it."""

    @property
    def session(self) -> str:
        """The conversation that it belongs to."""

    @property
    def blocks(self) -> tuple[int, ...]:
        """Ids of the prompt's full blocks."""

    @property
    def block_tokens(self) -> int:
        """Tokens per block, the same in all requests."""

    @property
    def prompt_tokens(self) -> int:
        """Length of the prompt; at least `block_tokens` for each of `blocks`."""

    @property
    def output_tokens(self) -> int:
        """Length of the answer."""

    @property
    def public(self) -> int:
        """How many leading blocks are text that may be shared."""

    @property
    def generated(self) -> tuple[int, ...]:
        """Ids of the blocks that the answer fills, as far as they are known."""
