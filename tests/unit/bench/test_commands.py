"""`safekv model build` and `safekv demo` from the command line, without a server."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from safekv.cli.main import app
from safekv.errors import OperatorError
from safekv_lab.bench import tiny_model
from safekv_lab.cli import demo as command
from tests.unit.bench.test_demo import DECLARED, ISOLATED, LEAKING, VOTED, record, run

RUNS = {run.mode: run for run in (LEAKING, ISOLATED, DECLARED, VOTED)}
runner = CliRunner()
PICTURES = Path(tempfile.mkdtemp(prefix="safekv-test-"))


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Answer each mode with a prepared run; the dictionary may be changed."""
    runs: dict[Any, Any] = dict(RUNS)
    monkeypatch.setattr(command, "run_mode", lambda mode, *_, **__: runs[mode])
    return runs


def demo(*arguments: str) -> Any:
    picture = [] if "--plot" in arguments else ["--plot", str(PICTURES / "demo.png")]
    return runner.invoke(app, ["demo", "--model", "some/model", *picture, *arguments])


@pytest.mark.usefixtures("no_server")
def test_a_demo_that_shows_what_it_should_exits_with_0_and_writes_its_record(tmp_path: Path) -> None:
    result = demo("--json", str(tmp_path / "demo.json"), "--seed", "4")
    assert result.exit_code == 0, result.output
    document = json.loads((tmp_path / "demo.json").read_text())
    assert [row["mode"] for row in document["modes"]] == ["share-all-unsafe", "isolate", "declared", "ledger"]
    assert document["vote"]["owners"] == 40
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
        (["--plot", "demo.txt"], ".png"),
    ],
)
def test_an_operator_s_mistake_is_named_before_anything_starts(arguments: list[str], message: str) -> None:
    result = demo(*arguments)
    assert isinstance(result.exception, OperatorError)
    assert message in str(result.exception)


@pytest.mark.usefixtures("no_server")
def test_the_json_stands_beside_the_table_as_elsewhere() -> None:
    result = demo("--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["model"] == "model"
    assert "ledger" in result.stderr


@pytest.mark.usefixtures("no_server")
def test_the_picture_s_path_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    assert f"the picture: {file}" in demo("--plot", str(file)).output
    assert file.exists()


def test_each_mode_is_told_of_those_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: list[tuple[Any, int]] = []

    def run_mode(mode: Any, *_: Any, progress: Any, earlier: Any, **__: Any) -> Any:
        progress.say("starting the server")
        progress.advance()
        told.append((mode.value, len(earlier)))
        return RUNS[mode]

    monkeypatch.setattr(command, "run_mode", run_mode)
    result = demo("--mode", "ledger", "--mode", "share-all-unsafe", "--plot", str(tmp_path / "p.png"))
    assert told == [("share-all-unsafe", 0), ("ledger", 1)], "the order is ours: it ends with the vote"
    assert "2 of 2, ledger: starting the server" in result.stderr


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
