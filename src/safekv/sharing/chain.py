"""Block hashes of a request whose first blocks have shared keys: behind them its private hash chain goes on.

The engine's own salted chain keys every private block. A plan replaces the first `d` entries of
`request.block_hashes` by the keys of published blocks; this hasher continues the private chain behind them,
as if they had never been replaced. The engine's hasher takes the last entry as the parent: left alone, it would
continue from a shared key, and equal continuations of two tenants would meet under one key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from safekv.types import BlockKey

EngineRequest: TypeAlias = Any
"""`vllm.v1.request.Request`."""

BlockHasher: TypeAlias = Callable[[EngineRequest], list[BlockKey]]
"""Gives the hashes of a request's full blocks that are not in `request.block_hashes` yet."""


def plannable(request: EngineRequest) -> bool:
    """Whether a request may be planned as shared at all; whatever we have not proved stays private.

    A request that does not read the cache (prompt log-probabilities) would compute, and so register, every
    block itself.
    """
    return not (
        request.skip_reading_prefix_cache
        or request.prompt_token_ids is None
        or request.prompt_embeds is not None
        or request.lora_request is not None
        or request.mm_features
    )


class PrivateChain:
    """A block hasher that remembers the private keys behind the shared ones of one request."""

    def __init__(self, request: EngineRequest, depth: int, block_size: int) -> None:
        self._engine_hasher: BlockHasher = request._block_hasher
        self._block_size = block_size
        self._private: list[BlockKey] = request.block_hashes[:depth]

    def __call__(self, request: EngineRequest) -> list[BlockKey]:
        """The next private keys. A streaming session may have cut `request.block_hashes` short before."""
        hashes = request.block_hashes
        if (len(hashes) + 1) * self._block_size > request.num_tokens:
            return []
        del self._private[len(hashes) :]
        if not hashes or len(hashes) > len(self._private):
            return self._engine_hasher(request)
        shared = hashes[-1]
        hashes[-1] = self._private[-1]
        try:
            return self._engine_hasher(request)
        finally:
            hashes[-1] = shared

    def restore(self, request: EngineRequest) -> None:
        """Give the request its private keys back, as if nothing had been shared."""
        del self._private[len(request.block_hashes) :]
        request.block_hashes[: len(self._private)] = self._private
        request._block_hasher = self._engine_hasher


def share_prefix(request: EngineRequest, keys: tuple[BlockKey, ...], block_size: int) -> PrivateChain:
    """Replace the keys of a request's leading blocks; all others stay on its private chain."""
    chain = PrivateChain(request, len(keys), block_size)
    request.block_hashes[: len(keys)] = keys
    request._block_hasher = chain
    return chain
