from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from safekv import __version__
from safekv.errors import PolicyError
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


# ── whatever goes wrong is a message ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (PolicyError("p.yaml: no"), 2, "error: p.yaml: no"),
        (OSError(28, "No space left on device", "/x/y"), 2, "error: /x/y: No space left on device"),
        (ConnectionRefusedError(111, "Connection refused"), 2, "error: Connection refused"),
        (ModuleNotFoundError("No module named 'vllm.x'", name="vllm.x"), 2, "the package vllm is needed here"),
        (ImportError("libtorch.so: not found"), 2, "a package is needed here, and is missing or broken (libtorch"),
        (ZeroDivisionError("canary"), 70, "this is a fault of SafeKV, not yours: ZeroDivisionError. Please report"),
    ],
)
def test_no_exception_leaves_the_command_line(
    error: Exception, code: int, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(_path: Path) -> None:
        raise error

    monkeypatch.setattr("safekv.cli.policy.load_policy", fails)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said = safekv("policy", "check", "p.yaml", code=code).err
    assert says in said
    assert "canary" not in said, "what an unexpected exception says may be anybody's text"
    traces = list(tmp_path.glob("safekv-fault-*.txt"))
    assert len(traces) == (code == 70)
    for trace in traces:
        assert str(trace) in said.replace("\n", "")
        assert trace.stat().st_mode & 0o077 == 0
        assert "ZeroDivisionError: canary" in trace.read_text()


ENTRY = "import sys; sys.argv = ['safekv', '--version']; from safekv.cli.entry import main; {}; main()"


def enter(then: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", ENTRY.format(then)], capture_output=True, text=True, check=False)


def test_ctrl_c_while_the_command_line_is_loaded_ends_it_with_130_and_nothing_else() -> None:
    begun = enter("pass")
    assert (begun.returncode, begun.stderr) == (0, "")
    interrupted = enter(
        "sys.meta_path.insert(0, type('Slow', (), {'find_spec': staticmethod("
        "lambda name, *_: exec('raise KeyboardInterrupt') if name == 'safekv.cli.main' else None)}))"
    )
    assert (interrupted.returncode, interrupted.stderr) == (130, "")


def test_a_process_of_the_engine_that_loads_the_script_carries_out_no_command() -> None:
    script = (
        "import sys; sys.modules['__mp_main__'] = sys.modules['__main__']; from safekv.cli.entry import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == done.stderr == ""
