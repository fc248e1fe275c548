from __future__ import annotations

import contextlib
import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import safekv
from safekv import types
from safekv.cache import shares
from safekv.guard.models import features
from safekv.sharing import residents


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(safekv.__path__, "safekv."):
        with contextlib.suppress(ImportError):  # of an engine or a library that is not installed
            yield importlib.import_module(found.name)


VALUES = [
    value
    for module in modules()
    for value in vars(module).values()
    if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module.__name__
]
STATE = {residents.Resident, shares.Account}
"""Not values: changed in place by the one object that holds them. So is what a module keeps to itself (`_Name`)."""
ARRAYS = {features.Words, features.Cut}
"""Values whose parts are columns of one table, in its order."""


def is_value(found: type) -> bool:
    return found not in STATE and not found.__name__.startswith("_")


@pytest.mark.parametrize("value", [v for v in VALUES if is_value(v)], ids=lambda v: v.__name__)
def test_values_between_stages_are_frozen_slotted_and_keyword_only(value: type) -> None:
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(value)
    assert value in ARRAYS or all(each.kw_only for each in dataclasses.fields(value))


def test_every_dataclass_is_seen() -> None:
    assert len(VALUES) > 80


def test_two_materialisations_of_one_unit_are_two_things() -> None:
    unit = types.Unit(path=(1,), start=0, audience=types.Shared())
    one, other = (types.PublishedUnit(unit=unit, keys=(types.BlockKey(b"k"),)) for _ in range(2))
    assert one != other
    assert len({one, other}) == 2
