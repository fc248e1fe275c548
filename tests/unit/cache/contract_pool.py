"""What a pool promises, whatever it is made of. A test class inherits this and says what it tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from safekv.cache.allocator import Allocator
from safekv.cache.check import violations
from safekv.cache.entry import BlockId, Common, Holder
from safekv.cache.evict import POLICIES
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition, Share
from safekv.types import BlockKey, TenantId

A, B, C = TenantId("a"), TenantId("b"), TenantId("c")


def chain(name: str, length: int, *, branch: str = "", at: int = 0) -> list[BlockKey]:
    """Keys of a prompt; with `branch`, it is another one's from block `at` on."""
    return [BlockKey(f"{name}{branch if depth >= at else ''}/{depth}".encode().ljust(32)) for depth in range(length)]


class PoolContract:
    """`around` says what is tested: the pool of the cache core itself, or one that stands before it."""

    def around(self, core: Pool) -> Pool:
        return core

    def pool(
        self,
        capacity: int,
        partition: Partition = Partition.PLAIN,
        shares: Mapping[Holder, Share] | None = None,
        default: Share | None = None,
    ) -> Pool:
        """A new one, with least recently used as its policy."""
        allocator = Allocator(capacity=capacity, partition=partition, shares=shares, default=default)
        return self.around(Pool(allocator, POLICIES["lru"]))

    def hold(self, pool: Pool, holder: Holder, keys: Sequence[BlockKey], now: float = 0.0) -> list[BlockId] | None:
        """A request takes and registers all of its blocks; None if there is no room."""
        found = pool.find(keys)
        hits = pool.lookup(keys[:found])
        pool.touch(hits, now)
        new = pool.allocate(holder, len(keys) - found, now)
        if new is None:
            pool.free(reversed(hits), now)
            return None
        for depth, block in enumerate(new.blocks, start=found):
            pool.register(block, keys[depth], parent=keys[depth - 1] if depth else None, depth=depth)
        return [*hits, *new.blocks]

    def use(self, pool: Pool, holder: Holder, keys: Sequence[BlockKey], now: float = 0.0) -> bool:
        """A request comes and goes. Whether there was room."""
        blocks = self.hold(pool, holder, keys, now)
        if blocks is not None:
            pool.free(reversed(blocks), now)
        self.check(pool)
        return blocks is not None

    def check(self, pool: Pool) -> None:
        assert list(violations(pool.snapshot())) == []

    # ── search, allocate, free ───────────────────────────────────────────────────────────────────

    def test_what_was_registered_is_found_up_to_the_first_that_was_not(self) -> None:
        pool = self.pool(10)
        assert self.use(pool, A, chain("x", 4))
        assert pool.find(chain("x", 6)) == 4
        assert pool.find(chain("x", 6, branch="y", at=2)) == 2
        assert pool.find(chain("z", 3)) == 0

    def test_searching_changes_nothing(self) -> None:
        pool = self.pool(10)
        self.use(pool, A, chain("x", 4))
        before = pool.snapshot()
        hits = pool.lookup(chain("x", 4))
        pool.room(A, hits)
        assert pool.snapshot() == before

    def test_what_was_not_registered_is_free_again(self) -> None:
        pool = self.pool(4)
        new = pool.allocate(A, 4, 0.0)
        assert new is not None
        assert pool.room(B) == 0
        pool.free(reversed(new.blocks), 0.0)
        assert len(pool.snapshot().free) == 4

    def test_without_room_nothing_changes(self) -> None:
        pool = self.pool(6)
        held = self.hold(pool, A, chain("x", 4))
        before = pool.snapshot()
        assert pool.allocate(B, 3, 0.0) is None
        assert pool.snapshot() == before
        assert held is not None

    def test_what_was_used_least_recently_goes_first_and_from_its_end(self) -> None:
        pool = self.pool(8)
        self.use(pool, A, chain("x", 4), 1.0)
        self.use(pool, A, chain("y", 4), 2.0)
        self.use(pool, A, chain("x", 4), 3.0)
        assert self.use(pool, A, chain("z", 2), 4.0)
        assert pool.find(chain("x", 4)) == 4
        assert pool.find(chain("y", 4)) == 2

    def test_what_is_in_use_stays(self) -> None:
        pool = self.pool(8)
        held = self.hold(pool, A, chain("x", 4))
        assert self.use(pool, A, chain("y", 4))
        assert self.use(pool, A, chain("z", 4))
        assert not self.use(pool, A, chain("w", 5))
        assert pool.lookup(chain("x", 4)) == held

    def test_the_same_content_computed_twice_is_held_until_both_have_gone(self) -> None:
        pool = self.pool(10)
        keys = chain("x", 3)
        twice = []
        for _ in range(2):
            new = pool.allocate(A, 3, 0.0)
            assert new is not None
            twice.append(new.blocks)
        for blocks in twice:
            for depth, block in enumerate(blocks):
                pool.register(block, keys[depth], parent=keys[depth - 1] if depth else None, depth=depth)
        for blocks in twice:
            pool.free(reversed(blocks), 1.0)
        self.check(pool)
        assert pool.lookup(keys) == list(twice[0])
        assert self.use(pool, A, chain("y", 7), 2.0)
        assert pool.lookup(keys) == list(twice[1])

    def test_a_block_has_one_key_and_is_live_when_it_gets_it(self) -> None:
        pool = self.pool(4)
        new = pool.allocate(A, 1, 0.0)
        assert new is not None
        pool.register(new.blocks[0], chain("x", 1)[0], parent=None, depth=0)
        with pytest.raises(ValueError, match="key already"):
            pool.register(new.blocks[0], chain("y", 1)[0], parent=None, depth=0)
        pool.free(new.blocks, 0.0)
        with pytest.raises(ValueError, match="not live"):
            pool.free(new.blocks, 0.0)

    # ── what ends ────────────────────────────────────────────────────────────────────────────────

    def test_pinned_blocks_stay(self) -> None:
        pool = self.pool(6)
        held = self.hold(pool, Common.SHARED, chain("x", 2))
        assert held is not None
        pool.pin(held, 0.0)
        pool.free(reversed(held), 0.0)
        assert self.use(pool, A, chain("y", 4))
        assert not self.use(pool, A, chain("z", 5))
        pool.unpin(reversed(held), 1.0)
        assert self.use(pool, A, chain("z", 5), 2.0)

    def test_at_the_end_of_a_session_its_own_part_goes(self) -> None:
        pool = self.pool(20)
        self.use(pool, A, chain("x", 6))
        self.use(pool, A, chain("x", 6, branch="y", at=3))
        gone = pool.end(chain("x", 6))
        assert [entry.depth for entry in gone] == [5, 4, 3]
        assert pool.find(chain("x", 6)) == 3
        assert pool.find(chain("x", 6, branch="y", at=3)) == 6
        self.check(pool)

    def test_what_is_in_use_outlives_its_session(self) -> None:
        pool = self.pool(20)
        held = self.hold(pool, A, chain("x", 4))
        assert held is not None
        assert pool.end(chain("x", 4)) == ()
        pool.free(reversed(held), 0.0)
        assert len(pool.end(chain("x", 4))) == 4

    def test_what_is_erased_is_not_found_and_reused_first(self) -> None:
        pool = self.pool(12)
        self.use(pool, A, chain("x", 4))
        self.use(pool, B, chain("y", 4))
        running = self.hold(pool, A, chain("x", 6))
        assert running is not None
        assert len(pool.erase(A)) == 6
        assert pool.find(chain("x", 6)) == 0
        assert pool.find(chain("y", 4)) == 4
        new = pool.allocate(A, 1, 1.0)
        assert new is not None
        assert pool.register(new.blocks[0], chain("x", 7)[6], parent=chain("x", 7)[5], depth=6) is None
        pool.free(reversed([*running, *new.blocks]), 2.0)
        self.check(pool)
        assert self.use(pool, C, chain("z", 8), 3.0)
        assert pool.find(chain("y", 4)) == 4

    def test_long_chains_can_be_erased(self) -> None:
        pool = self.pool(3000)
        self.use(pool, A, chain("x", 3000))
        assert len(pool.forget(pool.lookup(chain("x", 1)))) == 3000
        self.check(pool)

    def test_idle_blocks_expire_after_their_time_to_live(self) -> None:
        pool = self.pool(20, shares={A: Share(cap=20, ttl=10.0)})
        self.use(pool, A, chain("x", 4), 0.0)
        self.use(pool, B, chain("y", 4), 0.0)
        self.use(pool, A, chain("x", 2), 8.0)
        assert pool.expire(9.9) == ()
        assert [entry.depth for entry in pool.expire(10.0)] == [3, 2]
        assert len(pool.expire(100.0)) == 2
        assert pool.find(chain("y", 4)) == 4
        self.check(pool)

    def test_after_a_reset_nothing_is_found(self) -> None:
        pool = self.pool(12)
        self.use(pool, A, chain("x", 4))
        held = self.hold(pool, A, chain("y", 4))
        assert held is not None
        assert len(pool.reset()) == 8
        assert pool.find(chain("y", 4)) == 0
        pool.free(reversed(held), 0.0)
        assert len(pool.snapshot().free) == 12
        self.check(pool)

    # ── whose memory it is ───────────────────────────────────────────────────────────────────────

    def test_in_plain_a_flood_takes_everything(self) -> None:
        pool = self.pool(20)
        self.use(pool, A, chain("x", 8), 0.0)
        for number in range(10):
            self.use(pool, B, chain(f"flood {number}", 8), 1.0)
        assert pool.find(chain("x", 8)) == 0

    @pytest.mark.parametrize("partition", [Partition.FAIR, Partition.STRICT])
    def test_within_its_guarantee_a_holder_loses_nothing_to_a_flood(self, partition: Partition) -> None:
        shares: dict[Holder, Share] = {A: Share(cap=10, guarantee=10)}
        shares[B] = Share(cap=20 if partition is Partition.FAIR else 10)
        pool = self.pool(20, partition, shares)
        self.use(pool, A, chain("x", 8), 0.0)
        for number in range(10):
            self.use(pool, B, chain(f"flood {number}", 8), 1.0)
        assert pool.find(chain("x", 8)) == 8

    def test_in_fair_what_is_guaranteed_is_not_taken_for_what_runs_either(self) -> None:
        pool = self.pool(20, Partition.FAIR, {A: Share(cap=20, guarantee=10)})
        self.use(pool, A, chain("x", 8))
        assert self.hold(pool, B, chain("y", 12), 1.0) is not None
        assert self.hold(pool, B, chain("z", 1), 2.0) is None
        assert pool.find(chain("x", 8)) == 8

    def test_in_fair_a_lender_gets_its_memory_back(self) -> None:
        pool = self.pool(20, Partition.FAIR, {A: Share(cap=20, guarantee=10)})
        self.use(pool, B, chain("y", 20))
        assert self.use(pool, A, chain("x", 10), 1.0)
        assert pool.find(chain("y", 20)) == 10

    def test_in_strict_nothing_is_lent(self) -> None:
        pool = self.pool(20, Partition.STRICT, {A: Share(cap=10), B: Share(cap=10)})
        assert not self.use(pool, B, chain("y", 11))
        assert self.use(pool, B, chain("y", 10))

    def test_when_allotments_change_what_is_too_much_goes(self) -> None:
        pool = self.pool(20, Partition.STRICT, {A: Share(cap=10), B: Share(cap=10)})
        self.use(pool, A, chain("x", 6))
        held = self.hold(pool, A, chain("y", 4))
        assert held is not None
        gone = pool.reallot({A: Share(cap=2), B: Share(cap=18)}, 1.0)
        assert len(gone) == 6
        assert len(pool.free(reversed(held), 2.0)) == 2
        assert pool.find(chain("y", 4)) == 2
        self.check(pool)
