"""What trials come to: the promised names, ratios by turns, and what happens to contenders that are not there."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import EngineError
from safekv_lab.bench.search import run
from safekv_lab.bench.search.run import Missing
from safekv_lab.bench.search.trial import OURS, Figures, Result
from safekv_lab.bench.search.workload import Workload
from tests.unit.cli.runner import safekv


def figures(scale: float) -> Figures:
    return Figures(hot={"64": scale, "512": 3 * scale, "4096": 9 * scale}, fresh=6 * scale, batch=20 * scale)


def result(name: str, scale: float, workload: Workload) -> Result:
    beside = [] if name == OURS else [figures(1.0), figures(2.0), figures(1.0)]
    rounds = [figures(scale), figures(2 * scale), figures(scale)]
    return Result(
        contender=name,
        entries=workload.distinct,
        insert=200.0,
        memory=80.0,
        reserved=72.0 if name.startswith("safekv") else None,
        rounds=rounds,
        beside=beside,
    )


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Workload, Any]]:
    """Prepared answers in place of trials: vLLM 40 times as slow, Dynamo not installed."""
    asked: list[tuple[str, Workload, Any]] = []

    def trial(name: str, workload: Workload, *, rounds: int, path: Any = ()) -> Result | Missing:
        asked.append((name, workload, path))
        if name == "dynamo":
            return Missing(contender=name, reason="not installed (No module named 'dynamo')")
        return result(name, 40.0 if name == "vllm" else 1.0, workload)

    monkeypatch.setattr(run, "trial", trial)
    return asked


def test_the_command_writes_the_promised_names(trials: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "search.json"
    safekv("bench", "search", "--prompts", "100", "--largest", "100000", "--peers", tmp_path, "--json", file)
    document = json.loads(file.read_text())
    assert document["hot_us_512"] == 3.0
    assert document["fresh_us_512"] == 6.0
    assert document["batch_ratio_vllm"] == 40.0, "of each round by itself: drift falls out"
    assert document["bytes_per_block"] == 72.0
    assert document["contenders"].keys() == {
        *("safekv", "safekv-length", "vllm", "sglang-python", "sglang-rust"),
        *("safekv-aged", "safekv-shuffled"),
    }
    assert document["missing"] == {"dynamo": "not installed (No module named 'dynamo')"}
    assert [row["entries"] for row in document["slope"]] == pytest.approx([10_000, 100_000], rel=0.1)
    assert trials[0][1].prompts == 100
    assert trials[0][2] == [tmp_path]


def test_without_vllm_there_is_no_ratio() -> None:
    workload = Workload(prompts=10)
    results: list[Result | Missing] = [result(OURS, 1.0, workload), Missing(contender="vllm", reason="not installed")]
    assert run.document(results, [], 0)["batch_ratio_vllm"] is None


def ended(monkeypatch: pytest.MonkeyPatch, *, code: int, out: str = "", err: str = "") -> None:
    answer = subprocess.CompletedProcess(args=[], returncode=code, stdout=out, stderr=err)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)


@pytest.mark.parametrize(
    ("name", "error", "reason"),
    [
        ("dynamo", "ModuleNotFoundError: No module named 'dynamo'", "not installed (No module named 'dynamo')"),
        ("sglang-rust", "RuntimeError: another torch", "failed (RuntimeError: another torch)"),
        ("vllm", "", "failed (no message)"),
    ],
)
def test_a_peer_that_does_not_work_here_is_missing(
    name: str, error: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(monkeypatch, code=1, err=f"Traceback …\n{error}\n" if error else "")
    assert run.trial(name, Workload(), rounds=1) == Missing(contender=name, reason=reason)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("safekv", "RuntimeError: what"),
        ("vllm", "safekv.errors.EngineError: vllm does not find [512, 10, 256] blocks"),
    ],
)
def test_a_wrong_answer_is_not_a_missing_contender(name: str, error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ended(monkeypatch, code=1, err=error)
    with pytest.raises(EngineError, match=name):
        run.trial(name, Workload(), rounds=1)


def test_a_trial_in_a_process_of_its_own() -> None:
    workload = Workload(prefixes=1, prompts=2, longest=600)
    found = run.trial(OURS, workload, rounds=1)
    assert isinstance(found, Result)
    assert found.entries == workload.distinct
    assert run.hot(found.rounds) > 0
