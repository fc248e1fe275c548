"""The threshold of a model, from scores on corpora that the models which gave them had not seen.

It is the highest one, that is the one with the fewest false alarms, at which the wanted recall is reached; or the
lowest one at which false alarms stay below a wanted rate. Recall is the mean over the corpora, its bound a bootstrap
over groups.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from safekv.errors import OperatorError
from safekv.guard.models.tier import Calibration
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, Kind
from safekv_lab.bench.guard.intervals import Interval, by_group, macro
from safekv_lab.bench.guard.labels import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

EDGE = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """One corpus's scores by models that had not seen it."""

    corpus: str
    scores: NDArray[np.float64]
    sensitive: NDArray[np.bool_]
    groups: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]

    def chosen(self, sensitive: bool, threshold: float) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
        """Return which sensitive, or harmless, examples reach the threshold, and their groups."""
        inside = self.sensitive == sensitive
        return self.scores[inside] >= threshold, tuple(g for g, i in zip(self.groups, inside, strict=True) if i)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One threshold with its recall and its false-positive rate."""

    threshold: float
    recall: float
    alarms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """What was found: the calibration, the curve, and the intervals at the threshold, in all and per category."""

    calibration: Calibration
    curve: tuple[Point, ...]
    recall: Interval
    alarms: Interval
    categories: dict[str, Interval]


def read(path: Path) -> tuple[HeldOut, ...]:
    """Read what `safekv guard evaluate --out` wrote. Raises OperatorError where it cannot."""
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))["parts"]
        return tuple(
            HeldOut(
                corpus=part["corpus"],
                scores=np.array(part["scores"], dtype=np.float64),
                sensitive=np.array(part["sensitive"], dtype=np.bool_),
                groups=tuple(part["groups"]),
                labels=tuple(map(tuple, part["labels"])),
            )
            for part in parts
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperatorError(f"{path}: not the held-out scores that guard evaluate writes ({error})") from None


def calibrate(parts: Sequence[HeldOut], *, version: str, recall: float | None, alarms: float, seed: int) -> Calibrated:
    """Return the calibration at the wanted macro recall, or, without one, at the wanted false-positive rate.

    Raises OperatorError where no threshold reaches the recall.
    """
    pii = [part for part in parts if _is(part, Kind.PII) and part.sensitive.any()]
    benign = [part for part in parts if _is(part, Kind.BENIGN)]
    if not pii or not benign:
        raise OperatorError("calibration needs held-out scores of sensitive and of harmless corpora")
    harmless = np.concatenate([part.scores[~part.sensitive] for part in benign])
    curve = tuple(
        Point(
            threshold=float(at),
            recall=float(np.mean([np.mean(part.chosen(True, at)[0]) for part in pii])),
            alarms=float(np.mean(harmless >= at)),
        )
        for at in np.unique(np.quantile(harmless, np.linspace(0.5, 1, 501)))
    )
    enough = [p for p in curve if (p.recall >= recall if recall is not None else p.alarms <= alarms)]
    if not enough:
        raise OperatorError(
            f"no threshold reaches a recall of {recall}; the best is {max(p.recall for p in curve):.3f}"
        )
    point = enough[-1] if recall is not None else enough[0]
    scale, shift = _platt(parts)
    scaled = Calibration(version=version, scale=scale, shift=shift, threshold=0)
    groups = [f"{part.corpus}\0{group}" for part in benign for group in part.chosen(False, 0)[1]]
    called = np.concatenate([part.chosen(False, point.threshold)[0] for part in benign])
    return Calibrated(
        calibration=Calibration(
            version=version,
            scale=scale,
            shift=shift,
            threshold=scaled.score(_logit(point.threshold)),
            measured={"recall": round(point.recall, 4), "false_positives": round(point.alarms, 4)},
        ),
        curve=curve,
        recall=macro({part.corpus: part.chosen(True, point.threshold) for part in pii}, seed=seed),
        alarms=by_group(called, groups, seed=seed),
        categories=_categories(parts, point.threshold, seed),
    )


def _is(part: HeldOut, kind: Kind) -> bool:
    corpus = BY_NAME[part.corpus]
    return corpus.kind is kind and corpus.target


def _logit(score: float) -> float:
    clipped = min(max(score, EDGE), 1 - EDGE)
    return float(np.log(clipped / (1 - clipped)))


def _platt(parts: Sequence[HeldOut]) -> tuple[float, float]:
    """Return scale and shift of the logits, fitted with every corpus and both classes weighing the same."""
    logits = np.concatenate([[_logit(score) for score in part.scores] for part in parts if len(part.scores)])
    truth = np.concatenate([part.sensitive for part in parts])
    weights = np.concatenate([np.full(len(part.scores), 1 / max(len(part.scores), 1)) for part in parts])
    weights[truth] *= weights[~truth].sum() / weights[truth].sum()
    fitted = LogisticRegression(C=1e6).fit(logits[:, None], truth, sample_weight=weights)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _categories(parts: Sequence[HeldOut], threshold: float, seed: int) -> dict[str, Interval]:
    flags: dict[str, list[bool]] = {}
    groups: dict[str, list[str]] = {}
    for part in parts:
        for score, labels, group in zip(part.scores, part.labels, part.groups, strict=True):
            for name in {CATEGORIES[label] for label in labels} - {None}:
                flags.setdefault(str(name), []).append(bool(score >= threshold))
                groups.setdefault(str(name), []).append(f"{part.corpus}\0{group}")
    return {name: by_group(np.array(flags[name]), groups[name], seed=seed) for name in sorted(flags)}
