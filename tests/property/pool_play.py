"""Requests of several tenants on a pool, with every law of the pool checked after every step.

Steps are chosen by `random.Random`, by a test's machine or by the command; what they do is the same. The laws:
conservation and prefix closure (`safekv.cache.check`), room as announced, caps, and that a tenant within its guarantee
loses nothing to another: in `strict`, nobody ever does.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from safekv.cache.allocator import Allocator
from safekv.cache.check import violations
from safekv.cache.entry import BlockId, Common, Entry, Holder
from safekv.cache.evict import POLICIES
from safekv.cache.evict.base import NewEvictor
from safekv.cache.pool import Allocation, Pool
from safekv.cache.shares import Partition, Share
from safekv.types import BlockKey, TenantId

CAPACITY = 40
TENANTS = [TenantId(name) for name in "abcd"]
UNIT = [BlockKey(f"published {depth}".encode()) for depth in range(2)]
TTL = 40.0

SHARES: dict[Partition, dict[Holder, Share]] = {
    Partition.PLAIN: {TENANTS[1]: Share(cap=CAPACITY, ttl=TTL)},
    Partition.FAIR: {
        Common.SHARED: Share(cap=2, guarantee=2),
        TENANTS[0]: Share(cap=CAPACITY, guarantee=12),
        TENANTS[1]: Share(cap=20, guarantee=6, weight=2.0, ttl=TTL),
    },
    Partition.STRICT: {
        Common.SHARED: Share(cap=2),
        TENANTS[0]: Share(cap=12),
        TENANTS[1]: Share(cap=10, ttl=TTL),
    },
}
DEFAULT = {
    Partition.PLAIN: Share(cap=CAPACITY),
    Partition.FAIR: Share(cap=CAPACITY, guarantee=5),
    Partition.STRICT: Share(cap=8),
}


@dataclass
class Running:
    """A request under way: its blocks, shortest prefix first, and their keys."""

    tenant: TenantId
    blocks: list[BlockId]
    keys: list[BlockKey]


def chain(tenant: TenantId, turns: Sequence[int]) -> list[BlockKey]:
    """The keys of one tenant's prompt: each block's stands for all before it."""
    return [BlockKey(f"{tenant} {list(turns[: depth + 1])}".encode()) for depth in range(len(turns))]


class Play:
    """A pool and who uses it. Raises AssertionError where a law is broken."""

    def __init__(
        self, partition: Partition, new_evictor: NewEvictor, *, allocator: type[Allocator] = Allocator
    ) -> None:
        self.pool = Pool(
            allocator(capacity=CAPACITY, partition=partition, shares=SHARES[partition], default=DEFAULT[partition]),
            new_evictor,
        )
        self.partition = partition
        self.now = 0.0
        self.running: list[Running] = []
        self.published: list[BlockId] = []
        self.counts: Counter[str] = Counter()

    # ── what happens ─────────────────────────────────────────────────────────────────────────────

    def begin(self, tenant: TenantId, turns: Sequence[int], *, reads: bool, stores: bool) -> None:
        """A request comes; `reads`: its prompt begins with the published unit; not `stores`: it registers nothing."""
        self.now += 1.0
        unit = UNIT if reads and self.published else []
        keys = [*unit, *chain(tenant, turns)]
        found = self.pool.find(keys)
        hits = self.pool.lookup(keys[:found])
        held = self.pool.snapshot().entries
        assert [e.key for block in hits if (e := held[block]) is not None] == keys[:found]
        wanted = len(keys) - found
        room = self.pool.room(tenant, hits)
        self.pool.touch(hits, self.now)
        before = self._used()
        new = self._allocate(tenant, wanted)
        assert (new is not None) == (wanted <= room), f"{wanted} wanted, room for {room} announced"
        self._nobody_lost(tenant, before, new.evicted if new else ())
        if new is None:
            self.counts["refused"] += 1
            self.pool.free(reversed(hits), self.now)
            return
        self.counts.update(hits=found, misses=wanted, evicted=len(new.evicted))
        request = Running(tenant=tenant, blocks=[*hits, *new.blocks], keys=keys)
        for depth in range(found, len(keys)) if stores else ():
            parent = keys[depth - 1] if depth > len(unit) else None
            self.pool.register(request.blocks[depth], keys[depth], parent=parent, depth=depth)
        self.running.append(request)

    def leave(self, place: int) -> None:
        """One of the running requests ends."""
        self.now += 1.0
        request = self.running.pop(place % len(self.running))
        self.pool.free(reversed(request.blocks), self.now)

    def publish(self) -> None:
        """The system writes its unit, and pins it."""
        if self.published:
            return
        new = self._allocate(Common.SHARED, len(UNIT))
        if new is None:
            return
        for depth, (block, key) in enumerate(zip(new.blocks, UNIT, strict=True)):
            self.pool.register(block, key, parent=UNIT[depth - 1] if depth else None, depth=depth)
        self.pool.pin(new.blocks, self.now)
        self.pool.free(reversed(new.blocks), self.now)
        self.published = list(new.blocks)

    def withdraw(self) -> None:
        """The unit is published no more."""
        self.pool.forget(self.published)
        assert self.pool.find(UNIT) == 0
        self.pool.unpin(reversed(self.published), self.now)
        self.published = []

    def end(self, tenant: TenantId, turns: Sequence[int]) -> None:
        """A session of a tenant's ends."""
        self.counts["ended"] += len(self.pool.end(chain(tenant, turns)))

    def erase(self, tenant: TenantId) -> None:
        """A tenant is erased: nothing of its is found, though requests of its go on."""
        self.counts["erased"] += len(self.pool.erase(tenant))
        assert not any(key.startswith(f"{tenant} ".encode()) for key in self.pool.snapshot().index)

    def expire(self, wait: float) -> None:
        """Time passes."""
        self.now += wait
        before = self.pool.snapshot()
        gone = self.pool.expire(self.now)
        assert all(before.holders[entry.block] == TENANTS[1] for entry in gone)
        self.counts["expired"] += len(gone)

    def reallot(self, scale: float) -> None:
        """A window ends, and the first tenant's allotment changes."""
        share = SHARES[self.partition].get(TENANTS[0])
        if share is not None:
            cap = int(share.cap * scale)
            changed = Share(cap=cap, guarantee=min(share.guarantee, cap))
            self.pool.reallot({**SHARES[self.partition], TENANTS[0]: changed}, self.now)

    # ── what must hold ───────────────────────────────────────────────────────────────────────────

    def check(self) -> None:
        """The laws that hold after every step."""
        bad = list(violations(self.pool.snapshot()))
        assert not bad, bad
        allocator = self.pool.allocator
        for holder in allocator.holders():
            live, idle = allocator.held(holder)
            assert live <= allocator.share_of(holder).cap or not idle, (
                f"{holder} is above its cap, and keeps idle blocks"
            )

    def step(self, rng: random.Random) -> None:
        """One step at random."""
        tenant = rng.choice(TENANTS)
        turns = [rng.randrange(2) for _ in range(rng.randrange(1, 9))]
        match rng.choices(range(8), weights=(50, 45, 3, 1, 4, 1, 2, 1))[0]:
            case 0:
                self.begin(tenant, turns, reads=rng.random() < 0.3, stores=rng.random() < 0.9)
            case 1 if self.running:
                self.leave(rng.randrange(len(self.running)))
            case 2:
                self.publish()
            case 3 if self.published:
                self.withdraw()
            case 4:
                self.end(tenant, turns)
            case 5:
                self.erase(tenant)
            case 6:
                self.expire(rng.choice([1.0, 30.0]))
            case 7:
                self.reallot(rng.choice([0.5, 1.0]))
        self.check()

    def drain(self) -> None:
        """Everybody leaves: free and idle blocks are all."""
        while self.running:
            self.leave(0)
        if self.published:
            self.withdraw()
        self.check()
        assert not any(self.pool.snapshot().refs)

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _allocate(self, holder: Holder, count: int) -> Allocation | None:
        """As announced: who has room finds somebody who pays."""
        try:
            return self.pool.allocate(holder, count, self.now)
        except LookupError as error:
            raise AssertionError(f"room for {count} blocks was announced: {error}") from error

    def _used(self) -> Counter[Holder]:
        return Counter(holder for holder in self.pool.snapshot().holders if holder is not None)

    def _nobody_lost(self, tenant: TenantId, before: Counter[Holder], evicted: Sequence[Entry]) -> None:
        if self.partition is Partition.PLAIN:
            return
        after = self._used()
        for holder in before - after:
            assert holder == tenant or evicted
            if holder != tenant:
                share = self.pool.allocator.share_of(holder)
                assert self.partition is not Partition.STRICT, f"{holder} lost blocks to {tenant}"
                assert after[holder] >= share.guarantee, f"{holder} lost blocks of its guarantee to {tenant}"


def plays() -> list[tuple[Partition, str]]:
    """Every way to partition with every policy."""
    return [(partition, policy) for partition in Partition for policy in POLICIES]
