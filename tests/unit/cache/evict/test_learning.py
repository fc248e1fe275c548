"""What each policy knows that the one before it does not, on small cases with a clear answer."""

from __future__ import annotations

import random

import pytest

from safekv.cache.evict.cost import Cost
from safekv.cache.evict.density import AGES, Densities, age_bin, densities
from safekv.cache.evict.leaves import Leaves
from safekv.cache.evict.optimum import Optimum
from safekv.cache.evict.survival import CLASSES, LEARN_EVERY, Survival
from tests.unit.cache.chains import Path, Tree, entry, key
from tests.unit.cache.contract_evictor import EvictorContract


class TestOptimum(EvictorContract):
    """Knows nothing here; still keeps the contract."""

    def evictor(self) -> Optimum:
        return Optimum(lambda _: float("inf"))


def test_the_optimum_keeps_what_is_used_next() -> None:
    uses = {key((0,)): 5.0, key((1,)): 3.0, key((1, 0)): 9.0, key((2,)): float("inf")}
    tree = Tree(Optimum(uses.__getitem__))
    tree.use((0,))
    tree.use((1, 0))
    tree.use((2,))
    assert [tree.evict() for _ in range(4)] == [(2,), (1, 0), (0,), (1,)]


def test_what_is_dear_outlives_what_is_cheap_for_a_while() -> None:
    tree = Tree(Cost(attention=1.0))
    tree.use((0, 0, 0))
    for branch in range(1, 5):
        tree.use((branch,))
    tree.evictor.remove(tree.blocks.pop((0,)).block)
    tree.evictor.remove(tree.blocks.pop((0, 0)).block)
    tree.idle = {block: path for block, path in tree.idle.items() if path not in ((0,), (0, 0))}
    assert [tree.evict() for _ in range(2)] == [(1,), (2,)]  # the third block of the chain is older, and dearer
    for branch in range(5, 15):
        tree.use((branch,))
        tree.evict()
    assert (0, 0, 0) in tree.order  # nor is it kept for ever


def test_where_all_cost_the_same_the_least_recently_used_goes() -> None:
    tree = Tree(Cost(attention=0.0))
    for branch in (3, 1, 2):
        tree.use((branch,))
    assert [tree.evict() for _ in range(3)] == [(3,), (1,), (2,)]


# ── densities ────────────────────────────────────────────────────────────────────────────────────


def test_ages_have_bins() -> None:
    assert [age_bin(age) for age in (0.0, 0.9, 1.0, 1.5, 1e9)] == [0, 0, 1, 2, len(AGES) - 1]


def test_the_same_chance_in_a_longer_time_is_worth_less() -> None:
    table = densities([0.1] * len(AGES))
    assert table[1:] == sorted(table[1:], reverse=True)  # from one second on, bins grow


def test_what_is_sure_to_be_used_soon_is_worth_keeping_until_then() -> None:
    hazards = [0.0] * len(AGES)
    hazards[10] = 1.0
    table = densities(hazards)
    assert table[9] > table[0] > 0
    assert table[11] == 0.0


def test_densities_are_those_of_what_happened() -> None:
    learnt = Densities(2)
    assert learnt.of(0, 10.0) == learnt.of(1, 10.0)
    for _ in range(1000):
        learnt.reused(1, 10.0)
        learnt.given_up(0, 1000.0)
    learnt.estimate([])
    assert learnt.of(1, 5.0) > 10 * learnt.of(0, 5.0)


def test_spells_that_are_open_count_as_far_as_they_have_come() -> None:
    few, many = Densities(1), Densities(1)
    for learnt, still_open in ((few, 10), (many, 10_000)):
        for _ in range(1000):
            learnt.reused(0, 10.0)
        learnt.estimate([(0, 300.0)] * still_open)
    assert few.of(0, 0.0) > many.of(0, 0.0) > 0


# ── survival ─────────────────────────────────────────────────────────────────────────────────────


def taught(used_again: float) -> Tree:
    """Content that was used twice is used again and again; of what was used once, `used_again` is."""
    rng = random.Random(5)
    tree = Tree(Survival())
    for number in range(4 * LEARN_EVERY):
        tree.use((0, number % 8))
        tree.use((1, number % 200, number // 200 % 100))
        if rng.random() < used_again:
            tree.use((1, number % 200, number // 200 % 100))
        while len(tree.idle) > 60:
            tree.evict()
    return tree


def test_what_was_used_once_goes_before_what_is_used_again_and_again() -> None:
    tree = taught(0.0)
    tree.use((0, 0))
    for number in range(20):
        tree.use((2, number))
    assert all(tree.evict()[0] != 0 for _ in range(15))


def test_until_something_is_learnt_the_least_recently_used_goes() -> None:
    tree = Tree(Survival())
    for branch in (3, 1, 2):
        tree.use((branch,))
        tree.use((branch,))
    tree.use((4,))
    assert [tree.evict() for _ in range(4)] == [(3,), (1,), (2,), (4,)]


def test_what_is_remembered_is_bounded() -> None:
    tree = Tree(Survival())
    for number in range(5000):
        tree.use((number % 250, number // 250))
        while len(tree.idle) > 40:
            tree.evict()
    evictor = tree.evictor
    assert isinstance(evictor, Survival)
    assert len(evictor._away) <= 2 * 43
    assert len(evictor._uses) == len(evictor)


# ── leaves ───────────────────────────────────────────────────────────────────────────────────────


def test_a_copy_of_a_parent_waits_for_the_child_too() -> None:
    leaves = Leaves()
    child, parent = entry((0, 0), 1), entry((0,), 2)
    copy = entry((0,), 3)
    for each in (child, parent, copy):
        leaves.add(each, rank=0.0)
    assert leaves.first() is not None
    assert [leaves.remove(block).entry.block for block in (1,)] == [1]  # type: ignore[arg-type]
    first = leaves.first()
    assert first is not None
    assert first.entry == parent


@pytest.mark.parametrize("rounds", [5000])
def test_queues_do_not_grow_with_what_is_hit(rounds: int) -> None:
    leaves = Leaves()
    for number in range(rounds):
        leaves.add(entry((0,), 1), rank=float(number))
        leaves.remove(entry((0,), 1).block)
    assert len(leaves._heaps[0]) < 100


def test_what_another_partition_saw_does_not_matter() -> None:
    def found() -> tuple[list[Path], list[float]]:
        evictor = Survival()
        tree = Tree(evictor)
        tree.use((0,))
        for number in range(40):
            tree.use((1, number))
            tree.use((0,))
        for number in range(5):
            tree.use((2, number))
        densities = [evictor._densities.of(which, age) for which in range(CLASSES) for age in AGES]
        return [tree.evict() for _ in range(len(tree.idle))], densities

    alone = found()
    taught(0.0)
    assert found() == alone
