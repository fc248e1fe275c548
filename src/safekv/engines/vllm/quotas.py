"""Enforces quotas in the scheduler: admits requests, and preempts those above their tenant's guarantee.

The engine knows one pool and one queue. When blocks run out it stops whoever started last, and when the first request
that waits does not fit, all wait: both punish the innocent. Therefore neither is left to it. Before each step:

    1. what running requests will need in this step is worked out as the engine will work it out;
    2. a holder that would exceed its cap stops its own requests, the latest first;
    3. what a holder waits for within its guarantee is claimed: nobody else gets it;
    4. while memory does not suffice for all of that, whoever is furthest above its guarantee, per weight, stops its
       latest request.

In the step, the first request of a holder starts if its whole prompt fits into what its holder may have. While others
of its holder run, it may take idle blocks from other holders only up to its holder's part of the cache: else who sends
many requests at once would displace what all others have. One that does not fit for want of memory lets those pass
that are worse off than its holder, and nobody else: else small requests of many would take every block that a large
one waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Holder
from safekv.cache.shares import Partition
from safekv.sharing.chain import EngineRequest

Needs: TypeAlias = dict[Holder, dict[EngineRequest, int]]
"""By holder: the running requests, and how many new blocks each needs."""


class Quotas:
    """`scheduler` is vLLM's, read only. `stop` preempts a running request of it."""

    def __init__(
        self,
        scheduler: Any,
        allocator: Allocator,
        *,
        holder_of: Callable[[EngineRequest], Holder],
        stop: Callable[[EngineRequest], None],
    ) -> None:
        self._scheduler = scheduler
        self._allocator = allocator
        self._holder_of = holder_of
        self._stop = stop
        self._block_size: int = scheduler.block_size
        (self._manager,) = scheduler.kv_cache_manager.coordinator.single_type_managers
        self._claims: dict[Holder, int] = {}
        self._stopped: set[EngineRequest] = set()
        self._worst_off: float | None = None

    # ── before a step ────────────────────────────────────────────────────────────────────────────

    def make_room(self, refused: Sequence[tuple[Holder, EngineRequest]]) -> None:
        """Stop what has to stop before the next step. `refused` are heads of lanes that were refused in the last."""
        self._stopped.clear()
        self._worst_off = None
        self._claim(refused)
        if not self._claims and self._ample():
            return
        needs = self._needs()
        elsewhere = self._held_by(set(self._allocator.holders()) - needs.keys(), {})
        while (holder := self._who_stops(needs, elsewhere)) is not None:
            request = next(reversed(needs[holder]))
            del needs[holder][request]
            self._stopped.add(request)
            self._stop(request)

    def _claim(self, refused: Sequence[tuple[Holder, EngineRequest]]) -> None:
        for holder in self._claims:
            self._allocator.claim(holder, 0)
        self._claims = {}
        for holder, request in refused:
            wanted = self._blocks_to_start(request)
            live, _ = self._allocator.held(holder)
            if live + wanted <= self._allocator.share_of(holder).guarantee:
                self._claims[holder] = wanted
                self._allocator.claim(holder, wanted)

    def _ample(self) -> bool:
        """Whether each holder alone could get more blocks than all running requests together can need in a step."""
        running = self._scheduler.running
        most = len(running) + -(-self._scheduler.max_num_scheduled_tokens // self._block_size)
        return all(self._allocator.room(holder) >= most for holder in {self._holder_of(r) for r in running})

    def _needs(self) -> Needs:
        """New blocks that each running request gets in the next step, if there are enough.

        Follows `Scheduler.schedule`, of which nothing is drafted, loaded or throttled here.
        """
        scheduler = self._scheduler
        budget = scheduler.max_num_scheduled_tokens
        most = self._longest_chunk(budget)
        needs: Needs = {}
        for request in scheduler.running:
            placeholders, computed = request.num_output_placeholders, request.num_computed_tokens
            wanted = request.num_tokens_with_spec + placeholders - computed
            if placeholders > 0 and computed + 2 - placeholders >= request.num_prompt_tokens + request.max_tokens:
                wanted = 0  # asynchronously: its last token is on its way
            left = scheduler.max_model_len - computed - scheduler.num_sampled_tokens_per_step
            new = max(0, min(wanted, most, budget, left))
            budget -= new
            held = len(self._manager.req_to_blocks[request.request_id])
            blocks = -(-(computed + new) // self._block_size) - held
            needs.setdefault(self._holder_of(request), {})[request] = max(0, blocks) if new else 0
        return needs

    def _longest_chunk(self, budget: int) -> int:
        """Tokens that one request gets in a step at most."""
        scheduler = self._scheduler
        requests = sum(scheduler.get_request_counts())
        threshold: int = scheduler.scheduler_config.long_prefill_token_threshold
        if threshold <= 0 or requests <= 1:
            return budget
        if scheduler.adaptive_long_prefill_threshold:
            threshold = max(threshold, scheduler.scheduler_config.max_num_batched_tokens // requests)
        return threshold

    def _who_stops(self, needs: Needs, elsewhere: int) -> Holder | None:
        """The holder that has to stop its latest running request; None when all that is needed can be had.

        `elsewhere` is what is held by those who run nothing.
        """
        demand = {holder: sum(wanted.values()) for holder, wanted in needs.items()}
        running = [holder for holder, wanted in needs.items() if wanted]
        for holder in running:
            if self._allocator.held(holder)[0] + demand[holder] > self._allocator.share_of(holder).cap:
                return holder
        if self._allocator.partition is not Partition.FAIR:
            return None
        if elsewhere + self._held_by(needs, demand) <= self._allocator.capacity:
            return None
        levels = {holder: self._level(holder, demand[holder]) for holder in running}
        highest = max(levels, key=levels.__getitem__, default=None)
        return highest if highest is not None and levels[highest] > 0 else None

    def _held_by(self, holders: Iterable[Holder], demand: dict[Holder, int]) -> int:
        """Blocks that nobody else may have, once demands and claims are met: live, or idle within the guarantee."""
        total = 0
        for holder in holders:
            live, idle = self._allocator.held(holder)
            live += demand.get(holder, 0) + self._claims.get(holder, 0)
            total += max(live, min(live + idle, self._allocator.share_of(holder).guarantee))
        return total

    def _level(self, holder: Holder, demand: int = 0) -> float:
        """Live blocks above the guarantee, per weight, once `demand` more are live."""
        live, _ = self._allocator.held(holder)
        share = self._allocator.share_of(holder)
        return (live + demand - share.guarantee) / share.weight

    # ── in a step ────────────────────────────────────────────────────────────────────────────────

    def may_start(self, holder: Holder, request: EngineRequest) -> bool:
        """Whether a request that waits, the first of its holder's, fits now with its whole prompt."""
        if request in self._stopped:
            return False
        if self._worst_off is not None and self._level(holder) >= self._worst_off:
            return False
        room = self._allocator.room(holder)
        wanted = self._blocks(request)
        if wanted > room:
            wanted = self._blocks_to_start(request)
        if wanted <= room:
            return self._is_modest(holder, wanted)
        live, _ = self._allocator.held(holder)
        if live + wanted <= self._allocator.share_of(holder).cap:
            self._worst_off = self._level(holder)
        return False

    def _is_modest(self, holder: Holder, wanted: int) -> bool:
        """Whether nothing else of the holder runs, or so many blocks are taken from nobody or lie within its part."""
        live, _ = self._allocator.held(holder)
        if not live or wanted <= self._allocator.room(holder, lent=False):
            return True
        return live + wanted <= self._allocator.part(holder)

    def _blocks(self, request: EngineRequest) -> int:
        """Blocks that a request lacks, if nothing of its prompt is found."""
        tokens = min(request.num_tokens, self._scheduler.max_model_len)
        held = len(self._manager.req_to_blocks.get(request.request_id, ()))
        watermark: int = self._scheduler.kv_cache_manager.watermark_blocks
        blocks: int = -(-tokens // self._block_size)
        return blocks - held + watermark

    def _blocks_to_start(self, request: EngineRequest) -> int:
        """The same, without those that are found, and in use already."""
        blocks = self._blocks(request)
        if request.num_computed_tokens:
            return blocks
        computed, _, _ = self._scheduler.kv_cache_manager.get_computed_blocks(request)
        (found,) = computed.blocks
        return blocks - sum(1 for block in found if block.ref_cnt)
