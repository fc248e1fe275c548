"""Texts as tier 3's head reads them: the features of every window, or of those that touch a stretch; kept in files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from safekv.guard.models import encoder, fast
from safekv.guard.models.strong import StrongModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

TOGETHER = 16
"""Texts that are read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Windows:
    """A text's windows: features (n, features) and characters (n, 2). A text without a token has none."""

    rows: NDArray[Any]
    places: NDArray[Any]

    def holding(self, start: int, end: int) -> NDArray[Any]:
        """Return which windows hold most of a stretch, or about as much of it as any does."""
        shared = np.minimum(self.places[:, 1], end) - np.maximum(self.places[:, 0], start)
        held: NDArray[Any] = shared >= max(1, min(0.9 * shared.max(), 0.7 * (end - start)))
        return held


class Reader:
    """Reads plain texts by the models in a directory; what was read once is kept in `cache`."""

    def __init__(self, weights: Path, cache: Path, say: Callable[[str], None]) -> None:
        """Load the models. Raises OperatorError where it cannot."""
        described = json.loads((weights / "models.json").read_text(encoding="utf-8"))
        self._encoder = encoder.load(weights, described["classes"])
        self._strong = StrongModel(self._encoder, fast.load(weights, described["classes"]))
        self._version = described["versions"]["strong"]
        self._cache = cache
        self._say = say

    def read(self, texts: Sequence[str], touching: Sequence[tuple[int, int]] = ()) -> list[Windows]:
        """Return the windows of each text, or only those that touch its stretch."""
        files = [self._file(text, touching[at] if touching else None) for at, text in enumerate(texts)]
        missing = [at for at, file in enumerate(files) if not file.exists()]
        for first in range(0, len(missing), TOGETHER):
            self._say(f"reading {first} of {len(missing)} texts")
            some = missing[first : first + TOGETHER]
            seen = self._encoder.seen([texts[at] for at in some], [touching[at] for at in some] if touching else None)
            for at, windows, rows in zip(some, seen, self._strong.rows([texts[at] for at in some], seen), strict=True):
                keep(files[at], rows, [(one.start, one.end) for one in windows])
        return [_kept(file) for file in files]

    def _file(self, text: str, stretch: tuple[int, int] | None) -> Path:
        asked = repr((self._version, text, stretch)).encode("utf-8", "replace")
        return self._cache / f"{hashlib.blake2b(asked, digest_size=12).hexdigest()}.npz"


def keep(file: Path, rows: NDArray[Any], places: Sequence[tuple[int, int]]) -> None:
    """Write a text's windows, the features in half precision, which is what a head is fitted on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part.npz")
    np.savez(part, rows=rows.astype(np.float16), places=np.array(places, dtype=np.int64).reshape(-1, 2))
    part.rename(file)


def _kept(file: Path) -> Windows:
    with np.load(file) as kept:
        return Windows(rows=kept["rows"].astype(np.float32), places=kept["places"])
