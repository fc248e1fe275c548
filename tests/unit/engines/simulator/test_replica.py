"""One engine in virtual time: what a step takes, what waits for what, and that memory is conserved."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Sequence
from typing import Any

import pytest

from safekv.cache.allocator import Allocator
from safekv.cache.check import violations
from safekv.cache.evict.lru import Lru
from safekv.cache.pool import Pool
from safekv.cache.shares import Partition, Share
from safekv.types import Mode
from safekv_lab.bench.traces.call import Call
from safekv_lab.simulator.cost import CostModel
from safekv_lab.simulator.record import Records
from safekv_lab.simulator.replica import Limits, Replica, Task
from safekv_lab.simulator.sharing import Sharing
from tests.unit.engines.simulator.engines import BLOCK, PLAIN_COST, asked, cost


class Engine:
    """A replica with its pool and records, to which calls are sent at their times."""

    def __init__(self, *, blocks: int = 100, price: CostModel = PLAIN_COST, limits: Limits | None = None, **pool: Any):
        self.records = Records()
        self.pool = Pool(Allocator(capacity=blocks, **pool), Lru)
        self.replica = Replica(self.pool, price, limits or Limits(), self.records, block_tokens=BLOCK)
        self.sharing = Sharing(Mode.ISOLATE)

    def run(self, *calls: Call) -> Records:
        for call in calls:
            row = self.records.add(sent=call.time, prompt=call.prompt_tokens, output=call.output_tokens)
            task = Task(
                row=row,
                tenant=call.tenant,
                planned=self.sharing.plan(call),
                prompt_tokens=call.prompt_tokens,
                output_tokens=call.output_tokens,
            )
            self.replica.advance(call.time)
            self.replica.submit(task, call.time)
        self.replica.advance(math.inf)
        assert list(violations(self.pool.snapshot())) == []
        assert self.replica.load == 0
        return self.records


def test_the_first_token_comes_with_the_step_that_ends_the_prompt_and_each_other_with_one_more() -> None:
    records = Engine().run(asked([1, 2], output=5))
    assert (list(records.ttft), list(records.total)) == ([1.0], [5.0])


def test_a_long_prompt_is_computed_in_chunks() -> None:
    records = Engine(limits=Limits(max_batched_tokens=8)).run(asked(range(5)))
    assert list(records.ttft) == [3.0], "21 tokens, 8 a step"


def test_a_request_waits_for_the_step_that_is_under_way() -> None:
    records = Engine().run(asked([1], output=10), asked([2], time=2.5))
    assert list(records.ttft) == [1.0, 1.5]


def test_an_idle_engine_begins_at_once() -> None:
    records = Engine().run(asked([1]), asked([2], time=7.25))
    assert list(records.ttft) == [1.0, 1.0]


def test_answers_come_before_prompts_in_a_steps_budget() -> None:
    limits = Limits(max_batched_tokens=5)
    records = Engine(limits=limits).run(asked([], output=30, rest=1), asked(range(2), time=1.0))
    assert records.ttft[1] == 3.0, "9 tokens, of which each step has room for 4 beside the answer"


def test_a_step_costs_what_is_computed_in_it() -> None:
    price = cost(prefill=1e-1, attention=1e-2, decode=1e-3, context=1e-4)
    records = Engine(price=price).run(asked([1], rest=1, output=3))
    prefill = 1 + 5 * 0.1 + 12.5 * 0.01
    assert records.ttft[0] == pytest.approx(prefill)
    assert records.total[0] == pytest.approx(prefill + 2 * (1 + 0.001) + (5 + 6) * 0.0001)


def test_what_the_tenant_has_asked_before_is_not_computed_again() -> None:
    engine = Engine(price=cost(step=1e-9, prefill=1.0))
    first = asked([1, 2, 3], output=6, generated=(4,))
    records = engine.run(first, asked([1, 2, 3, 4, 5], time=100.0), asked([1, 2, 3], time=200.0, tenant="b"))
    assert list(records.cached) == [0, 16, 0]
    assert [round(ttft) for ttft in records.ttft] == [13, 5, 13]


def test_the_last_token_is_always_computed() -> None:
    records = Engine().run(asked([1, 2], rest=0), asked([1, 2], rest=0, time=9.0))
    assert list(records.cached) == [0, 4]


def test_a_block_is_found_in_the_step_in_which_it_is_computed() -> None:
    records = Engine().run(asked([1, 2]), asked([1, 2]))
    assert list(records.cached) == [0, 8]
    assert list(records.ttft) == [1.0, 1.0]


def test_who_finds_no_room_waits_until_somebody_ends() -> None:
    records = Engine(blocks=5).run(asked([1, 2], output=8), asked([3, 4], time=0.5), asked([5], time=0.5))
    assert records.total[0] == 8.0
    assert list(records.ttft)[1:] == [8.5, 8.5], "first come, first served: the short one waits too"


def test_what_never_fits_is_refused_and_the_rest_goes_on() -> None:
    records = Engine(blocks=5).run(asked(range(9)), asked([20]))
    assert records.refused == 1
    assert math.isnan(records.ttft[0])
    assert records.ttft[1] == 1.0


def test_no_more_run_than_may() -> None:
    records = Engine(limits=Limits(max_running=1)).run(asked([1], output=4), asked([2]))
    assert list(records.ttft) == [1.0, 5.0]


def test_in_strict_a_tenant_without_room_does_not_hold_up_others() -> None:
    engine = Engine(blocks=20, partition=Partition.STRICT, shares={"a": Share(cap=4), "b": Share(cap=4)})
    calls = [asked([1, 2], output=8), asked([3, 4], time=0.5), asked([5], tenant="b", time=0.5)]
    records = engine.run(*calls)
    assert records.ttft[1] == 8.5
    assert records.ttft[2] == 1.5, "the step after the one under way"


def test_steps_taken_at_once_are_the_steps_taken_one_by_one() -> None:
    """The same requests, but with an arrival in every step, so that no two steps can be taken together."""
    price = cost(step=0.01, prefill=1e-4, attention=1e-6, decode=1e-3, context=1e-5)
    rng = random.Random(5)
    calls = [asked([n], output=rng.randint(1, 60), time=rng.random(), tenant=f"t{n}") for n in range(20)]
    calls.sort(key=lambda call: call.time)
    at_once = Engine(price=price).run(*calls)
    engine = Engine(price=price)
    advance = engine.replica.advance

    def slowly(until: float) -> None:
        while engine.replica.clock < min(until, 50.0):
            before = engine.replica.clock
            advance(math.nextafter(before, math.inf))
            if engine.replica.clock == before:
                break
        advance(until)

    engine.replica.advance = slowly  # type: ignore[method-assign]
    one_by_one = engine.run(*calls)
    assert list(at_once.ttft) == pytest.approx(list(one_by_one.ttft))
    assert list(at_once.total) == pytest.approx(list(one_by_one.total))


@pytest.mark.parametrize("partition", Partition)
def test_memory_is_conserved_whatever_is_asked(partition: Partition) -> None:
    rng = random.Random(partition.value)
    share = Share(cap=12, guarantee=6)
    engine = Engine(blocks=40, partition=partition, shares=dict.fromkeys("abc", share), limits=Limits(max_running=6))
    engine.run(*(random_call(rng, time) for time in sorted(rng.random() * 300 for _ in range(400))))
    done = [ttft for ttft in engine.records.ttft if not math.isnan(ttft)]
    assert len(done) > 300
    assert sum(engine.records.cached) > 0


def random_call(rng: random.Random, time: float) -> Call:
    """A prompt of one of few chains, so that there are hits, and sometimes one that does not fit."""
    chain = rng.randrange(8) * 100
    length = rng.choice([1, 2, 3, 5, 11])
    blocks: Sequence[int] = range(chain, chain + length)
    found = asked(blocks, rest=rng.randrange(BLOCK), output=rng.randint(1, 9), tenant=rng.choice("abc"), time=time)
    return dataclasses.replace(found, generated=tuple(range(chain + length, chain + length + 2)))
