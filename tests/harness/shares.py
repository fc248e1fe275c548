"""What must hold of a divided cache, watched from outside: by the engine's own blocks, and by what requests stop."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from vllm.v1.core.kv_cache_utils import get_block_hash

from safekv.cache.check import Snapshot, violations
from safekv.cache.entry import Holder
from safekv.cache.shares import Partition
from safekv.engines.vllm.holders import named
from safekv_lab.scheduler.standalone import Engine
from tests.harness.engine import SHAREHOLDERS, TTL
from tests.harness.oracle import Oracle
from tests.harness.report import Kind, Violation
from tests.harness.worker import Worker

_UNREACHED = "is found, and the one before it is not"
"""A tenant's block behind a published prefix can be used, and so outlive others, without its own copy of the prefix."""


class SharesCheck:
    """Compares the core with the engine after every step, and looks at whoever has to give something up."""

    def __init__(self, engine: Engine, worker: Worker, oracle: Oracle, counts: Counter[str]) -> None:
        self._scheduler = engine.scheduler
        self._division = engine.scheduler._division
        self._pool = engine.scheduler.kv_cache_manager.block_pool
        self._core = self._pool.core
        self._allocator = self._core.allocator
        self._worker = worker
        self._oracle = oracle
        self._counts = counts
        self._resting: dict[int, tuple[Any, int]] = {}
        self._writers: dict[Holder, str] = {}
        self._division._clock = self._pool.clock = lambda: float(oracle.tick)
        self._watch_allocation()
        self._watch_use()
        self._watch_stops()

    def erase(self, rng: random.Random) -> None:
        """A tenant is erased: nothing that it has computed may be found any more."""
        name = rng.choice(SHAREHOLDERS)
        self._pool.erase(named(name))
        self._oracle.forget(f"tenant:{name}")
        self._counts["erasures"] += 1

    # ── who gives up what ────────────────────────────────────────────────────────────────────────

    def _watch_allocation(self) -> None:
        allocate = self._core.allocate

        def watched(holder: Holder, count: int, now: float) -> Any:
            owners = Counter(owner for owner in self._core.snapshot().holders if owner is not None)
            before = list(self._core.snapshot().holders)
            given = allocate(holder, count, now)
            for block in given.blocks if given is not None else ():
                self._resting.pop(block, None)  # given back within the step, under the same key, it rests anew
            for entry in given.evicted if given is not None else ():
                payer = before[entry.block]
                self._counts["evicted_for_another"] += payer != holder
                self._counts["evicted_for_oneself"] += payer == holder
                if payer != holder and (
                    self._allocator.partition is Partition.STRICT
                    or owners[payer] <= self._allocator.share_of(payer).guarantee
                ):
                    raise Violation(Kind.TAKEN, f"{payer} with {owners[payer]} blocks pays for {holder}")
                owners[payer] -= 1
            return given

        self._core.allocate = watched

    def _watch_use(self) -> None:
        touch = self._pool.touch

        def watched(blocks: Any) -> None:
            for block in blocks:
                self._resting.pop(block.block_id - 1, None)
            touch(blocks)

        self._pool.touch = watched

    def _watch_stops(self) -> None:
        """The engine itself stops nobody: whoever has to stop was stopped before the step, and for a reason."""
        preempt, stop = self._scheduler._preempt_request, self._division._quotas._stop
        stopped: list[Any] = []

        def stops(request: Any) -> None:
            self._check_reason(request)
            stopped.append(request)
            stop(request)

        def preempts(request: Any, *args: Any, **kwargs: Any) -> None:
            if request not in stopped and not kwargs.get("drop_stale_output"):  # which a reset says
                holder = self._division._holders.of(request)
                raise Violation(Kind.STOPPED, f"the engine stops {request.request_id} of {holder}")
            stopped.clear()
            preempt(request, *args, **kwargs)

        self._division._quotas._stop, self._scheduler._preempt_request = stops, preempts

    def _check_reason(self, request: Any) -> None:
        """Its holder was about to exceed its cap, or is above its guarantee and lives on what was lent."""
        holder = self._division._holders.of(request)
        owners = self._core.snapshot().holders
        live = sum(block.ref_cnt > 0 and owners[block.block_id - 1] == holder for block in self._pool.blocks[1:])
        share = self._allocator.share_of(holder)
        limit = share.cap if self._allocator.partition is Partition.STRICT else share.guarantee
        step = len(self._scheduler.running) + -(-self._scheduler.max_num_scheduled_tokens // self._scheduler.block_size)
        self._counts["stops"] += 1
        if live + step <= limit:
            raise Violation(Kind.STOPPED, f"{request.request_id} of {holder}, which has {live} of {limit} blocks")

    # ── after every step ─────────────────────────────────────────────────────────────────────────

    def check(self) -> None:
        """Compare, and look at the shares. Raises Violation."""
        state = self._core.snapshot()
        for problem in violations(state):
            if not problem.endswith(_UNREACHED):
                raise Violation(Kind.TWO_LEDGERS, problem)
        owned: Counter[Holder] = Counter()
        for number, block in enumerate(self._pool.blocks[1:]):
            holder = state.holders[number]
            key = get_block_hash(block.block_hash) if block.block_hash is not None else None
            self._check_same(number, block, key, state)
            resting = key is not None and not block.ref_cnt
            if resting:
                self._check_writer(number + 1, holder)
            self._check_life(number, holder, resting=resting)
            if holder is not None:
                owned[holder] += 1
        for holder, blocks in owned.items():
            if blocks > self._allocator.share_of(holder).cap:
                raise Violation(Kind.OVER_CAP, f"{holder} has {blocks}")

    def _check_same(self, number: int, block: Any, key: Any, state: Snapshot) -> None:
        """Whether the core and the engine say the same of a block."""
        entry = state.entries[number]
        if state.refs[number] != block.ref_cnt:
            raise Violation(
                Kind.TWO_LEDGERS, f"block {number + 1}: {state.refs[number]} and {block.ref_cnt} references"
            )
        if entry is not None and entry.key != key:
            raise Violation(Kind.TWO_LEDGERS, f"block {number + 1} is found under another key")
        if key is not None and entry is None and not block.ref_cnt:
            raise Violation(Kind.TWO_LEDGERS, f"block {number + 1} is found, and ought to be forgotten")

    def _check_writer(self, number: int, holder: Holder | None) -> None:
        """Only tenants' blocks rest, under `strict` only of those with a share; each counts towards its writer's."""
        (author, *others) = set(self._worker.authors[number])
        tenant = author.removeprefix("tenant:")
        strict = self._allocator.partition is Partition.STRICT
        if author == tenant or (strict and tenant not in SHAREHOLDERS):
            raise Violation(Kind.RESTS, f"block {number} of {author}")
        first = self._writers.setdefault(holder, author) if holder is not None else None
        if others or first != author or (tenant in SHAREHOLDERS) != (holder == named(tenant)):
            raise Violation(Kind.WRONG_HOLDER, f"block {number} of {author} counts as one of {holder}, as {first}'s do")

    def _check_life(self, number: int, holder: Holder | None, *, resting: bool) -> None:
        if not resting or holder not in {named(name) for name in SHAREHOLDERS}:
            self._resting.pop(number, None)
            return
        key = self._pool.blocks[number + 1].block_hash
        known, since = self._resting.get(number, (None, 0))
        if known != key:
            self._resting[number] = (key, self._oracle.tick)
        elif self._oracle.tick - since > TTL + 1 and self._scheduler.has_requests():
            raise Violation(Kind.OUTLIVED, f"block {number + 1} of {holder} since {since}")
