from __future__ import annotations

import pytest

from safekv.cache.allocator import Allocator
from safekv.cache.evict import POLICIES
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition, Share
from tests.unit.cache.contract_pool import A, B, PoolContract, chain


class TestPool(PoolContract):
    def test_a_parent_that_becomes_known_counts(self) -> None:
        pool = self.pool(10)
        x, y = chain("x", 2)
        new = pool.allocate(A, 3, 0.0)
        assert new is not None
        pool.register(new.blocks[0], y, parent=None, depth=1)  # as after a published unit
        pool.register(new.blocks[1], x, parent=None, depth=0)
        pool.register(new.blocks[2], y, parent=x, depth=1)  # as after it was withdrawn
        pool.free(new.blocks, 0.0)
        assert pool.end([x]) == ()
        assert len(pool.end([x, y])) == 3
        self.check(pool)

    def test_without_blocks_a_partition_is_forgotten(self) -> None:
        pool = self.pool(10, Partition.FAIR)
        self.use(pool, A, chain("x", 4))
        pool.erase(A)
        assert pool.allocator.holders() == ()
        assert pool.snapshot().ordered == {}

    @pytest.mark.parametrize("policy", sorted(POLICIES))
    def test_every_policy_works_in_every_partition(self, policy: str) -> None:
        for partition in Partition:
            pool = Pool(Allocator(capacity=12, partition=partition, default=Share(cap=6)), POLICIES[policy])
            for now in range(30):
                self.use(pool, A if now % 2 else B, chain(f"{now % 2} {now % 5}", 1 + now % 6), float(now))
            assert sum(pool.snapshot().refs) == 0
