from __future__ import annotations

import pytest

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common, Holder
from safekv.cache.shares import Partition, Share
from safekv.types import TenantId

A, B, C = TenantId("a"), TenantId("b"), TenantId("c")


def fair(shares: dict[Holder, Share] | None = None, default: Share | None = None, capacity: int = 100) -> Allocator:
    return Allocator(capacity=capacity, partition=Partition.FAIR, shares=shares, default=default)


def strict(shares: dict[Holder, Share], default: Share | None = None) -> Allocator:
    return Allocator(capacity=100, partition=Partition.STRICT, shares=shares, default=default)


def fill(allocator: Allocator, holder: Holder, *, live: int = 0, idle: int = 0) -> None:
    allocator.take(holder, live + idle)
    allocator.rest(holder, idle)


def lender(allocator: Allocator, holder: Holder) -> Holder | None:
    return allocator.payer(holder)[0]


class TestPlain:
    def test_everybody_is_one(self) -> None:
        allocator = Allocator(capacity=100)
        fill(allocator, A, live=30, idle=60)
        assert allocator.room(B) == 70
        assert allocator.payer(B) == (None, 1)
        assert allocator.payer(B, 50) == (None, 10)
        fill(allocator, B, live=10)
        assert allocator.payer(B, 50) == (Common.EVERYBODY, 50)

    def test_hits_take_room(self) -> None:
        allocator = Allocator(capacity=100)
        fill(allocator, A, idle=100)
        assert allocator.room(A, waking=40) == 60

    def test_without_room_nobody_pays(self) -> None:
        allocator = Allocator(capacity=10)
        fill(allocator, A, live=10)
        assert allocator.room(B) == 0
        with pytest.raises(LookupError):
            allocator.payer(B)

    def test_times_to_live_are_each_holders_own(self) -> None:
        allocator = Allocator(capacity=10, shares={A: Share(cap=10, ttl=5.0)})
        assert allocator.expires
        assert allocator.share_of(A).ttl == 5.0
        assert allocator.share_of(B).ttl is None


class TestFair:
    def test_what_nobody_uses_is_lent(self) -> None:
        allocator = fair({A: Share(cap=100, guarantee=40), B: Share(cap=100, guarantee=40)})
        assert allocator.room(A) == 100

    def test_a_lender_gets_its_memory_back_first(self) -> None:
        allocator = fair({A: Share(cap=100, guarantee=40), B: Share(cap=100, guarantee=40)})
        fill(allocator, A, idle=100)
        assert allocator.room(B) == 60
        assert lender(allocator, B) == A

    def test_within_the_guarantee_nobody_pays_for_another(self) -> None:
        allocator = fair({A: Share(cap=100, guarantee=40)})
        fill(allocator, A, idle=40)
        fill(allocator, B, live=10, idle=50)
        assert allocator.room(B) == 50
        assert lender(allocator, B) == B
        allocator.wake(B, 50)
        assert allocator.room(B) == 0
        with pytest.raises(LookupError):
            allocator.payer(B)

    def test_who_is_furthest_above_its_guarantee_per_weight_pays(self) -> None:
        allocator = fair({A: Share(cap=100, weight=4.0), B: Share(cap=100), C: Share(cap=100)})
        fill(allocator, A, idle=60)
        fill(allocator, B, idle=25)
        fill(allocator, C, live=15)
        assert lender(allocator, C) == B
        allocator.lose(B, 11)
        fill(allocator, C, live=11)
        assert lender(allocator, C) == A

    def test_who_is_itself_the_furthest_pays_itself(self) -> None:
        allocator = fair({A: Share(cap=100), B: Share(cap=100)})
        fill(allocator, A, idle=70)
        fill(allocator, B, idle=30)
        assert lender(allocator, A) == A
        assert lender(allocator, B) == A

    def test_a_cap_holds_though_there_is_room(self) -> None:
        allocator = fair({A: Share(cap=10)})
        fill(allocator, A, live=4, idle=6)
        assert allocator.room(A) == 6
        assert allocator.payer(A, 6) == (A, 6)

    def test_what_a_lender_waits_for_nobody_else_gets(self) -> None:
        allocator = fair({A: Share(cap=100, guarantee=50)})
        fill(allocator, B, live=90)
        allocator.claim(A, 30)
        assert allocator.room(A) == 10
        assert allocator.room(C) == 0
        allocator.give_back(B, 25)
        assert allocator.room(C) == 5
        assert allocator.room(A) == 35
        allocator.take(A, 30)
        assert allocator.room(C) == 5
        allocator.claim(A, 0)
        assert allocator.room(C) == 5

    def test_one_may_not_claim_more_than_one_has_lent(self) -> None:
        allocator = fair({A: Share(cap=100, guarantee=50)})
        fill(allocator, A, live=45)
        allocator.claim(A, 30)
        assert allocator.room(B) == 50

    def test_a_newcomer_is_promised_what_is_left(self) -> None:
        allocator = fair({A: Share(cap=100, guarantee=70)}, default=Share(cap=100, guarantee=20))
        assert allocator.share_of(B).guarantee == 20
        fill(allocator, B, live=1)
        assert allocator.share_of(C).guarantee == 10
        allocator.give_back(B, 1)
        assert allocator.share_of(C).guarantee == 20
        assert allocator.holders() == (A,)

    def test_who_never_hits_anything_pays_before_who_does(self) -> None:
        allocator = fair()
        fill(allocator, A, idle=40)
        fill(allocator, B, idle=60)
        for _ in range(20):
            allocator.evict(A, 20)
            fill(allocator, A, idle=20)
            allocator.wake(B, 20)
            allocator.rest(B, 20)
        assert lender(allocator, C) == A
        allocator.lose(A, 38)
        assert lender(allocator, C) is None
        fill(allocator, C, live=38)
        assert lender(allocator, C) == B, "it has no more than its use gives it"

    def test_what_expires_or_is_erased_says_nothing_of_use(self) -> None:
        allocator = fair()
        fill(allocator, A, idle=51)
        fill(allocator, B, idle=49)
        for _ in range(50):
            allocator.lose(B, 40)
            fill(allocator, B, idle=40)
        assert lender(allocator, C) == A

    def test_room_without_what_others_would_give_up(self) -> None:
        allocator = fair()
        fill(allocator, A, idle=60)
        fill(allocator, B, idle=10)
        assert allocator.room(B) == 100
        assert allocator.room(B, lent=False) == 40

    def test_a_part_is_the_guarantee_and_by_weight_of_the_rest(self) -> None:
        shares: dict[Holder, Share] = {A: Share(cap=100, guarantee=40), Common.SHARED: Share(cap=20, guarantee=20)}
        allocator = fair(shares)
        fill(allocator, Common.SHARED, live=20)
        fill(allocator, A, idle=10)
        assert (allocator.part(A), allocator.part(B)) == (80, 20)
        fill(allocator, B, live=5)
        assert (allocator.part(A), allocator.part(B), allocator.part(C)) == (60, 20, 13)

    def test_levels_that_fell_are_corrected(self) -> None:
        allocator = fair()
        fill(allocator, A, idle=60)
        fill(allocator, B, idle=40)
        assert lender(allocator, C) == A
        allocator.lose(A, 40)
        fill(allocator, C, live=40)
        assert lender(allocator, C) == B
        allocator.wake(B, 40)
        assert lender(allocator, C) == A


class TestStrict:
    def test_what_a_holder_may_have_depends_on_no_other(self) -> None:
        allocator = strict({A: Share(cap=40), B: Share(cap=40)})
        fill(allocator, A, live=40)
        assert allocator.room(A) == 0
        assert allocator.room(B) == 40
        fill(allocator, B, idle=40)
        assert allocator.payer(B, 5) == (B, 5)

    def test_who_comes_when_all_is_allotted_gets_nothing(self) -> None:
        allocator = strict({A: Share(cap=80)}, default=Share(cap=15))
        assert allocator.room(B) == 15
        allocator.take(B, 1)
        assert allocator.room(C) == 0

    def test_without_a_default_there_is_nothing_for_others(self) -> None:
        assert strict({A: Share(cap=80)}).room(B) == 0

    def test_fragmentation_is_what_others_cannot_use(self) -> None:
        allocator = strict({A: Share(cap=40), B: Share(cap=40)})
        fill(allocator, A, live=10, idle=20)
        usage = allocator.usage
        assert (usage.live, usage.idle, usage.free) == (10, 20, 70)
        assert (usage.kept, usage.withheld) == (20, 50)
        assert usage.fragmentation == 0.7


def test_in_fair_only_what_is_guaranteed_and_idle_is_withheld() -> None:
    allocator = fair({A: Share(cap=100, guarantee=40), B: Share(cap=100, guarantee=40)})
    fill(allocator, A, idle=60)
    fill(allocator, B, live=30)
    assert (allocator.usage.kept, allocator.usage.withheld) == (40, 0)


def test_more_than_there_is_cannot_be_promised() -> None:
    with pytest.raises(ValueError, match="110 blocks are promised"):
        fair({A: Share(cap=100, guarantee=60), B: Share(cap=100, guarantee=50)})
    allocator = strict({A: Share(cap=40)})
    with pytest.raises(ValueError, match="promised"):
        allocator.reallot({A: Share(cap=60), B: Share(cap=60)})
    assert allocator.share_of(A).cap == 40


def test_allotments_change_at_once_and_say_who_has_too_much() -> None:
    allocator = strict({A: Share(cap=40), B: Share(cap=40)})
    fill(allocator, A, live=10, idle=20)
    assert allocator.reallot({A: Share(cap=15), B: Share(cap=60)}) == (A,)
    assert allocator.excess(A) == 15
    assert allocator.room(A) == 5
    assert allocator.room(B) == 60


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"cap": 5, "guarantee": 6}, "guarantee"),
        ({"cap": 5, "weight": 0.0}, "weight"),
        ({"cap": 5, "ttl": 0.0}, "time to live"),
        ({"cap": -1}, "guarantee"),
    ],
)
def test_an_allotment_that_cannot_be_kept_is_refused(values: dict[str, float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Share(**values)  # type: ignore[arg-type]
