"""Every genre: what people write, what is written about them, and what only looks like it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safekv.training.generated.grammar import Genre

GENRES: tuple[Genre, ...] = tuple(
    genre
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__))
    for genre in importlib.import_module(f"{__name__}.{module}").GENRES
)
