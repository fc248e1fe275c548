"""What every evictor promises. A test class inherits this and says how to make one."""

from __future__ import annotations

import random

import pytest

from safekv.cache.entry import BlockId
from safekv.cache.evict.base import Evictor
from tests.unit.cache.chains import Tree


class EvictorContract:
    """`evictor` makes a new one. Its scale of time is seconds; the contract's requests come seconds apart."""

    def evictor(self) -> Evictor:
        raise NotImplementedError

    def test_without_blocks_there_is_no_victim(self) -> None:
        evictor = self.evictor()
        assert len(evictor) == 0
        with pytest.raises(LookupError):
            evictor.victim(0.0)

    def test_every_block_leaves_once(self) -> None:
        tree = Tree(self.evictor())
        tree.use((0, 0, 0))
        tree.use((0, 1, 0))
        while tree.idle:
            tree.evict()
        assert sorted(tree.order) == [(0,), (0, 0), (0, 0, 0), (0, 1), (0, 1, 0)]
        with pytest.raises(LookupError):
            tree.evictor.victim(tree.now)

    def test_a_chain_goes_from_its_end(self) -> None:
        tree = Tree(self.evictor())
        tree.use((0, 0, 0, 0))
        assert [tree.evict() for _ in range(4)] == [(0, 0, 0, 0), (0, 0, 0), (0, 0), (0,)]

    def test_a_block_that_is_hit_is_not_a_victim(self) -> None:
        tree = Tree(self.evictor())
        tree.use((0, 0))
        tree.use((1, 0))
        held = tree.take((0, 0))
        assert {tree.evict(), tree.evict()} == {(1, 0), (1,)}
        assert len(tree.evictor) == 0
        tree.leave(held)
        assert tree.evict() == (0, 0)

    def test_a_prefix_outlives_its_branches(self) -> None:
        tree = Tree(self.evictor())
        tree.use((0, 0, 0))
        tree.use((0, 0, 1, 1))
        tree.use((0, 0))
        order = [tree.evict() for _ in range(len(tree.idle))]
        assert order[-1] == (0,)
        assert order[-2] == (0, 0)

    def test_blocks_that_expire_or_are_erased_leave_in_any_order(self) -> None:
        tree = Tree(self.evictor())
        tree.use((0, 0, 0))
        tree.evictor.remove(tree.blocks[0,].block)
        assert len(tree.evictor) == 2
        tree.evictor.remove(tree.evictor.victim(tree.now))
        tree.evictor.remove(tree.evictor.victim(tree.now))
        assert len(tree.evictor) == 0

    def test_a_block_that_is_not_idle_is_nobodys(self) -> None:
        evictor = self.evictor()
        with pytest.raises(KeyError):
            evictor.hit(BlockId(1), 0.0)
        with pytest.raises(KeyError):
            evictor.remove(BlockId(1))

    def test_content_that_comes_back_is_ordered_again(self) -> None:
        tree = Tree(self.evictor())
        for _ in range(3):
            tree.use((0, 0))
            while tree.idle:
                tree.evict()
        assert tree.order == [(0, 0), (0,)] * 3

    @pytest.mark.parametrize("seed", range(20))
    def test_any_order_of_events_is_leaf_first(self, seed: int) -> None:
        tree = Tree(self.evictor())
        tree.play(400, random.Random(seed))
        while tree.idle:
            tree.evict()
        assert len(tree.evictor) == 0

    def test_two_evictors_that_saw_the_same_agree(self) -> None:
        trees = [Tree(self.evictor()) for _ in range(2)]
        for tree in trees:
            tree.play(300, random.Random(7))
        assert trees[0].order == trees[1].order
        assert trees[0].order
