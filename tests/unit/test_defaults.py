"""A default for what was handed in must not be taken for what is empty: a counter that is shared begins empty."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import safekv

SOURCE = Path(safekv.__file__).parent


def swapped(source: str) -> Iterator[str]:
    """Assignments to an attribute of what was handed in, or else a container of its own: `self.x = given or {}`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or not isinstance(node.value, ast.BoolOp):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        default = node.value.values[-1]
        empty = isinstance(default, (ast.Dict, ast.List, ast.Set)) or (
            isinstance(default, ast.Call) and not default.args and not default.keywords
        )
        if isinstance(node.value.op, ast.Or) and isinstance(target, ast.Attribute) and empty:
            yield ast.unparse(node)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_that_was_handed_in_is_swapped_for_a_container_of_its_own(path: Path) -> None:
    assert list(swapped(path.read_text())) == []


@pytest.mark.parametrize(
    "planted",
    ["self._counts = counts or {}", "self.counts: Counter[str] = counts or Counter()", "self._x = given or []"],
)
def test_one_that_is_planted_is_found(planted: str) -> None:
    assert list(swapped(planted)) == [planted]


@pytest.mark.parametrize("sound", ["self._x = {} if given is None else given", "x = given or {}", "self._n = n or 1"])
def test_what_is_sound_is_not(sound: str) -> None:
    assert list(swapped(sound)) == []
