"""Whole traces: the modes, the vote, the region, the replicas."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest

from safekv.cache.shares import Partition, Share
from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.compose import Recipe, compose
from safekv_lab.simulator.cost import load
from safekv_lab.simulator.simulation import Outcome, Release, simulate
from safekv_lab.simulator.texts import public_texts
from tests.unit.engines.simulator.engines import PLAIN_COST, asked, cost, setting

SURE = Release(epsilon=10.0, delta=0.01, period_seconds=100, draws=10)
"""A vote that five owners win."""


def run(calls: list[Call], mode: Mode, **fields: Any) -> Outcome:
    declared = public_texts(calls, tenants=1) if mode is Mode.DECLARED else ()
    return simulate(calls, setting(mode, **fields), PLAIN_COST, declared=declared)


def cached(calls: list[Call], mode: Mode, **fields: Any) -> list[int]:
    return list(run(calls, mode, **fields).records.cached)


COMMON = [1, 2, 3]


def common(tenant: str, own: int, **fields: Any) -> Call:
    """A prompt with a public text of three blocks, and a private one after it."""
    return asked([*COMMON, own], tenant=tenant, session=tenant, public=3, **fields)


def test_each_mode_shares_what_it_says() -> None:
    calls = [common("a", 10), common("b", 10, time=10.0), common("b", 11, time=20.0)]
    assert cached(calls, Mode.ISOLATE) == [0, 0, 12]
    assert cached(calls, Mode.DECLARED) == [12, 12, 12]
    assert cached(calls, Mode.SHARE_ALL_UNSAFE) == [0, 16, 12]
    assert cached(calls, Mode.LEDGER) == [0, 0, 12], "two owners are not enough"


def test_what_enough_owners_use_is_shared_from_the_draw_on() -> None:
    calls = [common(f"t{n}", 10 + n, time=float(n)) for n in range(6)]
    calls += [common("late", 50, time=9.9), common("later", 51, time=30.0)]
    assert cached(calls, Mode.LEDGER, release=SURE) == [0] * 7 + [12]


def test_what_is_declared_is_computed_before_anybody_is_served_and_what_is_drawn_while_others_wait() -> None:
    declared = run([common("a", 10)], Mode.DECLARED)
    assert list(declared.records.ttft) == [1.0]
    calls = [common(f"t{n}", 10 + n, time=float(n)) for n in range(6)] + [common("late", 50, time=10.0)]
    assert run(calls, Mode.LEDGER, release=SURE).records.ttft[-1] == 2.0, "after the step that materialises"


def test_one_owner_who_asks_again_and_again_releases_nothing() -> None:
    calls = [common("a", 10 + n, time=float(n)) for n in range(50)] + [common("b", 99, time=90.0)]
    assert cached(calls, Mode.LEDGER, release=SURE)[-1] == 0


def test_what_was_released_expires_at_the_end_of_the_next_period() -> None:
    calls = [common(f"t{n}", 10 + n, time=float(n)) for n in range(6)]
    calls += [common("x", 50, time=195.0), common("y", 51, time=205.0)]
    assert cached(calls, Mode.LEDGER, release=SURE)[-2:] == [12, 0]


def test_a_text_that_continues_a_published_one_is_voted_for_after_it() -> None:
    def longer(tenant: str, own: int, time: float) -> Call:
        return asked([*COMMON, 4, own], tenant=tenant, session=tenant, public=4, time=time)

    calls = [common("first", 9)]
    calls += [longer(f"t{n}", 10 + n, 1.0 + n) for n in range(6)]
    calls += [longer(f"u{n}", 20 + n, 11.0 + n) for n in range(6)]
    calls += [longer("v", 50, 30.0)]
    found = cached(calls, Mode.LEDGER, release=SURE)
    assert found[:7] == [0] * 7
    assert found[7:13] == [12] * 6, "only the first unpublished text gets a vote"
    assert found[13] == 16


def test_the_region_is_a_bound() -> None:
    calls = [common("a", 10), asked([7, 8, 9], tenant="b", public=3, time=5.0)]
    calls += [dataclasses.replace(call, time=call.time + 50) for call in calls]
    outcome = run(calls, Mode.DECLARED, region=0.05)
    assert outcome.published == 1, "five blocks: room for one text of three"
    assert list(outcome.records.cached) == [12, 0, 16, 12]


@pytest.mark.parametrize("partition", [Partition.FAIR, Partition.STRICT])
def test_the_cache_can_be_partitioned(partition: Partition) -> None:
    calls = [common("a", 10), common("b", 10, time=10.0)]
    share = Share(cap=10, guarantee=5)
    assert cached(calls, Mode.DECLARED, partition=partition, tenant_share=share) == [12, 12]


def test_a_conversation_stays_on_its_replica_and_load_spreads() -> None:
    calls = [common(f"t{n % 5}", 10 + n % 5, time=100.0 * n) for n in range(20)]
    assert sum(cached(calls, Mode.ISOLATE, replicas=4)) == 15 * 16
    busy = [common(f"t{n}", 10 + n, output=100) for n in range(4)]
    outcome = run(busy, Mode.ISOLATE, replicas=4, spread="load")
    assert list(outcome.records.ttft) == [1.0] * 4


def test_long_prompts_reach_the_queue_later() -> None:
    calls = [asked(range(20), time=0.0), asked([90], time=1.0, tenant="b")]
    outcome = simulate(calls, setting(), cost(frontend=1.0, text=0.1))
    assert list(outcome.records.ttft) == pytest.approx([1.0 + 8.1 + 1.0, 1.0 + 0.5 + 1.0])


def test_more_sharing_means_more_hits_on_a_composed_trace() -> None:
    recipe = Recipe(tenants=40, applications=4, applications_per_tenant=1, documents=4, block_tokens=64, sensitive=0.3)
    calls = list(itertools.islice(compose(recipe, seed=2, rate=2.0), 600))
    price = cost(step=1e-3, prefill=1e-5)
    hits = {}
    for mode in (Mode.ISOLATE, Mode.LEDGER, Mode.DECLARED, Mode.SHARE_ALL_UNSAFE):
        chosen = setting(mode, blocks=60_000, block_tokens=64, release=SURE, region=0.5)
        outcome = simulate(calls, chosen, price, declared=public_texts(calls) if mode is Mode.DECLARED else ())
        assert outcome.records.refused == 0
        assert not any(map(math.isnan, outcome.records.ttft))
        hits[mode] = sum(outcome.records.cached)
    assert list(hits.values()) == sorted(hits.values())
    assert len(set(hits.values())) == 4


def test_a_seed_decides_the_vote() -> None:
    calls = [common(f"t{n}", 10 + n, time=3.0 * n) for n in range(30)]
    close = setting(Mode.LEDGER, release=Release(epsilon=1.0, delta=1e-3, period_seconds=100, draws=10))

    def drawn(seed: int) -> tuple[int, ...]:
        return tuple(simulate(calls, close, PLAIN_COST, seed=seed).records.cached)

    assert len({drawn(seed) for seed in range(9)}) > 1
    assert drawn(4) == drawn(4)


def test_public_texts_are_those_in_most_requests_parents_first() -> None:
    calls = [asked([1, 2, 3], public=3, tenant=t) for t in "ab"] + [asked([1, 2], public=1, tenant="c"), asked([8])]
    texts = public_texts(calls, tenants=1)
    assert [(text.path, text.start) for text in texts] == [((1,), 0), ((1, 2, 3), 1)]
    assert [text.path for text in public_texts(calls, tenants=3)] == [(1,)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": Mode.SHARE_ALL_UNSAFE, "partition": Partition.FAIR},
        {"mode": Mode.DETECTOR},
        {"policy": "fifo"},
        {"spread": "random"},
        {"partition": Partition.STRICT},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OperatorError):
        setting(**wrong)


def test_blocks_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="blocks have 4 tokens, not 16"):
        simulate([asked([1])], setting(block_tokens=16), PLAIN_COST)


def test_an_empty_prompt_is_refused() -> None:
    with pytest.raises(ValueError, match="one token or more"):
        simulate([asked([], rest=0)], setting(), PLAIN_COST)


def test_a_stored_cost_model_is_read_and_anything_else_refused(tmp_path: Path) -> None:
    file = tmp_path / "cost.json"
    with pytest.raises(OperatorError, match="not found"):
        load(file)
    file.write_text(json.dumps({"cost": dataclasses.asdict(PLAIN_COST)}))
    assert load(file) == PLAIN_COST
    for wrong in (
        "[]",
        "{}",
        '{"cost": {"step": 1}}',
        "x",
        json.dumps({"cost": {**dataclasses.asdict(PLAIN_COST), "step": 0}}),
    ):
        file.write_text(wrong)
        with pytest.raises(OperatorError, match="not a cost model"):
            load(file)
