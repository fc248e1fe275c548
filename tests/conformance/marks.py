"""Markers of tests that need a server."""

from __future__ import annotations

import pytest

from tests.conformance.table import MODES

NEEDS_SERVER = [pytest.mark.server, pytest.mark.engine]


def on(*names: str) -> pytest.MarkDecorator:
    """Run the test once on each of these servers."""
    return pytest.mark.parametrize("world", names, indirect=True)


on_every_mode = on(*MODES)
