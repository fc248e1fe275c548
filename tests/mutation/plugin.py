"""A pytest plugin that plants a fault: `pytest -p tests.mutation.plugin --fault NAME tests/…`."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.mutation.faults import PLANTABLE

_planted = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    """See pytest."""
    parser.addoption("--fault", choices=sorted(PLANTABLE), help="plant this fault; the tests named for it must fail")


def pytest_configure(config: pytest.Config) -> None:
    """See pytest. The fault is there before any test module is imported."""
    name = config.getoption("--fault")
    if name is not None:
        _planted.enter_context(PLANTABLE[name].plant())


def pytest_unconfigure() -> None:
    """See pytest."""
    _planted.close()
