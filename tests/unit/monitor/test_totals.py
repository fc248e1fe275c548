"""Totals of those that use most, in bounded memory, of which none ever falls."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from safekv.monitor.totals import TenantTotals
from safekv.types import TenantId


def by_tenant(totals: TenantTotals[str]) -> tuple[dict[str, int], int]:
    """Tokens of each, and of the others."""
    found: dict[str, Any] = totals.describe()
    each = {one["tenant"]: one["prompt_tokens"]["own"] for one in found["by_tenant"]}
    return each, found["others"]["prompt_tokens"]["own"]


def count(totals: TenantTotals[str], tenant: str, tokens: int) -> None:
    totals.count(TenantId(tenant), {"own": tokens})


def test_who_comes_gets_totals_of_its_own_at_the_next_look_and_those_begin_at_0() -> None:
    totals = TenantTotals(["own"], most=2)
    assert by_tenant(totals) == ({}, 0)
    count(totals, "a", 5)
    assert by_tenant(totals) == ({"a": 0}, 5)
    for tenant, tokens in (("b", 6), ("c", 1), ("d", 2), ("a", 5)):
        count(totals, tenant, tokens)
    assert by_tenant(totals) == ({"a": 5, "b": 0}, 14)
    for tenant in ("a", "b", "c"):
        count(totals, tenant, 1)
    assert by_tenant(totals) == ({"a": 6, "b": 1}, 15)


def test_who_uses_more_takes_the_place_of_who_uses_least_from_then_on() -> None:
    totals = TenantTotals(["own"], most=2)
    for tenant, tokens in (("a", 100), ("b", 1)):
        count(totals, tenant, tokens)
    assert by_tenant(totals) == ({"a": 0, "b": 0}, 101)
    count(totals, "b", 3)
    count(totals, "c", 50)
    assert by_tenant(totals) == ({"a": 0, "b": 3, "c": 0}, 151), "b for the last time"
    count(totals, "c", 7)
    count(totals, "b", 2)
    assert by_tenant(totals) == ({"a": 0, "c": 7}, 153)


def test_no_total_falls_while_it_is_there_and_each_token_counts_once() -> None:
    rng = random.Random(1)
    totals = TenantTotals(["own"], most=5, candidates=20)
    sent: Counter[str] = Counter()
    before: dict[str, int] = {}
    grown = 0
    entered = 0
    for _ in range(300):
        for _ in range(20):
            tenant, tokens = f"t{int(rng.paretovariate(0.7)) % 60}", rng.randrange(1, 50)
            sent[tenant] += tokens
            count(totals, tenant, tokens)
        each, others = by_tenant(totals)
        now = {**each, "": others}
        assert len(each) <= 2 * 5
        for name, value in now.items():
            assert value >= before.get(name, 0)
        entered += len(now.keys() - before.keys())
        grown += sum(value - before.get(name, 0) for name, value in now.items())
        before = now
    assert entered > 6, "nobody ever came in: the test proves nothing"
    assert grown == sent.total()


def test_memory_is_bounded_whatever_a_proxy_names() -> None:
    totals = TenantTotals(["own"], most=3, candidates=10)
    for number in range(1000):
        count(totals, f"t{number}", 1)
    assert len(totals._weights) <= 10
    assert len(by_tenant(totals)[0]) == 3
