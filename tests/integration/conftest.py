"""Tests here may also use the servers of the conformance suite."""

from __future__ import annotations

from tests.conformance.conftest import _stop_at_the_end, player, pytest_collection_modifyitems, world

__all__ = ["_stop_at_the_end", "player", "pytest_collection_modifyitems", "world"]
