"""Adapters for the operator's own entity-recognition models as a tier of ChunkGuard.

One file for each kind of model, and none of them is loaded before it is asked for. What an adapter needs beside SafeKV
is the operator's to install; the message says with which line.
"""

from __future__ import annotations

from collections.abc import Callable

from safekv.guard.adapters import gliner, huggingface, presidio
from safekv.guard.adapters.entities import Entity, EntityTier
from safekv.guard.adapters.labels import Labels

ADAPTERS: dict[str, Callable[..., EntityTier]] = {
    "huggingface": huggingface.load,
    "gliner": gliner.load,
    "presidio": presidio.load,
}
"""The registry: a kind of model, and what loads one. See each `load` for what it takes."""

__all__ = ["ADAPTERS", "Entity", "EntityTier", "Labels"]
