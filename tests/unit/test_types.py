from __future__ import annotations

import dataclasses

import pytest

from safekv import config, pipeline, types
from safekv.edge import rendering, routes
from safekv.identity import authn, keyring
from safekv.sharing import control, publisher, residents

VALUES = [
    value
    for module in (types, config, pipeline, authn, keyring, control, publisher, rendering, residents, routes)
    for value in vars(module).values()
    if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module.__name__
]
STATE = {residents.Resident}
"""Not a value: what the publisher keeps of a unit, changed in place on the scheduler's thread."""


@pytest.mark.parametrize("value", [v for v in VALUES if v not in STATE], ids=lambda v: v.__name__)
def test_values_between_stages_are_frozen_slotted_and_keyword_only(value: type) -> None:
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(value)
    assert all(each.kw_only for each in dataclasses.fields(value))


def test_two_materialisations_of_one_unit_are_two_things() -> None:
    unit = types.Unit(path=(1,), start=0, audience=types.Shared())
    one, other = (types.PublishedUnit(unit=unit, keys=(types.BlockKey(b"k"),)) for _ in range(2))
    assert one != other
    assert len({one, other}) == 2
