from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common
from safekv.cache.evict import BEST, POLICIES
from safekv.cache.pool import Pool
from safekv.cli.main import app
from safekv.types import TenantId
from safekv_lab.bench.evict import flood, overhead, study
from safekv_lab.bench.evict.replay import Future, Tally, distinct_blocks, keys_of, last_calls, serve
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.compose import Recipe, compose

RECIPE = Recipe(block_tokens=64, application_blocks=(2, 4), document_blocks=(1, 3), tenants=4)


def call(time: float, blocks: tuple[int, ...], *, session: str = "s", generated: tuple[int, ...] = ()) -> Call:
    return Call(
        time=time,
        tenant=TenantId("a"),
        session=session,
        blocks=blocks,
        block_tokens=16,
        prompt_tokens=16 * len(blocks),
        output_tokens=16 * len(generated),
        generated=generated,
    )


@pytest.fixture
def calls() -> list[Call]:
    return list(islice(compose(RECIPE, seed=1), 400))


def test_a_prompt_hits_what_prompts_and_answers_before_it_left() -> None:
    pool, tally = Pool(Allocator(capacity=10), POLICIES["lru"]), Tally()
    for each in (call(0.0, (1, 2), generated=(3,)), call(1.0, (1, 2, 3, 4)), call(2.0, (5, 2))):
        serve(pool, each, keys_of(each), Common.ANONYMOUS, tally)
    assert (tally.asked, tally.hit, tally.refused) == (8, 3, 0)


def test_what_does_not_fit_is_refused_and_counts_as_missed() -> None:
    pool, tally = Pool(Allocator(capacity=3), POLICIES["lru"]), Tally()
    each = call(0.0, (1, 2, 3, 4))
    serve(pool, each, keys_of(each), Common.ANONYMOUS, tally)
    assert (tally.hit, tally.refused, tally.hit_rate) == (0, 1, 0.0)


def test_two_scopes_share_no_key() -> None:
    each = call(0.0, (1, 2))
    assert not set(keys_of(each, scope=b"a")) & set(keys_of(each, scope=b"b"))
    assert {len(key) for key in keys_of(each, scope=b"a")} == {32}


def test_the_future_is_what_prompts_will_have() -> None:
    calls = [call(0.0, (1, 2)), call(1.0, (1, 3), generated=(2,)), call(2.0, (1, 2))]
    future = Future(calls)
    one, two = keys_of(calls[0])
    assert (future.next_use(one), future.next_use(two)) == (1, 2)
    future.present = 2
    assert future.next_use(one) == float("inf")


def test_sessions_end_with_their_last_calls() -> None:
    calls = [call(0.0, (1,), session="x"), call(1.0, (2,), session="y"), call(2.0, (3,), session="x")]
    assert last_calls(calls) == {1, 2}


def test_no_policy_beats_the_optimum_and_without_eviction_all_are_equal(calls: list[Call]) -> None:
    results = list(study.study("w", calls, fractions=[0.2, 1.0], arms=study.ARMS, progress=lambda _: None))
    assert len(results) == 2 * len(study.ARMS)
    for row in results:
        assert row.hit_rate <= row.optimum + 1e-12
        if row.cache_fraction == 1.0 and not row.policy.endswith(study.TOLD):
            assert row.hit_rate == row.optimum


def test_a_flood_takes_from_all_in_plain_and_from_nobody_in_strict() -> None:
    quiet = list(islice(compose(RECIPE, seed=2), 300))
    outcomes = {
        o.partition: o for o in flood.experiment(quiet, fractions=[0.4], guaranteed=1.0, progress=lambda _: None)
    }
    assert outcomes["strict"].fall == outcomes["strict"].worst == 0.0
    assert outcomes["plain"].fall > outcomes["fair"].fall
    assert outcomes["plain"].fragmentation == 0.0
    assert outcomes["plain"].flooder == outcomes["strict"].flooder == 0.0


def test_a_flood_sends_what_it_is_said_to() -> None:
    quiet = [call(0.0, (1, 2)), call(1.0, (3,))]
    calls = flood.with_flood(quiet, blocks=20)
    sent = [each for each in calls if each.tenant == flood.FLOODER]
    assert [each for each in calls if each.tenant != flood.FLOODER] == quiet
    assert distinct_blocks(sent) == 20


def test_overhead_is_timed_for_everything() -> None:
    rows = overhead.measure(capacity=512, tenants=2, rounds=2, progress=lambda _: None)
    assert len(rows) == 3 * len(POLICIES)
    assert all(row.hit_us > 0 and row.miss_us > 0 for row in rows)


def test_the_command_writes_what_outside_checks_read(tmp_path: Path) -> None:
    file = tmp_path / "evict.json"
    arguments = ["--fraction", "0.1", "--requests", "100", "--policy", BEST, "--json", str(file)]
    result = CliRunner().invoke(app, ["bench", "evict", *arguments])
    assert result.exit_code == 0, result.output
    document = json.loads(file.read_text())
    (row,) = document["results"]
    assert (row["workload"], row["cache_fraction"], row["policy"]) == ("composed", 0.1, BEST)
    assert 0 < row["hit_rate"] <= row["optimum"] <= 1


@pytest.mark.parametrize("arguments", [["--policy", "best"], ["--fraction", "1.5"]])
def test_what_there_is_not_cannot_be_measured(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["bench", "evict", "--requests", "100", *arguments])
    assert result.exit_code != 0
