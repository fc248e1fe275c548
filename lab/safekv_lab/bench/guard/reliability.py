"""Whether a score means what it says: of the texts scored near 0.8, are eight in ten sensitive?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Texts with scores from `low` to `high`: how many, their mean score, and the share that is sensitive."""

    low: float
    high: float
    count: int
    score: float
    sensitive: float


def reliability(scores: NDArray[np.float64], sensitive: NDArray[np.bool_], *, bins: int = 10) -> tuple[Bin, ...]:
    """Return bins of equal width over 0 to 1, the empty ones left out; ValueError for a score outside."""
    if len(scores) and not (scores.min() >= 0 and scores.max() <= 1):
        raise ValueError("scores that are no probabilities have no calibration")
    edges = np.linspace(0, 1, bins + 1)
    place = np.minimum((scores * bins).astype(np.int64), bins - 1)
    return tuple(
        Bin(
            low=float(edges[number]),
            high=float(edges[number + 1]),
            count=int(inside.sum()),
            score=float(scores[inside].mean()),
            sensitive=float(sensitive[inside].mean()),
        )
        for number in range(bins)
        if (inside := place == number).any()
    )


def expected_error(bins: tuple[Bin, ...]) -> float:
    """Return the expected calibration error: the mean distance of score and share, weighted by count."""
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.score - part.sensitive) for part in bins) / total if total else math.nan
