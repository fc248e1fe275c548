"""Partitions the KV cache of a vLLM scheduler among tenants (`partition: fair` or `strict`).

Joins what does it: whose a block is (`holders`), which blocks go (`cache_pool`, over the pool of the cache core), who
waits (`lanes`) and who stops (`quotas`). With `partition: plain` none of this exists, and the engine's own pool and
queues are untouched.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vllm.logger import init_logger
from vllm.v1.core.sched.request_queue import SchedulingPolicy

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common, Holder
from safekv.cache.evict import POLICIES, check_eviction
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition, Share
from safekv.config import Cache, Fractions, Policy
from safekv.engines.vllm.cache_pool import SharedOutPool
from safekv.engines.vllm.holders import Holders, named
from safekv.engines.vllm.lanes import Lanes
from safekv.engines.vllm.quotas import Quotas
from safekv.errors import UnprovedFeatureError
from safekv.identity.keyfile import WatchedKeyFile
from safekv.identity.salts import SaltSealer
from safekv.pipeline import trust
from safekv.sharing.chain import EngineRequest
from safekv.types import TenantId, WriteScope

logger = init_logger("vllm.safekv.division")

_LOOK_SECONDS = 1.0
"""How often the key file is looked at for secrets that were rotated or erased."""


class Division:
    """Shares out the cache of `scheduler` as `settings` say. `publishes` tells whether prefixes are published.

    `tenant_salt` gives a tenant's entry in the key file; `clock` seconds that never fall. Raises UnprovedFeatureError
    for shares that are too small for the longest request, and for what was not proved with shares.
    """

    def __init__(
        self,
        scheduler: Any,
        settings: Cache,
        *,
        publishes: bool,
        sealer: SaltSealer,
        tenant_salt: Callable[[TenantId], bytes],
        counts: Counter[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if scheduler.policy is not SchedulingPolicy.FCFS:
            raise UnprovedFeatureError("--scheduling-policy: shares are proved with fcfs only; leave the flag out")
        check_eviction(settings.eviction)
        self._scheduler = scheduler
        self._counts = counts
        self._clock = clock
        self._looked = clock()
        manager = scheduler.kv_cache_manager
        self.longest = longest_request(scheduler)
        capacity = manager.block_pool.num_gpu_blocks - 1
        shares, default = allot(settings, capacity=capacity, longest=self.longest, publishes=publishes)
        self.shared_blocks = shares[Common.SHARED].cap
        partition = Partition(settings.partition)
        allocator = Allocator(capacity=capacity, partition=partition, shares=shares, default=default)
        self._holders = Holders(
            settings.tenants, sealer=sealer, tenant_salt=tenant_salt, strict=partition is Partition.STRICT
        )
        core = Pool(allocator, POLICIES[settings.eviction])
        self._pool = SharedOutPool.adopt(manager, core, self._holders, clock)
        self._quotas = Quotas(scheduler, allocator, holder_of=self._holders.of, stop=self._stop)
        scheduler.waiting = self._waiting = Lanes(self._holders.of, self._quotas.may_start)
        scheduler.kv_holding_waiting = self._holding = Lanes(self._holders.of, self._quotas.may_start)

    # ── the life of a request ────────────────────────────────────────────────────────────────────

    def enter(self, request: EngineRequest, scope: WriteScope) -> None:
        """A request has come."""
        self._holders.enter(request, scope)

    def enter_system(self, request: EngineRequest) -> None:
        """A request of the system's own has come."""
        self._holders.enter_system(request)

    def before_step(self, *, paused: bool) -> None:
        """Forget what is over; and, unless nothing is scheduled now, stop who has to make room."""
        self._look()
        if expired := self._pool.expire():
            self._counts["cache_blocks_expired"] += expired
        if not paused:
            self._quotas.make_room([*self._holding.new_step(), *self._waiting.new_step()])

    def leave(self, request: EngineRequest) -> None:
        """A request has left, and let go of its blocks."""
        self._holders.leave(request)

    # ── the operator ─────────────────────────────────────────────────────────────────────────────

    def status(self) -> dict[str, Any]:
        """What the cache is used for, in blocks: of the whole engine, nothing per tenant."""
        usage = self._pool.core.allocator.usage
        return {
            "partition": self._pool.core.allocator.partition.value,
            "blocks": usage.capacity,
            "live": usage.live,
            "idle": usage.idle,
            "free": usage.free,
            "kept_from_others": usage.kept + usage.withheld,
        }

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        now = self._clock()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            for holder in self._holders.changed():
                self._counts["cache_blocks_erased"] += self._pool.erase(holder)

    def _stop(self, request: EngineRequest) -> None:
        scheduler = self._scheduler
        self._counts["stopped_for_shares"] += 1
        scheduler.running.remove(request)
        scheduler._preempt_request(request, time.monotonic(), drop_stale_output=scheduler.requires_kv_delivery)


def divide(scheduler: Any, policy: Policy, sealer: SaltSealer, counts: Counter[str]) -> Division | None:
    """The division that a policy asks for; none under `partition: plain`. Raises KeyFileError beside what it raises."""
    if policy.cache.partition == "plain":
        return None
    keys = policy.identity.api_keys
    watched = None
    if keys is not None:
        watched = WatchedKeyFile(keys, clock=time.monotonic, report=logger.warning, trust=trust(policy))
    return Division(
        scheduler,
        policy.cache,
        publishes=policy.mode.publishes,
        sealer=sealer,
        tenant_salt=watched.tenant_salt if watched is not None else lambda _: b"",
        counts=counts,
    )


def pin_budget(scheduler: Any, division: Division | None) -> int:
    """Blocks that may be pinned so that the longest request still fits beside them (and the null block).

    Under a division, only in the part that is the system's: there its own longest request has to fit.
    """
    if division is not None:
        return max(0, division.shared_blocks - division.longest)
    blocks = int(scheduler.kv_cache_manager.block_pool.num_gpu_blocks) - 1
    return max(0, blocks - longest_request(scheduler))


def longest_request(scheduler: Any) -> int:
    """Blocks that the longest request takes, with what the engine keeps free beside it."""
    size = scheduler.block_size
    lookahead = -(-scheduler.num_lookahead_tokens // size)
    return int(-(-scheduler.max_model_len // size) + lookahead + scheduler.kv_cache_manager.watermark_blocks)


def allot(settings: Cache, *, capacity: int, longest: int, publishes: bool) -> tuple[dict[Holder, Share], Share]:
    """Allotments in blocks of those known by name, and that of any other.

    Raises UnprovedFeatureError if somebody could not run the longest request, which then would wait for ever.
    """
    strict = settings.partition == "strict"

    def blocks(fractions: Fractions) -> Share:
        guarantee = int(fractions.guarantee * capacity)
        cap = guarantee if strict else int(fractions.cap * capacity)
        return Share(cap=cap, guarantee=guarantee, weight=fractions.weight, ttl=fractions.ttl_seconds)

    shared = int(settings.shared * capacity) if publishes else 0
    shares: dict[Holder, Share] = {named(name): blocks(fractions) for name, fractions in settings.tenants.items()}
    left = capacity - shared - sum(share.guarantee for share in shares.values())
    default = Share(cap=0) if strict else blocks(settings.default)
    shares[Common.SHARED] = Share(cap=shared, guarantee=shared)
    # Under `fair`, so much is promised to nobody else that whoever comes too late for a guarantee can run.
    promised = left if strict else min(longest, default.cap)
    shares[Common.ANONYMOUS] = replace(default, cap=left if strict else default.cap, guarantee=promised)
    _check(settings, shares, default=default, left=left, longest=longest)
    return shares, default


def _check(settings: Cache, shares: dict[Holder, Share], *, default: Share, left: int, longest: int) -> None:
    mend = "lower --max-model-len, give the cache more memory, or change the shares"
    small = [f"tenants.{name}" for name in settings.tenants if shares[named(name)].cap < longest]
    if settings.partition == "fair" and default.cap < longest:
        small.append("default")
    if 0 < shares[Common.SHARED].cap <= longest:
        small.append("shared")
    if left < longest:
        small.append("what is left for all others")
    if small:
        raise UnprovedFeatureError(f"cache: too small for the longest request of {longest} blocks: {small[0]}; {mend}")
