"""The recorded airline agents: read from ../shared/data, or from a file that looks like them."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import OperatorError
from safekv_lab.bench.workloads import tau_bench

DATA = Path(__file__).parents[4] / "shared" / "data" / "pii_tau_bench"


def run(task: int, trial: int, opening: str, policy: str = "Policy.") -> dict[str, Any]:
    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    messages = [
        {"role": "system", "content": policy},
        {"role": "user", "content": opening},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "name": "find", "content": f"customer {task}"},
        {"role": "assistant", "content": "Done.", "tool_calls": None},
        {"role": "user", "content": "Bye."},
    ]
    return {"task_id": task, "trial": trial, "traj": messages}


def write(directory: Path, runs: Any) -> Path:
    path = directory / tau_bench.TRAJECTORIES
    path.parent.mkdir()
    path.write_bytes(gzip.compress(json.dumps(runs).encode()))
    return directory


def test_trials_of_a_task_go_to_different_tenants_and_agreeing_tasks_come_first(tmp_path: Path) -> None:
    runs = [run(0, trial, f"{trial} differs") for trial in range(4)] + [run(1, trial, "Hello") for trial in range(4)]
    workload = tau_bench.build(write(tmp_path, runs), trajectories=4)
    assert {request.session.partition("-")[0] for request in workload.requests} == {"task1"}
    assert workload.tenants == tau_bench.TENANTS
    assert [request.tenant for request in workload.requests] == [*tau_bench.TENANTS] * 2
    first, second = workload.requests[0], workload.requests[4]
    assert [message["role"] for message in first.messages] == ["system", "user"]
    assert [message["role"] for message in second.messages] == ["system", "user", "assistant", "tool"]
    assert second.messages[2]["content"] == ""


def test_long_requests_are_left_out(tmp_path: Path) -> None:
    runs = [run(0, trial, "x" * (5000 if trial == 3 else 5)) for trial in range(4)]
    workload = tau_bench.build(write(tmp_path, runs), trajectories=4, max_characters=1000)
    assert workload.tenants == tau_bench.TENANTS[:3]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"gpt-4o-airline\.json\.gz: not found"):
        tau_bench.build(tmp_path)


@pytest.mark.parametrize("content", [[1, 2], [{"task_id": 0}], {"a": 1}, "text"])
def test_something_else_is_refused(tmp_path: Path, content: Any) -> None:
    with pytest.raises(OperatorError, match="not the tau-bench trajectories"):
        tau_bench.build(write(tmp_path, content))


def test_two_policies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="one policy"):
        tau_bench.build(write(tmp_path, [run(0, 0, "a"), run(0, 1, "a", policy="Another.")]))


@pytest.mark.parametrize("wanted", [3, 5])
def test_too_few_or_too_many_trajectories_are_refused(tmp_path: Path, wanted: int) -> None:
    with pytest.raises(OperatorError, match="trajectories"):
        tau_bench.build(write(tmp_path, [run(0, trial, "a") for trial in range(4)]), trajectories=wanted)


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data/pii_tau_bench")
def test_the_real_data_have_30_conversations_with_customers_in_several_tenants() -> None:
    workload = tau_bench.build(DATA)
    assert workload.sessions >= 30
    assert len(workload.requests) >= 200
    tenants = defaultdict(set)
    for request in workload.requests:
        assert request.messages[:1] == workload.declared.messages
        tenants[request.session.partition("-")[0]].add(request.tenant)
    assert all(len(found) == 4 for found in tenants.values())
