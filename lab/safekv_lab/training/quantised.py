"""The trained encoder as it would be shipped, in int8 and in windows, as the measuring ground asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.special import expit

from safekv.guard.models.encoder import EncoderModel
from safekv.guard.normalise import normalise
from safekv_lab.training.export import export
from safekv_lab.training.tokens import CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from safekv.guard.models.encoder import Tokens
    from safekv_lab.training.encoder import Encoder


class Quantised:
    """An encoder in a directory. A text's logit is that of its most sensitive window; logits are remembered."""

    reads_units = True

    def __init__(self, directory: Path) -> None:
        """Load what `write` left. Raises OperatorError where it cannot."""
        self._model = EncoderModel(directory, CLASSES)
        self._remembered: dict[str, float] = {}

    @staticmethod
    def write(encoder: Encoder, directory: Path) -> None:
        """Export the encoder into a directory, which is made, all of it or nothing."""
        made = directory.with_name(f"{directory.name}.part")
        export(encoder, made)
        made.rename(directory)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return what the encoder makes of each token of plain texts."""
        return self._model.tokens(texts)

    def logits(self, texts: Sequence[str]) -> list[float]:
        """Return each text's logit, before any calibration."""
        new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        readings = self._model.read([normalise(text).text for text in new])
        self._remembered |= {text: reading.logit for text, reading in zip(new, readings, strict=True)}
        return [self._remembered[text] for text in texts]

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return the probability that each text is sensitive, before any calibration."""
        return [float(expit(logit)) for logit in self.logits(texts)]
