from __future__ import annotations

import subprocess
import sys

import pytest

from safekv import __version__
from tests.unit.cli.runner import safekv


def test_version() -> None:
    assert safekv("--version").out == f"safekv {__version__}\n"


@pytest.mark.parametrize("command", ["serve", "doctor", "demo", "declare", "keys", "policy", "model", "bench"])
def test_every_command_has_help(command: str) -> None:
    help_text = safekv(command, "--help").out
    assert "Usage: " in help_text
    assert command in help_text


@pytest.mark.parametrize("arguments", [["keyz"], ["keys", "add"], ["policy", "check", "--nope"]], ids=" ".join)
def test_a_wrong_command_line_ends_with_2(arguments: list[str]) -> None:
    assert "Error" in safekv(*arguments, code=2).err


def test_the_command_line_starts_without_the_engine() -> None:
    """`safekv keys` and `safekv policy` are for machines without an engine, and answer at once."""
    script = "import sys; sys.argv = ['safekv', '--version']; import safekv.cli.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "safekv.cli.main" in loaded
    assert not {"vllm", "torch", "transformers", "numpy"} & set(loaded)
