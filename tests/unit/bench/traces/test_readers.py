"""Readers of texts and of arrivals: what becomes of a record, and what is refused."""

from __future__ import annotations

import gzip
import itertools
import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import OperatorError
from safekv_lab.bench.traces import azure, catalogue, lmcache, servegen, tau_bench
from safekv_lab.bench.traces.arrivals import poisson
from safekv_lab.bench.traces.describe import describe
from safekv_lab.bench.workloads import tau_bench as recorded
from tests.unit.bench.test_tau_bench import run
from tests.unit.bench.traces.sources import DATA, write_archive

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")

WORDS = " ".join(f"w{number}" for number in range(128))


def log(*records: tuple[int, str, str, str]) -> str:
    keys = ("timestamp", "session_id", "input", "output")
    return "".join(json.dumps(dict(zip(keys, record, strict=True))) + "\n" for record in records)


def write_log(data: Path, *records: tuple[int, str, str, str]) -> Path:
    write_archive(data / lmcache.FOLDER / "magagent.tar.xz", {"magagent/one.openai_chat.jsonl": log(*records)})
    return data


def test_a_prompt_that_goes_on_finds_the_blocks_of_prompt_and_answer(tmp_path: Path) -> None:
    answer = " ".join(f"a{number}" for number in range(80))
    longer = f"{WORDS}\n\nassistant: {answer}\n\nuser: go on"
    data = write_log(tmp_path, (3_000_000, "s", longer, "x\u2028y"), (1_000_000, "s", WORDS, answer))
    first, second = lmcache.read(data, "magagent")
    assert (first.time, second.time) == (0.0, 2.0)
    assert len(first.blocks) == 2
    assert len(first.generated) == 1, "assistant: and 80 words, of which 17 fill no block"
    assert second.blocks == first.blocks + first.generated
    assert first.output_tokens == 81
    assert first.public == 0


def test_a_record_without_a_prompt_is_left_out(tmp_path: Path) -> None:
    data = write_log(tmp_path, (1, "s", "", "answer"), (2, "s", " ", "answer"), (3, "s", "hello", ""))
    assert [call.prompt_tokens for call in lmcache.read(data, "magagent")] == [1]


def test_what_a_token_is_can_be_said(tmp_path: Path) -> None:
    (found,) = lmcache.read(write_log(tmp_path, (0, "s", "abcdef", "g")), "magagent", tokenize=list, block_tokens=2)
    assert len(found.blocks) == 3


def test_a_log_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="not found"):
        lmcache.read(tmp_path, "taubench")
    write_archive(tmp_path / lmcache.FOLDER / "taubench.tar.xz", {"a.jsonl": '{"input": 1}\n'})
    with pytest.raises(OperatorError, match="not LMCache's agent trace: KeyError"):
        lmcache.read(tmp_path, "taubench")


@pytest.fixture
def trajectories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    runs: list[Any] = [run(0, trial, "Hello", policy=WORDS) for trial in range(4)]
    path = tmp_path / tau_bench.FOLDER / recorded.TRAJECTORIES
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(json.dumps(runs).encode()))
    monkeypatch.setattr(tau_bench, "TRAJECTORIES", 4)
    return tmp_path


def test_the_policy_is_public_and_the_customers_are_not(trajectories: Path) -> None:
    calls = tau_bench.read(trajectories)
    assert {call.tenant for call in calls} == set(recorded.TENANTS)
    assert len(calls) == 8
    assert {call.public for call in calls} == {2}
    assert len({call.blocks[:2] for call in calls}) == 1
    assert [call.time for call in calls] == sorted(call.time for call in calls)


def test_a_turn_finds_the_blocks_of_the_answer_before_it(trajectories: Path) -> None:
    calls = [call for call in tau_bench.read(trajectories, block_tokens=1) if call.session == "task0-trial0"]
    first, second = calls
    assert second.blocks[: len(first.blocks + first.generated)] == first.blocks + first.generated


def test_trajectories_can_be_given_to_other_tenants(trajectories: Path) -> None:
    calls = tau_bench.read(trajectories, tenants=50, skew=0.0)
    assert {str(call.tenant).partition("-")[0] for call in calls} == {"tenant"}


AZURE = (
    "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:50.9951690,396,109\n2023-11-16 18:15:46.6805900,374,44\n"
)


def write_azure(data: Path, text: str) -> Path:
    path = data / azure.FOLDER / "AzureLLMInferenceTrace_conv.csv.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(text.encode()))
    return data


def test_arrivals_begin_at_zero_in_order(tmp_path: Path) -> None:
    first, second = azure.read(write_azure(tmp_path, AZURE), "conv")
    assert (first.time, first.prompt_tokens, first.output_tokens) == (0.0, 374, 44)
    assert second.time == pytest.approx(4.314579)


def test_arrivals_of_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="not Azure's trace: KeyError"):
        azure.read(write_azure(tmp_path, "a,b\n1,2\n"), "conv")


def window(**fields: Any) -> servegen.Window:
    return servegen.Window(**{"start": 600.0, "rate": 2.0, "pattern": "", "shape": None, **fields})


def test_clients_are_read_in_order_without_their_silences(tmp_path: Path) -> None:
    folder = "data/language/m-small"
    files = {
        f"{folder}/chunk-10-trace.csv": "0,1.5,1,Gamma,0.5,0.3\n",
        f"{folder}/chunk-2-trace.csv": "0,0,0,,0,0\n600,3,2,Weibull,0.001,0.1\n",
        "data/reason/deepseek-r1/chunk-0-trace.csv": "0,9,1,Gamma,0.5,0.3\n",
    }
    write_archive(tmp_path / servegen.FILE, files)
    second, tenth = servegen.read(tmp_path, "m-small")
    assert second == (servegen.Window(start=600.0, rate=3.0, pattern="Weibull", shape=servegen.WILDEST),)
    assert tenth == (servegen.Window(start=0.0, rate=1.5, pattern="Gamma", shape=0.5),)


def test_clients_of_something_else_are_refused(tmp_path: Path) -> None:
    write_archive(tmp_path / servegen.FILE, {"d/m-small/chunk-0-trace.csv": "0\n"})
    with pytest.raises(OperatorError, match="not ServeGen's clients: IndexError"):
        servegen.read(tmp_path, "m-small")


@pytest.mark.parametrize(("pattern", "shape"), [("", None), ("Gamma", 0.5), ("Weibull", 0.6)])
def test_drawn_arrivals_have_the_rate_that_was_asked_for(pattern: str, shape: float | None) -> None:
    quiet, busy = window(pattern=pattern, shape=shape), window(pattern=pattern, shape=shape, rate=6.0)
    drawn = list(servegen.draw([[quiet], [busy]], begin=600, duration=600, rate=20.0, seed=3))
    assert len(drawn) == pytest.approx(12_000, rel=0.1)
    assert sum(arrival.client == 1 for arrival in drawn) == pytest.approx(9_000, rel=0.1)
    assert [arrival.time for arrival in drawn] == sorted(arrival.time for arrival in drawn)
    assert all(0 <= arrival.time < 600 for arrival in drawn)
    assert drawn == list(servegen.draw([[quiet], [busy]], begin=600, duration=600, rate=20.0, seed=3))


def test_a_time_without_clients_has_no_arrivals() -> None:
    assert list(servegen.draw([[window()]], begin=0, duration=600, rate=1.0)) == []


def test_a_poisson_process_has_its_rate() -> None:
    gaps = [b.time - a.time for a, b in itertools.pairwise(itertools.islice(poisson(random.Random(1), rate=4), 4000))]
    mean = sum(gaps) / len(gaps)
    spread = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps))
    assert mean == pytest.approx(0.25, rel=0.1)
    assert spread / mean == pytest.approx(1.0, rel=0.1)
    with pytest.raises(ValueError, match="above 0"):
        next(poisson(random.Random(1), rate=0))


def test_an_unknown_trace_and_missing_data_are_the_operators() -> None:
    with pytest.raises(OperatorError, match="no such trace; there are mooncake"):
        catalogue.calls("mooncaek", None)
    with pytest.raises(OperatorError, match="--data names"):
        catalogue.calls("mooncake", None)


@pytest.mark.data
@needs_data
@pytest.mark.parametrize("name", catalogue.NAMES)
def test_every_trace_can_be_had(name: str) -> None:
    found = describe(catalogue.calls(name, DATA, requests=400))
    assert found.requests == 400
    assert found.ideal > 0


@pytest.mark.data
@needs_data
@pytest.mark.parametrize(
    ("read", "requests", "sessions", "foreign"),
    [
        pytest.param(lambda: lmcache.read(DATA, "magagent"), 693, 25, 0.007, id="magagent"),
        pytest.param(lambda: lmcache.read(DATA, "taubench"), 471, 24, 0.0, id="taubench"),
        pytest.param(lambda: tau_bench.read(DATA), 2454, 200, 0.0, id="airline"),
    ],
)
def test_the_real_logs_are_complete(
    read: Callable[[], list[Any]], requests: int, sessions: int, foreign: float
) -> None:
    found = describe(read())
    assert (found.requests, found.sessions) == (requests, sessions)
    assert found.foreign == pytest.approx(foreign, abs=0.001)
    assert found.own > 0.8
