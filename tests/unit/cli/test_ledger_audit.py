"""`safekv ledger audit` and `simulate` on small numbers."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

pytest.importorskip("numpy")
pytest.importorskip("scipy")

from safekv.errors import OperatorError
from safekv_lab.audit import report
from safekv_lab.audit.alternatives import TwoCreators
from safekv_lab.bench import release_time
from safekv_lab.cli import ledger_audit

app = typer.Typer()
app.command()(ledger_audit.audit)
app.command()(ledger_audit.simulate)


def small(*, sound: bool) -> report.ExactCase:
    return report.ExactCase(
        selection=TwoCreators(),
        epsilon=1.0,
        delta=0.01,
        draws=1,
        worlds="two",
        pairs=iter([((1,), (2,))]),
        sound=sound,
    )


def test_an_audit_in_which_all_is_as_it_must_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "exact_cases", lambda: iter([small(sound=False)]))
    file = tmp_path / "audit.json"
    result = CliRunner().invoke(app, ["audit", "--games", "0", "--seed", "3", "--json", str(file)])
    assert result.exit_code == 0, result.output
    written = json.loads(file.read_text())
    assert written["seed"] == 3
    assert written["exact"][0]["share_of_delta"] == 100
    assert written["exact"][0]["passed"] is True


def test_an_audit_that_finds_a_leak_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "exact_cases", lambda: iter([small(sound=True)]))
    result = CliRunner().invoke(app, ["audit", "--games", "0"])
    assert result.exit_code == 1
    assert "1 of 1 checks" in result.stderr


def test_games_are_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "exact_cases", lambda: iter(()))
    monkeypatch.setattr(report, "EPSILONS", (2.0,))
    file = tmp_path / "audit.json"
    result = CliRunner().invoke(app, ["audit", "--games", "4000", "--json", str(file)])
    assert result.exit_code in (0, 1)
    played = json.loads(file.read_text())["played"]
    assert {row["selection"] for row in played} >= {"stopped-draw", "two-creators", "above-threshold"}
    assert all(row["passed"] for row in played if row["sound"])
    assert {row["without"] for row in played if row["selection"] == "two-creators"} == {"1 x 1"}


def test_too_few_games_are_refused() -> None:
    result = CliRunner().invoke(app, ["audit", "--games", "10"])
    assert isinstance(result.exception, OperatorError)


@pytest.mark.parametrize("command", ["audit", "simulate"])
def test_a_missing_extra_names_its_mend(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = ("safekv_lab.audit", "safekv_lab.bench.release_time")
    for name in [name for name in sys.modules if name.startswith(hidden)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("safekv_lab.audit.report", raising=False)
    monkeypatch.delattr("safekv_lab.bench.release_time", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    result = CliRunner().invoke(app, [command])
    assert isinstance(result.exception, OperatorError)
    assert "numpy" in str(result.exception)
    assert "pip install safekv-lab" in str(result.exception)


@pytest.mark.parametrize("made", ["_simulation_table", "_exact_table", "_games_table"])
def test_a_table_loses_nothing_on_eighty_columns(made: str) -> None:
    scenario = release_time.Scenario(label="uptake in 28 days", owners=1000, share=1.0)
    rows: dict[str, Any] = {
        "_simulation_table": release_time.simulate(scenario, runs=100, seed=0),
        "_exact_table": small(sound=True).measure(),
    }
    if made == "_games_table":
        rows[made] = next(iter(report.play(0.5, 1000, 0, progress=lambda _: None)))
    table = getattr(ledger_audit, made)([rows[made]])
    narrow, wide = (Console(width=width, file=io.StringIO()) for width in (80, 400))
    for console in (narrow, wide):
        console.print(table)
    shown, whole = (console.file.getvalue().split() for console in (narrow, wide))  # type: ignore[attr-defined]
    assert "…" not in "".join(shown)
    assert [word for word in sorted(shown) if "─" not in word] == [word for word in sorted(whole) if "─" not in word]


def test_a_simulation_writes_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = [release_time.Scenario(label="all", owners=40, share=1.0)]
    monkeypatch.setattr(release_time, "scenarios", lambda: iter(chosen))
    file = tmp_path / "times.json"
    result = CliRunner().invoke(app, ["simulate", "--runs", "400", "--json", str(file)])
    assert result.exit_code == 0, result.output
    (row,) = json.loads(file.read_text())["rows"]
    assert row["scenario"]["owners"] == 40
    assert 0 < row["median_hours"] < row["ninety_percent_hours"] < 168
