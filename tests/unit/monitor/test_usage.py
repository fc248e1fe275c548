"""Prompt tokens by where they came from."""

from __future__ import annotations

from typing import Any

import pytest

from safekv.monitor.usage import Asking, Part, Usage, asking
from safekv.types import Private, TenantId, Unshared, WriteScope

SUPPORT, RELEASED, TOOLS = Part(end=32, name="support"), Part(end=48), Part(end=64, name="tools")


def used(*, hit: int, parts: tuple[Part, ...] = (), tokens: int = 100) -> dict[str, Any]:
    usage = Usage(per_tenant=False)
    usage.scheduled(Asking.PRIVATE, TenantId("a"), tokens=tokens, hit=hit, parts=parts)
    return usage.describe(["support", "tools"])


@pytest.mark.parametrize(
    ("hit", "parts", "sources"),
    [
        pytest.param(0, (), (0, 0, 0, 100), id="nothing is there"),
        pytest.param(80, (), (80, 0, 0, 20), id="its own"),
        pytest.param(32, (SUPPORT,), (0, 32, 0, 68), id="a declared prefix"),
        pytest.param(80, (SUPPORT,), (48, 32, 0, 20), id="its own behind a declared prefix"),
        pytest.param(80, (SUPPORT, RELEASED), (32, 32, 16, 20), id="a released unit behind a declared one"),
        pytest.param(80, (SUPPORT, RELEASED, TOOLS), (16, 48, 16, 20), id="a declared one behind that"),
        pytest.param(16, (SUPPORT, RELEASED), (0, 16, 0, 84), id="a prompt that ends where the unit does"),
        pytest.param(80, (Part(end=48),), (32, 0, 48, 20), id="a released unit"),
    ],
)
def test_a_prompt_is_split_by_where_it_came_from(hit: int, parts: tuple[Part, ...], sources: tuple[int, ...]) -> None:
    found = used(hit=hit, parts=parts)["prompt_tokens"]
    assert tuple(found[source] for source in ("own", "declared", "released", "computed")) == sources
    assert sum(found.values()) == 100


def test_a_hit_counts_for_the_last_declared_unit_that_it_reaches() -> None:
    found = used(hit=80, parts=(SUPPORT, RELEASED, TOOLS))
    assert found["declared"] == {"support": {"hits": 0, "tokens": 0}, "tools": {"hits": 1, "tokens": 48}}
    assert found["released"] == {"hits": 1, "tokens": 16}


def test_what_is_declared_is_there_before_it_is_hit_and_gone_with_its_declaration() -> None:
    usage = Usage(per_tenant=False)
    assert usage.describe(["support"])["declared"] == {"support": {"hits": 0, "tokens": 0}}
    usage.scheduled(Asking.PRIVATE, None, tokens=40, hit=32, parts=(SUPPORT,))
    assert usage.describe(["support"])["declared"] == {"support": {"hits": 1, "tokens": 32}}
    assert usage.describe([])["declared"] == {}
    assert usage.describe([])["prompt_tokens"]["declared"] == 32, "the sum stays"


ASKING: list[tuple[WriteScope, Asking]] = [
    (Private(tenant=TenantId("a")), Asking.PRIVATE),
    (Unshared(reads_published=True, asker=TenantId("a")), Asking.NO_STORE),
    (Unshared(reads_published=True), Asking.OPERATOR),
    (Unshared(reads_published=False), Asking.ANONYMOUS),
]


@pytest.mark.parametrize(("scope", "kind"), ASKING, ids=[kind.value for _, kind in ASKING])
def test_requests_count_by_the_scope_that_they_have(scope: WriteScope, kind: Asking) -> None:
    usage = Usage(per_tenant=False)
    before = usage.describe([])["requests"]
    assert before == dict.fromkeys(Asking, 0)
    usage.scheduled(asking(scope), None, tokens=10, hit=0)
    assert usage.describe([])["requests"] == {**before, kind: 1}


def test_without_scopes_what_is_hit_is_anybodys() -> None:
    usage = Usage(per_tenant=False)
    usage.scheduled(Asking.ANYBODY, None, tokens=10, hit=8)
    found = usage.describe([])["prompt_tokens"]
    assert (found["anybody"], found["own"], found["computed"]) == (8, 0, 2)


def test_tenants_are_counted_where_the_policy_says_so() -> None:
    usage = Usage(per_tenant=True)
    usage.scheduled(Asking.PRIVATE, TenantId("a"), tokens=100, hit=0)
    assert usage.describe([])["tenants"]["others"]["requests"] == 1
    usage.scheduled(Asking.PRIVATE, TenantId("a"), tokens=100, hit=80, parts=(SUPPORT,))
    usage.scheduled(Asking.ANONYMOUS, None, tokens=100, hit=0)
    (alice,) = usage.describe([])["tenants"]["by_tenant"]
    assert (alice["tenant"], alice["requests"]) == ("a", 1)
    assert alice["prompt_tokens"] == {"own": 48, "declared": 32, "released": 0, "anybody": 0, "computed": 20}
    assert used(hit=80)["tenants"] is None
