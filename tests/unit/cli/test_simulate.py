"""`safekv simulate` from the command line; no server is started."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from safekv.cli.main import app
from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench.simulator import probes, replay
from safekv_lab.bench.simulator.probes import Decode, Prefill
from safekv_lab.bench.simulator.replay import Comparison
from safekv_lab.cli import simulate as command

runner = CliRunner()


def simulate(*arguments: str) -> Any:
    return runner.invoke(app, ["simulate", *arguments])


def test_every_mode_at_every_share_with_its_settings(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    result = simulate("--requests", "60", "--sensitive", "0,100", "--tenants", "5", "--seed", "3", "--json", str(file))
    assert result.exit_code == 0, result.output
    document = json.loads(file.read_text())
    assert [(row["sensitive"], row["mode"]) for row in document["rows"]] == [
        (share, mode) for share in (0.0, 1.0) for mode in ("isolate", "declared", "ledger", "share-all-unsafe")
    ]
    assert (document["seed"], document["tenants"], document["cost"]["step"] > 0) == (3, 5, True)
    nothing_to_share = {row["mode"]: row["hit_share"] for row in document["rows"] if row["sensitive"] == 1.0}
    assert nothing_to_share["isolate"] == nothing_to_share["declared"] == nothing_to_share["ledger"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--modes", "isolated"), "no such mode"),
        (("--sensitive", "lots"), "a list of percentages"),
        (("--sensitive", "120"), "between 0 and 100"),
        (("--partition", "strict", "--modes", "isolate"), "--cap"),
        (("--trace", "mooncake"), "--data"),
        (("--trace", "nothing"), "no such trace"),
        (("--cost", "nowhere.json"), "not found"),
    ],
)
def test_what_is_wrong_is_said(arguments: tuple[str, ...], message: str) -> None:
    result = simulate("--requests", "5", *arguments)
    assert isinstance(result.exception, OperatorError)
    assert message in str(result.exception)


def test_what_a_trace_holds_is_told(tmp_path: Path) -> None:
    file = tmp_path / "traces.json"
    result = simulate("traces", "--traces", "composed", "--requests", "40", "--tenants", "3", "--json", str(file))
    assert result.exit_code == 0, result.output
    one = json.loads(file.read_text())["traces"]["composed"]
    assert (one["requests"], one["tenants"]) == (40, 3)
    assert "public" in result.output


def test_a_composed_trace_has_no_end_of_its_own() -> None:
    result = simulate("traces", "--traces", "composed")
    assert "--requests" in str(result.exception)


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def served(*_: Any, **__: Any) -> Iterator[Any]:
        yield type("Server", (), {"url": "http://127.0.0.1:9", "key": lambda self, name: "k"})()

    monkeypatch.setattr(command, "serve", served)


@pytest.mark.usefixtures("no_server")
def test_what_was_measured_is_fitted_and_can_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    prefills = [Prefill(prompt=n, cached=0, seconds=0.01 + n * 1e-4) for n in (10, 100, 1000, 2000)]
    decodes = [Decode(answers=n, context=100 * n, seconds=0.005 + n * 1e-3) for n in (1, 8)]
    monkeypatch.setattr(probes, "measure", lambda *_, **__: (prefills, decodes))
    file = tmp_path / "cost.json"
    result = simulate("calibrate", "--model", "some/model", "--json", str(file))
    assert result.exit_code == 0, result.output
    stored = json.loads(file.read_text())
    assert stored["cost"]["prefill"] == pytest.approx(1e-4, rel=0.01)
    assert len(stored["prefills"]) == 4
    assert simulate("--requests", "5", "--cost", str(file)).exit_code == 0


@pytest.mark.parametrize(("simulated", "code"), [(1.1, 0), (1.2, 1)])
def test_a_median_that_is_off_makes_the_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, simulated: float, code: int
) -> None:
    place = {mode: 10.0**n for n, mode in enumerate(replay.MODES)}

    def compared(mode: Mode, _: Any) -> Comparison:
        real, seen = place[mode], place[mode] * simulated
        return Comparison(mode=mode, real=(real,), simulated=(seen,), hits=(0.5, 0.5), same_hits=1.0, late=0.0)

    monkeypatch.setattr(replay, "play", lambda load, mode, model, **_: mode)
    monkeypatch.setattr(replay, "compare", compared)
    file = tmp_path / "validation.json"
    result = simulate("validate", "--model", "some/model", "--json", str(file))
    assert result.exit_code == code, result.output
    stored = json.loads(file.read_text())
    assert stored["same_order"] is True
    assert [row["ratio"] for row in stored["modes"]] == pytest.approx([simulated] * 3)
