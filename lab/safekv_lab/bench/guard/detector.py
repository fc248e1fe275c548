"""What the measuring ground asks of a detector: scores for texts, and, to leave corpora out, how it is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safekv_lab.bench.guard.chunks import Example


class Detector(Protocol):
    """Anything that scores texts. Higher is more sensitive; the scale is its own, 0 to 1 if it is a probability."""

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        """Return one score per text, in order."""
        ...


@runtime_checkable
class UnitDetector(Detector, Protocol):
    """A detector that reads texts of any length, in windows of its own; any other is asked chunk by chunk."""

    reads_units: bool


class Trainer(Protocol):
    """Anything that makes a detector from examples."""

    def train(self, examples: Sequence[Example], *, seed: int) -> Detector:
        """Return a detector trained on the examples; the same seed and examples give the same detector."""
        ...
