"""The mutation gate is part of the suite: every planted fault is found, and the gate itself can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("vllm")

from tests.mutation.faults import FAULTS, NOTHING

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]


def gate(*faults: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutation", *faults]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.timeout(3000)
def test_every_planted_fault_is_found() -> None:
    done = gate()
    assert done.returncode == 0, done.stdout
    assert f"{len(FAULTS)} of {len(FAULTS)} faults are caught" in done.stdout


def test_a_fault_that_no_test_finds_survives() -> None:
    done = gate(NOTHING.name)
    assert done.returncode == 1, done.stdout
    assert "0 of 1 faults are caught" in done.stdout
