"""Recall, false alarms, thresholds. A text is called sensitive when its score is at least the threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from safekv_lab.bench.guard.intervals import clopper_pearson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A threshold, and what it gave on the data that it was set on, with the bound that was asked for."""

    value: float
    rate: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """No threshold gives what was asked for, and why."""

    reason: str


def share_at(scores: Scores, threshold: float) -> float:
    """Return the share of scores that are called sensitive; NaN for none."""
    return float(np.mean(scores >= threshold)) if len(scores) else math.nan


def threshold_at_rate(negatives: Scores, rate: float) -> float:
    """Return the smallest threshold at which at most `rate` of the negatives are called sensitive."""
    if not len(negatives):
        raise ValueError("no negatives to set a threshold on")
    falling = np.sort(negatives)[::-1]
    allowed = math.floor(rate * len(falling) + 1e-9)
    return -math.inf if allowed >= len(falling) else float(np.nextafter(falling[allowed], math.inf))


def threshold_at_recall(positives: Scores, recall: float, *, confidence: float = 0.95) -> Threshold | Unreachable:
    """Return the threshold with the fewest alarms whose recall is at least `recall`, by its lower bound.

    The bound is Clopper and Pearson's, one-sided at `confidence`, of the positives as independent draws: give one
    score per group where they are not.
    """
    rising = np.sort(positives)
    count = len(rising)

    def bound(missed: int) -> float:
        return clopper_pearson(count - missed, count, confidence=2 * confidence - 1).low

    if count == 0 or bound(0) < recall:
        best = f"{bound(0):.3f}" if count else "nothing"
        return Unreachable(reason=f"with {count} positives even no miss at all shows a recall of {best} only")
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if bound(middle) >= recall else (low, middle)
    value = float(rising[low])
    missed = int(np.sum(rising < value))
    return Threshold(value=value, rate=1 - missed / count, bound=bound(missed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Recall and false-positive rate at each threshold, falling thresholds, from nothing to everything called."""

    thresholds: tuple[float, ...]
    recall: tuple[float, ...]
    false_positives: tuple[float, ...]


def curve(positives: Scores, negatives: Scores) -> Curve:
    """Return the ROC curve; one point per different score."""
    if not len(positives) or not len(negatives):
        raise ValueError("a curve needs positives and negatives")
    values = np.unique(np.concatenate([positives, negatives]))[::-1]
    up, down = np.sort(positives), np.sort(negatives)
    recall = 1 - np.searchsorted(up, values, side="left") / len(up)
    alarms = 1 - np.searchsorted(down, values, side="left") / len(down)
    return Curve(
        thresholds=(math.inf, *map(float, values)),
        recall=(0.0, *map(float, recall)),
        false_positives=(0.0, *map(float, alarms)),
    )


def auc(positives: Scores, negatives: Scores) -> float:
    """Return the probability that a positive scores above a negative, ties counting half; NaN where one is missing."""
    if not len(positives) or not len(negatives):
        return math.nan
    down = np.sort(negatives)
    below = np.searchsorted(down, positives, side="left")
    tied = np.searchsorted(down, positives, side="right") - below
    return float(np.mean(below + tied / 2) / len(down))
