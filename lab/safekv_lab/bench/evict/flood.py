"""A tenant that floods the cache, among quiet ones: what the quiet ones lose, in each way to partition.

Quiet tenants hold composed conversations, each under keys of its own: nothing is shared. The flooder comes as often as
the quiet ones together, and writes, over the trace, `TIMES` its share of the cache in blocks that are never used
again. Every tenant, the flooder included, has an equal share: its allotment in `strict`; in `fair` a part of it is
guaranteed, and the rest lent.
Each partition is compared with itself without that tenant's requests, and with the tenant writing its share once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common
from safekv.cache.evict import BEST, POLICIES
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition, Share
from safekv.types import TenantId
from safekv_lab.bench.evict.replay import Tally, distinct_blocks, keys_of, serve
from safekv_lab.bench.traces.call import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from safekv.cache.entry import Holder

TIMES = 100
FLOODER = TenantId("flooder")
FRACTIONS = (0.1, 0.2, 0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hit rates of the quiet tenants, 0 to 1, all together: `alone`, beside the other's `modest` use, and `flooded`.

    `worst` is the largest fall of one of them against `alone`, in points.

    `fragmentation` is the part of the cache that lay idle or free and could not go to whoever needed it, on average
    over the calls of the trace with the flood; `moved` how many blocks had to go when the shared region got a tenth of
    the cache at the end, as a part of the cache.
    """

    partition: str
    cache_fraction: float
    alone: float
    modest: float
    flooded: float
    worst: float
    flooder: float
    fragmentation: float
    moved: float

    @property
    def fall(self) -> float:
        """What the quiet tenants lose to the flood, in points."""
        return 100 * (self.alone - self.flooded)

    @property
    def excess(self) -> float:
        """What of it they lose because the other takes more than its share, in points."""
        return 100 * (self.modest - self.flooded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a cache is partitioned among `tenants`, equally. `guaranteed`: which part of a share, 0 to 1, in `fair`."""

    partition: Partition
    tenants: Sequence[TenantId]
    guaranteed: float

    def shares(self, capacity: int) -> dict[Holder, Share]:
        """Everybody's allotment in a cache of so many blocks."""
        share = capacity // len(self.tenants)
        if self.partition is Partition.STRICT:
            return dict.fromkeys(self.tenants, Share(cap=share))
        return dict.fromkeys(self.tenants, Share(cap=capacity, guarantee=int(share * self.guaranteed)))


def experiment(
    quiet: Sequence[Call], *, fractions: Sequence[float], guaranteed: float, progress: Callable[[str], None]
) -> Iterator[Outcome]:
    """Yield what comes of the flood, by size of the cache, a fraction of the quiet ones' blocks, and partition.

    `guaranteed` is the part of each share, 0 to 1, that is guaranteed in `fair`.
    """
    tenants = sorted({call.tenant for call in quiet})
    distinct = sum(distinct_blocks([c for c in quiet if c.tenant == name]) for name in tenants)
    for fraction in fractions:
        capacity = round(distinct * fraction)
        share = capacity // (len(tenants) + 1)
        modest, flooded = with_flood(quiet, blocks=share), with_flood(quiet, blocks=TIMES * share)
        for partition in Partition:
            progress(f"flood, cache of {fraction:.0%}, {partition}")
            rule = Rule(partition=partition, tenants=(*tenants, FLOODER), guaranteed=guaranteed)
            alone, _, _ = play(quiet, rule, capacity)
            beside, _, _ = play(modest, rule, capacity)
            tallies, fragmentation, pool = play(flooded, rule, capacity)
            falls = [100 * (alone[name].hit_rate - tallies[name].hit_rate) for name in tenants]
            yield Outcome(
                partition=partition,
                cache_fraction=fraction,
                alone=_together(alone, tenants).hit_rate,
                modest=_together(beside, tenants).hit_rate,
                flooded=_together(tallies, tenants).hit_rate,
                worst=max(falls),
                flooder=tallies[FLOODER].hit_rate,
                fragmentation=fragmentation,
                moved=_repartition(pool, rule, capacity) / capacity,
            )


def play(calls: Sequence[Call], rule: Rule, capacity: int) -> tuple[dict[TenantId, Tally], float, Pool]:
    """Serve the calls. Returns each tenant's tally, the mean fragmentation, and the pool as it is at the end."""
    pool = Pool(Allocator(capacity=capacity, partition=rule.partition, shares=rule.shares(capacity)), POLICIES[BEST])
    scopes = {name: number.to_bytes(8) for number, name in enumerate(rule.tenants, start=1)}
    tallies: defaultdict[TenantId, Tally] = defaultdict(Tally)
    fragmented = 0.0
    for call in calls:
        serve(pool, call, keys_of(call, scope=scopes[call.tenant]), call.tenant, tallies[call.tenant])
        fragmented += pool.allocator.usage.fragmentation
    return tallies, fragmented / len(calls), pool


def with_flood(quiet: Sequence[Call], *, blocks: int) -> list[Call]:
    """The calls with one of the other's after each, `blocks` blocks in all, none of which is used twice."""
    fresh = 1 + max(block for call in quiet for block in (*call.blocks, *call.generated))
    calls = []
    for number, call in enumerate(quiet):
        begin, end = (fresh + blocks * place // len(quiet) for place in (number, number + 1))
        flood = Call(
            time=call.time,
            tenant=FLOODER,
            session=f"flood-{number}",
            blocks=tuple(range(begin, end)),
            block_tokens=call.block_tokens,
            prompt_tokens=(end - begin) * call.block_tokens,
            output_tokens=0,
        )
        calls += [call, flood]
    return calls


def _together(tallies: dict[TenantId, Tally], tenants: Sequence[TenantId]) -> Tally:
    return Tally(asked=sum(tallies[name].asked for name in tenants), hit=sum(tallies[name].hit for name in tenants))


def _repartition(pool: Pool, rule: Rule, capacity: int) -> int:
    """The shared region gets a tenth of the cache. Returns how many blocks had to go."""
    region = capacity // 10
    shares = rule.shares(capacity - region)
    shares[Common.SHARED] = Share(cap=region, guarantee=region)
    moved = len(pool.reallot(shares, 0.0))
    new = pool.allocate(Common.SHARED, region, 0.0)
    return moved + (len(new.evicted) if new is not None else 0)
