"""`safekv model build` and `safekv demo` from the command line, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from safekv.cli.main import app
from safekv.errors import OperatorError
from safekv_lab.bench import tiny_model
from safekv_lab.cli import demo as command
from tests.unit.bench.test_demo import DECLARED, ISOLATED, LEAKING, record, run

RUNS = {run.mode: run for run in (LEAKING, ISOLATED, DECLARED)}
runner = CliRunner()


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Answer each mode with a prepared run; the dictionary may be changed."""
    runs: dict[Any, Any] = dict(RUNS)
    monkeypatch.setattr(command, "run_mode", lambda mode, *_, **__: runs[mode])
    return runs


def demo(*arguments: str) -> Any:
    return runner.invoke(app, ["demo", "--model", "some/model", *arguments])


@pytest.mark.usefixtures("no_server")
def test_a_demo_that_shows_what_it_should_exits_with_0_and_writes_its_record(tmp_path: Path) -> None:
    result = demo("--json", str(tmp_path / "demo.json"), "--seed", "4")
    assert result.exit_code == 0, result.output
    document = json.loads((tmp_path / "demo.json").read_text())
    assert [row["mode"] for row in document["modes"]] == ["share-all-unsafe", "isolate", "declared"]
    assert document["seed"] == 4
    assert document["model"] == "model"


def test_a_leak_exits_with_1(no_server: dict[Any, Any]) -> None:
    no_server[DECLARED.mode] = run(DECLARED.mode, record("a"), record("b", private=32))
    result = demo()
    assert result.exit_code == 1
    assert "fails  declared: nothing private" in result.output


@pytest.mark.usefixtures("no_server")
def test_a_demo_without_its_control_is_void() -> None:
    result = demo("--mode", "isolate", "--mode", "declared")
    assert result.exit_code == 1
    assert "share-all-unsafe was not run" in result.output


@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--data", "nowhere"], "not found"),
        (["--json", "nowhere/demo.json"], "folder does not exist"),
    ],
)
def test_an_operator_s_mistake_is_named_before_anything_starts(arguments: list[str], message: str) -> None:
    result = demo(*arguments)
    assert isinstance(result.exception, OperatorError)
    assert message in str(result.exception)


def test_an_unknown_mode_is_a_usage_error() -> None:
    assert demo("--mode", "detector").exit_code == 2


def test_building_a_model_says_what_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Path, int, bool]] = []

    def build(directory: Path, *, seed: int, force: bool) -> bool:
        calls.append((directory, seed, force))
        return force

    monkeypatch.setattr(tiny_model, "build", build)
    assert runner.invoke(app, ["model", "build", "m", "--seed", "3"]).output == "m: already there (seed 3)\n"
    assert runner.invoke(app, ["model", "build", "m", "--force"]).output == "m: built (seed 0)\n"
    assert calls == [(Path("m"), 3, False), (Path("m"), 0, True)]
