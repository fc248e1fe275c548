"""The synthetic workload: repeatable, public first, and with something to leak."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict

import pytest

from safekv_lab.bench.workloads import agents
from safekv_lab.bench.workloads.workload import Request, interleave


def test_the_same_seed_gives_the_same_workload_and_another_another() -> None:
    assert agents.build(seed=3) == agents.build(seed=3)
    assert agents.build(seed=3) != agents.build(seed=4)


def test_every_request_starts_with_what_is_declared() -> None:
    workload = agents.build()
    declared = workload.declared
    for request in workload.requests:
        assert request.messages[: len(declared.messages)] == declared.messages
        assert request.tools == declared.tools
        assert len(request.messages) > len(declared.messages)


def test_a_conversation_is_replayed_turn_by_turn() -> None:
    sessions: dict[str, list[Request]] = defaultdict(list)
    for request in agents.build().requests:
        sessions[request.session].append(request)
    for requests in sessions.values():
        assert [request.turn for request in requests] == list(range(len(requests)))
        assert len(requests) > 1
        for earlier, later in itertools.pairwise(requests):
            assert later.messages[: len(earlier.messages)] == earlier.messages
            assert later.messages[-1]["role"] in ("user", "tool")


def openings(common: int) -> dict[str, set[str]]:
    """Tenants by the opening message that they sent."""
    found: dict[str, set[str]] = defaultdict(set)
    for request in agents.build(common=common).requests:
        found[request.messages[1]["content"]].add(request.tenant)
    return found


@pytest.mark.parametrize("common", [1, 2, 4])
def test_common_customers_turn_up_at_two_tenants_and_no_others_do(common: int) -> None:
    shared = [tenants for tenants in openings(common).values() if len(tenants) > 1]
    assert len(shared) == 2 * common  # two pairs among four tenants
    assert all(len(tenants) == 2 for tenants in shared)


def test_nothing_of_a_customer_is_declared() -> None:
    workload = agents.build()
    public = json.dumps([workload.declared.messages, workload.declared.tools])
    for request in workload.requests:
        assert request.messages[1]["content"] not in public


def test_tenants_take_turns() -> None:
    workload = agents.build(tenants=3)
    assert [request.tenant for request in workload.requests[:6]] == [*workload.tenants, *workload.tenants]


def test_interleaving_keeps_each_tenant_s_order_and_loses_nothing() -> None:
    def requests(tenant: str, count: int) -> list[Request]:
        return [Request(tenant=tenant, session="s", turn=turn, messages=()) for turn in range(count)]

    merged = interleave({"a": requests("a", 3), "b": requests("b", 1)})
    assert [(request.tenant, request.turn) for request in merged] == [("a", 0), ("b", 0), ("a", 1), ("a", 2)]


@pytest.mark.parametrize("wrong", [{"tenants": 1}, {"tenants": 99}, {"common": -1}, {"common": 5, "sessions": 4}])
def test_numbers_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="between"):
        agents.build(**wrong)


def test_the_declaration_is_ready_for_a_policy_file() -> None:
    entry = agents.DECLARED.as_policy()
    assert json.loads(json.dumps(entry)) == entry
    assert set(entry) == {"name", "messages", "tools"}
