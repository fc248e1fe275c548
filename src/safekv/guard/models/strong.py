"""Tier 3 of ChunkGuard: the encoder's logit plus a weighted logit of tier 2 for the same text.

A bag of words errs elsewhere than a transformer does, and costs next to nothing beside one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from safekv.guard.models import encoder, fast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from safekv.guard.models.encoder import EncoderModel
    from safekv.guard.models.fast import FastModel
    from safekv.guard.models.tier import Reading

SHARE = 0.3
"""What tier 2's logit counts beside the encoder's. Between 0.2 and 0.4 little changes."""
MOST = 16.0
"""Tier 2's logit counts as no more than this, nor as less than its opposite."""


class StrongModel:
    """Reads texts. Any number of threads may ask."""

    name = "strong"
    tier = 3

    def __init__(self, encoder: EncoderModel, fast: FastModel) -> None:
        self._encoder = encoder
        self._fast = fast

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return the encoder's reading per text, with the logit of both."""
        readings = zip(self._encoder.read(texts), self._fast.logits(texts), strict=True)
        return [replace(reading, logit=together(reading.logit, other)) for reading, other in readings]


def together(encoder: float, fast: float) -> float:
    """Return the logit of a text from what the two models say."""
    return encoder + SHARE * min(max(fast, -MOST), MOST)


def load(directory: Path, classes: Sequence[str]) -> StrongModel:
    """Return the model in a directory. Raises OperatorError, OSError, KeyError or ValueError where it cannot."""
    return StrongModel(encoder.load(directory, classes), fast.load(directory, classes))
