"""`--json` of measurements, with a file and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from safekv_lab.cli.json_output import JsonOption, Measurements, write_json

app = typer.Typer(cls=Measurements)


@app.command()
def measure(json_file: JsonOption = None, seed: int = 0) -> None:
    """A measurement."""
    Console().print("a table")
    if json_file is not None:
        write_json(json_file, json.dumps({"seed": seed}))


@app.command()
def other() -> None:
    """So that there is a group."""


@pytest.mark.parametrize(
    "arguments", [["--json"], ["--json", "-"], ["--json", "--seed", "3"], ["--seed", "3", "--json"]]
)
def test_without_a_file_the_json_is_all_of_standard_output(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["measure", *arguments])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"seed": 3 if "3" in arguments else 0}
    assert "a table" in result.stderr


def test_with_a_file_the_table_is_on_standard_output(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["measure", "--json", str(tmp_path / "out.json"), "--seed", "4"])
    assert result.exit_code == 0
    assert "a table" in result.stdout
    assert json.loads((tmp_path / "out.json").read_text()) == {"seed": 4}


def test_without_the_option_there_is_no_json() -> None:
    assert CliRunner().invoke(app, ["measure"]).stdout == "a table\n"
