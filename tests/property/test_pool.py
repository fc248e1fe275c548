"""The pool's laws under any order of events, and faults that the laws must find."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from safekv.cache.allocator import Allocator
from safekv.cache.entry import BlockId, Holder
from safekv.cache.evict import POLICIES
from safekv.cache.evict.lru import Lru
from safekv.cache.index import Index
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition
from tests.property.pool_play import TENANTS, Play, plays

Turns = st.lists(st.integers(0, 1), min_size=1, max_size=8)
Tenants = st.sampled_from(TENANTS)


class PoolMachine(RuleBasedStateMachine):
    @initialize(which=st.sampled_from(plays()))
    def new_pool(self, which: tuple[Partition, str]) -> None:
        self.play = Play(which[0], POLICIES[which[1]])

    @rule(tenant=Tenants, turns=Turns, reads=st.booleans(), stores=st.booleans())
    def begin(self, tenant: str, turns: list[int], reads: bool, stores: bool) -> None:
        self.play.begin(tenant, turns, reads=reads, stores=stores)  # type: ignore[arg-type]

    @precondition(lambda self: self.play.running)
    @rule(place=st.integers(0, 50))
    def leave(self, place: int) -> None:
        self.play.leave(place)

    @rule()
    def publish(self) -> None:
        self.play.publish()

    @precondition(lambda self: self.play.published)
    @rule()
    def withdraw(self) -> None:
        self.play.withdraw()

    @rule(tenant=Tenants, turns=Turns)
    def end(self, tenant: str, turns: list[int]) -> None:
        self.play.end(tenant, turns)  # type: ignore[arg-type]

    @rule(tenant=Tenants)
    def erase(self, tenant: str) -> None:
        self.play.erase(tenant)  # type: ignore[arg-type]

    @rule(wait=st.sampled_from([1.0, 30.0, 100.0]))
    def expire(self, wait: float) -> None:
        self.play.expire(wait)

    @rule(scale=st.sampled_from([0.25, 0.5, 1.0]))
    def reallot(self, scale: float) -> None:
        self.play.reallot(scale)

    @invariant()
    def lawful(self) -> None:
        if hasattr(self, "play"):
            self.play.check()

    def teardown(self) -> None:
        if hasattr(self, "play"):
            self.play.drain()


TestPool = PoolMachine.TestCase
TestPool.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize(("partition", "policy"), plays())
def test_random_steps_keep_the_laws(partition: Partition, policy: str) -> None:
    rng = random.Random(f"{partition}/{policy}")
    play = Play(partition, POLICIES[policy])
    for _ in range(600):
        play.step(rng)
    play.drain()
    assert play.counts["hits"]
    assert play.counts["evicted"]


# ── faults ───────────────────────────────────────────────────────────────────────────────────────


class Robbing(Allocator):
    """Takes from whoever has idle blocks, guaranteed or not."""

    def _first_lender(self) -> Holder | None:
        return next((holder for holder in self.holders() if self.held(holder)[1]), None)


class Lax(Allocator):
    """Takes a free block though the holder is at its cap."""

    def payer(self, holder: Holder, blocks: int = 1) -> tuple[Holder | None, int]:
        return (None, 1) if self.free else super().payer(holder, blocks)


class Optimist(Allocator):
    """Announces a block more than there is room for."""

    def room(self, holder: Holder, *, waking: int = 0, lent: bool = True) -> int:
        return super().room(holder, waking=waking, lent=lent) + (waking > 0)


class Backwards(Lru):
    """What was used most recently goes first: the root before its branches."""

    def victim(self, _now: float, /) -> BlockId:
        if not self._order:
            raise LookupError
        return next(reversed(self._order))


def broken(play: Play) -> str:
    """The law that is found broken."""
    rng = random.Random(3)
    for _ in range(5000):
        try:
            play.step(rng)
        except (AssertionError, LookupError, ValueError) as error:
            return f"{type(error).__name__} {error}"
    return ""


@pytest.mark.parametrize(
    ("allocator", "partition", "law"),
    [
        pytest.param(Robbing, Partition.FAIR, "of its guarantee", id="robs"),
        pytest.param(Lax, Partition.STRICT, "above its cap", id="lax"),
        pytest.param(Optimist, Partition.FAIR, "wanted", id="optimist"),
    ],
)
def test_a_planted_fault_of_the_allocator_is_found(allocator: type[Allocator], partition: Partition, law: str) -> None:
    found = broken(Play(partition, POLICIES["lru"], allocator=allocator))
    assert any(word in found for word in law.split("|")), found


def test_an_evictor_that_is_not_leaf_first_is_found() -> None:
    assert "is found, and the one before it is not" in broken(Play(Partition.FAIR, Backwards))


def test_a_key_that_is_not_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Index, "remove", lambda self, entry: None)
    assert broken(Play(Partition.PLAIN, POLICIES["lru"]))


class Leaking(Pool):
    """Forgets to count one of several references."""

    def touch(self, blocks: Iterable[BlockId], now: float) -> None:
        super().touch(list(blocks)[:2], now)


def test_a_lost_reference_is_found() -> None:
    play = Play(Partition.PLAIN, POLICIES["lru"])
    play.pool.__class__ = Leaking
    assert broken(play)
