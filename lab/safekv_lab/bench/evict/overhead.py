"""What the cache core costs on the request path: time per block, by partition, policy and what is done to it.

One thread, nothing else. A block that is **hit** is found, taken and let go of; one that is **missed** is given to a
request in the stead of an idle one, gets a key and is let go of. `plain` with `lru` is the baseline of the same run:
ratios to it mean more than times on a busy machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from safekv.cache.allocator import Allocator
from safekv.cache.evict import POLICIES
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition, Share
from safekv.types import BlockKey, TenantId

if TYPE_CHECKING:
    from collections.abc import Callable

PROMPT = 128
"""Blocks of a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overhead:
    """Microseconds per block, medians over rounds."""

    partition: str
    policy: str
    hit_us: float
    miss_us: float


def measure(*, capacity: int, tenants: int, rounds: int, progress: Callable[[str], None]) -> list[Overhead]:
    """Time each partition with each policy, `tenants` in turn, in a cache of `capacity` blocks that is full."""
    found = []
    for partition in Partition:
        for policy in POLICIES:
            progress(f"{partition}, {policy}")
            hits, misses = _time(partition, policy, capacity, tenants, rounds)
            found.append(Overhead(partition=partition, policy=policy, hit_us=median(hits), miss_us=median(misses)))
    return found


def _time(
    partition: Partition, policy: str, capacity: int, tenants: int, rounds: int
) -> tuple[list[float], list[float]]:
    share = capacity // tenants
    default = Share(cap=share if partition is Partition.STRICT else capacity, guarantee=share)
    pool = Pool(Allocator(capacity=capacity, partition=partition, default=default), POLICIES[policy])
    hits: list[float] = []
    misses: list[float] = []
    warm = -(-capacity // PROMPT)
    for number in range(warm + rounds):
        tenant, now = TenantId(f"tenant-{number % tenants}"), float(number)
        keys = [BlockKey(b"%020d%012d" % (number, depth)) for depth in range(PROMPT)]
        missed = _request(pool, tenant, keys, now)
        hit = _request(pool, tenant, keys, now + 0.5)
        if number >= warm:
            misses.append(missed / PROMPT * 1e6)
            hits.append(hit / PROMPT * 1e6)
    return hits, misses


def _request(pool: Pool, tenant: TenantId, keys: list[BlockKey], now: float) -> float:
    """Serve one request; seconds that the pool took."""
    begin = time.perf_counter()
    found = pool.find(keys)
    blocks = pool.lookup(keys[:found])
    pool.touch(blocks, now)
    new = pool.allocate(tenant, len(keys) - found, now)
    if new is None:
        raise AssertionError("a request does not fit into its tenant's share")
    blocks += new.blocks
    for depth in range(found, len(keys)):
        pool.register(blocks[depth], keys[depth], parent=keys[depth - 1] if depth else None, depth=depth)
    pool.free(reversed(blocks), now)
    return time.perf_counter() - begin
