"""Composed traces: what is asked for is what comes out."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter, defaultdict
from typing import Any

import pytest

from safekv_lab.bench.traces.arrivals import Arrival
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.compose import Recipe, compose
from safekv_lab.bench.traces.describe import describe
from safekv_lab.bench.traces.popularity import popular
from safekv_lab.bench.traces.prefixes import Prefixes
from safekv_lab.bench.traces.tenancy import Zipf
from tests.unit.bench.traces.sources import call

SMALL = Recipe(tenants=8, applications=6, documents=5, applications_per_tenant=2)


def taken(count: int = 1500, seed: int = 0, **changes: Any) -> list[Call]:
    return list(itertools.islice(compose(dataclasses.replace(SMALL, **changes), seed=seed), count))


def test_a_seed_decides_all() -> None:
    assert taken(300) == taken(300)
    assert taken(300) != taken(300, seed=1)


def test_times_rise_and_blocks_are_those_of_the_tokens() -> None:
    calls = taken()
    assert [c.time for c in calls] == sorted(c.time for c in calls)
    for c in calls:
        assert len(c.blocks) == c.prompt_tokens // c.block_tokens
        assert len(c.blocks + c.generated) == (c.prompt_tokens + c.output_tokens) // c.block_tokens
        assert c.public <= len(c.blocks)


def test_an_id_stands_for_all_before_it() -> None:
    before: dict[int, int | None] = {}
    for c in taken():
        for parent, block in itertools.pairwise((None, *c.blocks, *c.generated)):
            assert block is not None
            assert before.setdefault(block, parent) == parent


def test_a_turn_goes_on_where_the_answer_before_it_ended() -> None:
    last: dict[str, Call] = {}
    going_on = 0
    for c in taken():
        if earlier := last.get(c.session):
            going_on += 1
            held = earlier.blocks + earlier.generated
            assert c.blocks[: len(held)] == held
            assert c.tenant == earlier.tenant
        last[c.session] = c
    assert going_on > 500


@pytest.mark.parametrize("sensitive", [0.0, 1.0])
def test_nothing_or_all_can_be_sensitive(sensitive: float) -> None:
    found = describe(taken(sensitive=sensitive, tenants=200))
    none, some = (found.foreign, found.public) if sensitive == 0 else (found.public, found.foreign)
    assert none == 0
    assert some > 0.01


def test_more_sensitive_text_leaves_less_that_may_be_shared() -> None:
    shares = []
    for sensitive in (0.0, 0.25, 0.5, 0.75, 1.0):
        calls = taken(sensitive=sensitive, applications=20, documents=20)
        texts = [c.public > 0 for c in calls]
        shares.append(1 - sum(texts) / len(texts))
    assert shares == sorted(shares)
    assert all(
        share == pytest.approx(asked, abs=0.15) for share, asked in zip(shares, (0, 0.25, 0.5, 0.75, 1), strict=True)
    )


def test_what_an_unsafe_cache_would_hit_does_not_depend_on_what_is_sensitive() -> None:
    assert describe(taken(sensitive=0.0)).ideal == pytest.approx(describe(taken(sensitive=0.9)).ideal)


def test_tenants_share_an_application_only_if_they_use_it() -> None:
    used = defaultdict(set)
    for c in taken(document_share=0.0):
        used[c.tenant].add(c.blocks[0])
    assert {len(applications) for applications in used.values()} <= {1, 2}


def test_activity_floods() -> None:
    calls = taken(3000, tenants=4, activity=(97.0, 1.0, 1.0, 1.0))
    counts = Counter(c.tenant for c in calls)
    assert counts.most_common(1)[0][1] > 0.9 * len(calls)


def test_recorded_arrivals_say_who_when_and_how_long() -> None:
    arrivals = [Arrival(time=5.0, client=3, prompt_tokens=50_000, output_tokens=7), Arrival(time=6.0, client=11)]
    calls = list(compose(SMALL, arrivals=arrivals))
    first = calls[0]
    assert (first.time, first.tenant, first.prompt_tokens, first.output_tokens) == (5.0, "tenant-3", 50_000, 7)
    assert {c.tenant for c in calls} == {"tenant-3"}, "11 is 3 among 8 tenants"
    assert len({c.session for c in calls}) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"sensitive": 1.1},
        {"document_share": -0.1},
        {"activity": (1.0,)},
        {"applications_per_tenant": 7},
        {"turns": 0.5},
        {"application_blocks": (0, 3)},
    ],
)
def test_a_recipe_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"share|activity|tenant|turns"):
        dataclasses.replace(SMALL, **wrong)


def test_popular_blocks_pass_for_public_up_to_the_first_that_is_not() -> None:
    calls = [call([1, 2, 3], tenant="a"), call([1, 2, 4], tenant="b"), call([1, 5], tenant="c"), call([9], tenant="a")]
    assert [c.public for c in popular(calls, tenants=2)] == [2, 2, 1, 0]
    assert [c.public for c in popular(calls, tenants=3)] == [1, 1, 1, 0]


def test_a_tenants_own_repetition_makes_nothing_popular() -> None:
    assert [c.public for c in popular([call([1]), call([1]), call([1])], tenants=2)] == [0, 0, 0]


def test_prompts_have_the_same_id_exactly_where_they_agree_from_the_start() -> None:
    prefixes = Prefixes(2)
    a = prefixes.ids("aabbccd")
    assert len(a) == 3
    assert prefixes.ids("aabbcc") == a
    b = prefixes.ids("aaxxcc")
    assert (b[0] == a[0], b[1] == a[1], b[2] == a[2]) == (True, False, False)
    assert len(prefixes) == 5


def test_whose_hits_an_endless_cache_would_have() -> None:
    calls = [
        call([1, 2], tenant="a", generated=(3,)),
        call([1, 2, 3], tenant="a"),
        call([1, 2, 3, 4], tenant="b", public=1),
    ]
    found = describe(calls)
    assert (found.blocks, found.distinct) == (9, 4)
    assert (found.own, found.public, found.foreign) == (3 / 9, 1 / 9, 2 / 9)


def test_zipf_is_uniform_without_skew_and_refuses_nonsense() -> None:
    assert set(Zipf(3, 0.0).weights) == {1.0}
    assert Zipf(3, 1.0).weights == (1.0, 1 / 2, 1 / 3)
    with pytest.raises(ValueError, match="negative"):
        Zipf(0, 1.0)
