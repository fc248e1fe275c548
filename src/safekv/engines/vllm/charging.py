"""Charged memory: what was voted in is copied into blocks of the tenant's own, as many as a miss would have taken.

What an operator declares is read where it is. Had a voted unit no price in memory either, whoever hits one would leave
more of the cache to the others, who could tell by their own evictions that somebody uses it. So a hit on one changes
nothing about the request's blocks: it looks up its private keys, touches what it finds there, and takes new blocks for
the rest, from the same queue and in the same order as under `isolate`. But instead of being computed, those that are
published are filled by a copy on the device, which the engine's workers do before they compute anything in that step.
From then on they are the tenant's own: they hold what its keys say, and outlive the unit.

    look up     private keys, and what is published behind that  ─► as many tokens are "in the cache"
    allocate    new blocks, as for a miss                         ─► from where to where to copy
    hand out    with the step                                     ─► the workers copy, then compute

A copy needs room on the device while it lasts. It is bounded: a request that would exceed what is copied in a step
waits for the next, and the longest beginnings are copied in part, and computed from there on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vllm.v1.core.kv_cache_utils import KVCacheBlockCopy

from safekv.scope.planner import plan
from safekv.sharing.chain import EngineRequest, PrivateChain
from safekv.sharing.publisher import Publisher
from safekv.types import PRIVATE, Plan, WriteScope

COPY_BYTES = 512 * 2**20
"""How much one worker copies in a step: it takes as much memory beside the cache, for a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan of a live request: all of it, and what of it is read `in_place`; the rest is copied."""

    whole: Plan
    in_place: Plan
    chain: PrivateChain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A request that was looked up: the blocks to copy from, and after how many of its own they stand."""

    request: EngineRequest
    start: int
    sources: Sequence[Any]


class Charging:
    """Takes from a tenant's memory what its hits on voted units are worth. `scheduler` is vLLM's.

    `memory` is `charged`, or `saved`: then everything that is published is read in place.
    """

    def __init__(self, scheduler: Any, publisher: Publisher, *, memory: str) -> None:
        self._manager = scheduler.kv_cache_manager
        self._publisher = publisher
        self._saves = memory == "saved"
        self._block_size: int = scheduler.block_size
        self.most = _blocks_at_once(scheduler.kv_cache_config)
        self._wanted: _Wanted | None = None
        self._waits: EngineRequest | None = None
        self._copies: list[KVCacheBlockCopy] = []
        self._allocate_slots = self._manager.allocate_slots
        self._manager.allocate_slots = self._allocate

    def in_place(self, scope: WriteScope, tokens: Sequence[int], whole: Plan) -> Plan:
        """What of a plan is read where it is: all that the operator has declared, or simply all."""
        if self._saves:
            return whole
        declared = self._publisher.declared
        found = plan(declared, scope, tokens) if len(declared) else PRIVATE
        return found if found.depth <= whole.depth else PRIVATE  # deeper: the monitor withholds a part of it

    def look_up(self, request: EngineRequest, planned: Planned, found: Any) -> Any:
        """What the engine has found under a request's keys, and behind it what can be copied."""
        blocks, tokens, *rest = found
        start = tokens // self._block_size
        sources = self._sources(planned.whole)[start : start + self.most]
        if not sources:
            return found
        if self._copies and len(self._copies) + len(sources) > self.most:
            self._waits = request
            return found
        self._wanted = _Wanted(request=request, start=start, sources=sources)
        return blocks, tokens + len(sources) * self._block_size, *rest

    def hand_out(self, step: Any) -> None:
        """Give the workers what is to be copied in this step."""
        if self._copies:
            step.kv_cache_block_copies = [*(step.kv_cache_block_copies or ()), *self._copies]
        self._copies, self._wanted, self._waits = [], None, None

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _sources(self, whole: Plan) -> list[Any]:
        """The blocks of a plan, as far as its units are still resident."""
        sources: list[Any] = []
        for published in whole.units:
            blocks = self._publisher.blocks(published)
            if not blocks:
                break
            sources += blocks
        return sources[: whole.depth]

    def _allocate(self, request: EngineRequest, *args: Any, **kwargs: Any) -> Any:
        """In place of the manager's `allocate_slots`: None, as where memory is short, for who waits for a copy."""
        if request is self._waits:
            return None
        wanted, self._wanted = self._wanted, None
        new = self._allocate_slots(request, *args, **kwargs)
        if new is not None and wanted is not None and wanted.request is request:
            (blocks,) = self._manager.get_blocks(request.request_id).blocks
            own = blocks[wanted.start : wanted.start + len(wanted.sources)]
            self._copies += [
                KVCacheBlockCopy(src_block_id=source.block_id, dst_block_id=block.block_id)
                for source, block in zip(wanted.sources, own, strict=True)
            ]
        return new


def _blocks_at_once(config: Any) -> int:
    """How many blocks are copied in a step at most, by what one takes on a worker."""
    blocks: int = config.num_blocks
    size: int = max((tensor.size for tensor in config.kv_cache_tensors), default=0) // blocks
    return max(1, COPY_BYTES // size) if size else blocks
