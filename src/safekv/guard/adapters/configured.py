"""Loads the models that the policy names under `guard.adapters`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safekv.config import Adapter
from safekv.errors import OperatorError, PolicyError
from safekv.guard.adapters import ADAPTERS
from safekv.guard.adapters.entities import EntityTier


def load_adapter(given: Adapter) -> EntityTier:
    """The model that an entry of `guard.adapters` names.

    Raises PolicyError where it, or its library, is missing: what an operator asked for does not silently stay away.
    """
    options: dict[str, Any] = {"labels": given.labels}
    if given.kind == "presidio":
        options["nlp"] = given.model
    else:
        options |= {"model": given.model, "revision": given.revision}
    if given.threshold is not None:
        options["threshold"] = given.threshold
    try:
        return ADAPTERS[given.kind](**options)
    except OperatorError as error:
        raise PolicyError(f"guard.adapters: {error}") from None


def load_adapters(given: Sequence[Adapter]) -> tuple[EntityTier, ...]:
    """All of them, in order. Raises PolicyError for the first that cannot be used."""
    return tuple(load_adapter(one) for one in given)
