"""Commands of the laboratory: listed without an import, run when it is installed, named when it is not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from safekv.cli import extensions
from safekv_lab.commands import COMMANDS
from tests.unit.cli.runner import safekv


def test_help_lists_the_laboratory_and_imports_none_of_it() -> None:
    script = "import sys; from safekv.cli.main import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", script, "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {name for name in shown.stderr.split() if name.startswith("safekv_lab")}
    assert "bench" in shown.stdout
    assert loaded == {"safekv_lab", "safekv_lab.commands"}
    assert not {"numpy", "scipy", "matplotlib", "vllm", "torch"} & set(shown.stderr.split())


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_of_the_laboratory_is_run_by_its_words(words: str) -> None:
    assert f" {words} [OPTIONS]" in safekv(*words.split(), "--help").out


@pytest.mark.parametrize("words", COMMANDS)
def test_without_the_laboratory_its_commands_name_it(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "found", dict)
    error = safekv(*words.split(), code=2).err
    assert f"safekv {words}: is part of the laboratory" in error
    assert "pip install safekv-lab" in error


def test_without_the_laboratory_the_help_is_the_products(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "found", dict)
    shown = safekv("--help").out
    assert "serve" in shown
    assert "bench" not in shown


def test_the_hint_knows_every_command_of_the_laboratory() -> None:
    assert set(extensions.LABORATORY) == COMMANDS.keys()
