"""Tier 3 of ChunkGuard: a logit for each of the encoder's windows, by a linear head that also reads tier 2's logit.

A bag of words errs elsewhere than a transformer does, and costs next to nothing beside one. A directory without a head,
as a training leaves it, has tier 2's share instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from safekv.guard.models import encoder, fast
from safekv.guard.models.head import FILE, MOST, WindowHead, features
from safekv.guard.models.tier import Reading, joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from safekv.guard.models.encoder import EncoderModel, Seen
    from safekv.guard.models.fast import FastModel

SHARE = 0.3
"""What tier 2's logit counts beside the encoder's where there is no head. Between 0.2 and 0.4 little changes."""


class StrongModel:
    """Reads texts. Any number of threads may ask."""

    name = "strong"
    tier = 3

    def __init__(self, encoder: EncoderModel, fast: FastModel, head: WindowHead | None = None) -> None:
        self._encoder = encoder
        self._fast = fast
        self._head = head
        self.head = head.version if head else ""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return a reading per text: that of its most sensitive window."""
        seen = self._encoder.seen(texts)
        if self._head is None:
            return [
                _reading(windows, [together(one.logit, other) for one in windows])
                for windows, other in zip(seen, self._fast.logits(texts), strict=True)
            ]
        rows = self.rows(texts, seen)
        logits = [self._head.logits(each).tolist() if len(each) else [] for each in rows]
        return [_reading(windows, each) for windows, each in zip(seen, logits, strict=True)]

    def rows(self, texts: Sequence[str], seen: Sequence[Sequence[Seen]]) -> list[NDArray[Any]]:
        """Return the features of each text's windows, (windows, features) per text."""
        pieces = [text[one.start : one.end] for text, windows in zip(texts, seen, strict=True) for one in windows]
        words = iter(self._fast.logits(pieces))
        return [
            np.array([features(one.logit, one.tokens, one.pooled, next(words)) for one in windows]) for windows in seen
        ]


def _reading(windows: Sequence[Seen], logits: Sequence[float]) -> Reading:
    """Return the reading of a text whose windows have these logits; named is what stands in the highest."""
    if not windows:
        return Reading(logit=float("-inf"), start=0, end=0)
    at = max(range(len(windows)), key=logits.__getitem__)
    highest = windows[at]
    return Reading(
        logit=logits[at], start=highest.start, end=highest.end, marks=joined(highest.marks), windows=len(windows)
    )


def together(encoder: float, fast: float) -> float:
    """Return the logit of a text from what the two models say."""
    return encoder + SHARE * min(max(fast, -MOST), MOST)


def load(directory: Path, classes: Sequence[str]) -> StrongModel:
    """Return the model in a directory. Raises OperatorError, OSError, KeyError or ValueError where it cannot."""
    head = WindowHead.load(directory / FILE) if (directory / FILE).exists() else None
    return StrongModel(encoder.load(directory, classes), fast.load(directory, classes), head)
