"""Rules about units, on streams of hits that are made up."""

from __future__ import annotations

import pytest

from safekv.types import TenantId
from safekv_lab.bench.monitor import collateral, oracle, rates, speed
from safekv_lab.bench.monitor.rates import SECONDS, Hit, Stream
from safekv_lab.bench.traces.call import Call
from safekv_lab.simulator.cost import SMALL_ON_CPU


def hits(unit: int, window: int, count: int, *, owner: str | None = None) -> list[Hit]:
    return [
        Hit(time=(window + (n + 1) / (count + 2)) * SECONDS, unit=unit, owner=owner or f"owner-{n}")
        for n in range(count)
    ]


def stream() -> Stream:
    """Unit 1 is calm, 2 is probed in window 3, 3 has a crowd in window 3, 4 grows by itself in window 4."""
    found = []
    for window in range(6):
        for unit in (1, 2, 3, 4):
            found += hits(unit, window, 60 if (unit, window) == (4, 4) else 25)
    found += hits(2, 3, 100, owner="prober") + hits(3, 3, 100)
    probed, crowds = frozenset({(2, 3)}), frozenset({(3, 3)})
    return Stream(name="made up", hits=tuple(sorted(found, key=lambda h: h.time)), probed=probed, crowds=crowds)


def test_the_published_rule_finds_probing_and_takes_a_crowd_and_growth_for_it() -> None:
    outcome = rates.play(stream(), 2.0, 1.0)
    assert (outcome.probings, outcome.found) == (1, 1)
    assert (outcome.crowds, outcome.crowds_alarmed) == (1, 1)
    assert outcome.windows_alarmed == 1
    assert outcome.withheld > 0


def test_a_rule_that_knows_the_owners_spares_the_crowd() -> None:
    outcome = rates.play(stream(), 2.0, 0.3)
    assert (outcome.found, outcome.crowds_alarmed, outcome.windows_alarmed) == (1, 0, 0)


def test_a_high_rate_misses() -> None:
    assert rates.play(stream(), 6.0, 1.0).found == 0


def test_youden_is_true_alarms_less_false_ones() -> None:
    outcome = rates.Outcome(
        probings=10, found=9, crowds=0, crowds_alarmed=0, windows=100, windows_alarmed=20, hits=1, withheld=0
    )
    assert outcome.youden == pytest.approx(0.7)
    assert rates.total([outcome, outcome]).found == 18


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────


def test_the_game_is_won_under_quarantine_and_by_chance_only_under_restriction() -> None:
    rows = {(row.answer, row.tokens, row.noise): row for row in oracle.measure(games=60, seed=1) if row.rounds == 1}
    published = rows["quarantine, as published", 64, 0.0]
    assert published.value == 1.0
    assert published.low > 0.7
    assert rows["quarantine, knows the owners", 64, 0.0].value == 1.0
    ours = rows["restrict", 1, 0.0]
    assert ours.low < 0 < ours.high
    assert ours.restricted > 0.1, "the attacker was restricted, and learnt nothing from it"


# ── collateral ───────────────────────────────────────────────────────────────────────────────────


def victim(number: int, time: float) -> Call:
    blocks = (*range(10), 1000 + number)
    return Call(
        time=time,
        tenant=TenantId(f"victim-{number % 4}"),
        session=f"s{number}",
        blocks=blocks,
        block_tokens=16,
        prompt_tokens=16 * len(blocks) + 3,
        output_tokens=100,
        public=10,
    )


def test_victims_lose_nothing_to_a_restriction_and_something_to_a_quarantine() -> None:
    calls = [victim(number, 5.0 * number) for number in range(600)]
    attack = collateral._attack(calls, 1)
    merged = sorted([*calls, *attack], key=lambda call: call.time)
    rows = {
        answer: collateral.play("made up", answer, merged, SMALL_ON_CPU, attacked=True) for answer in collateral.ANSWERS
    }
    assert rows["alert"].probes_shared == rows["alert"].probes > 100
    assert rows["restrict"].probes_shared < 20
    assert rows["restrict"].extra_kept == rows["restrict"].extra_lost == 0
    assert rows["restrict"].ttft_p95 == rows["alert"].ttft_p95
    quarantined = rows["quarantine, as published"]
    assert quarantined.extra_lost > quarantined.extra_kept > 0
    assert quarantined.ttft_p95_lost > rows["alert"].ttft_p95


def test_speed_and_memory_are_measured() -> None:
    assert all(cost.best > 0 for cost in speed.measure(events=2000, repeats=9, seed=1))
    memory = speed.memory(tenants=2000, units=10, seed=1)
    assert 0 < memory.of_scores < 2000 * 1000
