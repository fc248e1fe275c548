"""Packages that a comparison may lack: an absent one is a value with its reason, not an error."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedBaseline:
    """A baseline that cannot be measured here."""

    name: str
    reason: str


def package(module: str, *, baseline: str) -> Any:
    """Return a module, or a `SkippedBaseline` where it, or something that it needs, is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        return SkippedBaseline(name=baseline, reason=f"{error.name or module} is not installed")
