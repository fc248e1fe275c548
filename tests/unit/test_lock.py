"""The lock of tested versions lies within the ranges that the package asks for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")
)
EXTRAS = ("cache", "guard", "test", "check")


def ranges() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    found = [Requirement(line) for line in lines]
    return [each for each in found if each.marker is None or each.marker.evaluate()]


@pytest.mark.parametrize("wanted", ranges(), ids=lambda wanted: wanted.name)
def test_what_was_tested_is_in_range(wanted: Requirement) -> None:
    assert wanted.specifier.contains(LOCK[canonicalize_name(wanted.name)], prereleases=True)


def test_a_version_out_of_range_would_be_noticed() -> None:
    assert not Requirement("pydantic>=2.11,<3").specifier.contains("1.10")
