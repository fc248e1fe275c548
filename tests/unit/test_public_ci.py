"""The public host's CI: the same command as `.ci/run`, on every Python that the package names."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def test_the_public_ci_runs_what_lands_a_change_on_every_python() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    named = {one.rpartition(" ")[2] for one in classifiers if one.startswith("Programming Language :: Python :: 3.")}
    assert set(jobs["test"]["strategy"]["matrix"]["python"]) == named
    assert {"run": "bash .ci/run"} in jobs["test"]["steps"]
