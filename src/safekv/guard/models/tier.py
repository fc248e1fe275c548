"""A trained model as a guard tier: turns logits into verdicts by a calibrated threshold."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from safekv.errors import OperatorError
from safekv.guard.masking import MASKING, masked
from safekv.guard.normalise import normalise
from safekv.verdicts import Category, Clean, Finding, Sensitive, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from safekv.guard.plain import Normalised

ENCODER = 3
"""The tier whose model reads texts masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Characters `start` to `end` of a text that a model takes for sensitive."""

    start: int
    end: int
    category: Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a model makes of a text: the logit of its most sensitive window, that window, and what it means there.

    `windows` is how many there were: among many, one is high by chance.
    """

    logit: float
    start: int
    end: int
    marks: tuple[Mark, ...] = ()
    windows: int = 1


def joined(marked: Sequence[tuple[int, int, Category]]) -> tuple[Mark, ...]:
    """Return marked tokens or words, unsorted, as stretches.

    Neighbours of one category are one stretch; of two that overlap, the second is part of the first.
    """
    found: list[Mark] = []
    for start, end, category in sorted(set(marked)):
        last = found[-1] if found else None
        if last and start <= last.end + 1 and (category == last.category or start < last.end):
            found[-1] = Mark(start=last.start, end=max(end, last.end), category=last.category)
        else:
            found.append(Mark(start=start, end=end, category=category))
    return tuple(found)


class Model(Protocol):
    """Anything that reads texts. `tier` is 2 or 3; `head` is the version of a head that was fitted later, or empty."""

    name: str
    tier: int
    head: str

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return a reading per text, in order. Texts are normalised."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How the logit of a unit's most sensitive window becomes a score, and from which score on the unit is sensitive.

    The score is 1 / (1 + exp(-(scale * x + shift))) (Platt, Advances in Large Margin Classifiers, 1999), where x is the
    logit less `discount` times the logarithm of the number of windows. `threshold` is the balanced one, `strict` the
    one for recall, nowhere above it. `head` is the version of the model's head for which all of this holds.
    """

    version: str
    scale: float
    shift: float
    threshold: float
    strict: float | None = None
    discount: float = 0.0
    head: str = ""
    measured: dict[str, float] = field(default_factory=dict)

    def score(self, logit: float, windows: int = 1) -> float:
        """Return the probability, 0 to 1, that a text whose highest of so many windows has this logit is sensitive."""
        corrected = logit - self.discount * math.log(max(windows, 1))
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, self.scale * corrected + self.shift))))

    def by_recall(self) -> Calibration:
        """Return this with the threshold that is set for recall."""
        return self if self.strict is None else replace(self, threshold=min(self.strict, self.threshold))

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read what training wrote. Raises OperatorError where it cannot."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise OperatorError(f"{path}: no calibration of a model ({error}); train it: safekv guard train") from None


class ModelTier:
    """A model with its calibration, as the cascade asks for it."""

    def __init__(self, model: Model, calibration: Calibration) -> None:
        self._model = model
        self._calibration = calibration
        self.name = model.name
        head = f".{calibration.head}" if calibration.head else ""
        self.version = f"{calibration.version}{head}@{calibration.threshold:.6g}-{calibration.discount:.6g}"
        if model.tier == ENCODER:
            self.version += f"-{MASKING}"

    @property
    def threshold(self) -> float:
        """The score from which on a text is sensitive."""
        return self._calibration.threshold

    def judge(self, text: str) -> Verdict:
        """Sensitive from the threshold on, with the places that the model means, or the window."""
        return self.judge_all([text])[0]

    def judge_all(self, texts: Sequence[str]) -> list[Verdict]:
        """The verdicts, in order; what stands beside a text does not change its verdict."""
        plains = [self._plain(text) for text in texts]
        readings = self._model.read([plain.text for plain in plains])
        return [self._verdict(plain, reading) for plain, reading in zip(plains, readings, strict=True)]

    def _plain(self, text: str) -> Normalised:
        """The text as the model reads it; the encoder's is without what says nothing about anybody."""
        plain = normalise(text)
        return masked(plain) if self._model.tier == ENCODER else plain

    def _verdict(self, plain: Normalised, reading: Reading) -> Verdict:
        score = self._calibration.score(reading.logit, reading.windows)
        if score < self._calibration.threshold:
            return Clean(score=score)
        marks = reading.marks or (Mark(start=reading.start, end=reading.end, category=Category.NARRATIVE),)
        # two marks may lie in what one character of the text was written out as
        places = joined([(*plain.span(mark.start, mark.end), mark.category) for mark in marks])
        return Sensitive(findings=tuple(map(self._finding, places)), score=score)

    def _finding(self, place: Mark) -> Finding:
        return Finding(
            category=place.category, start=place.start, end=place.end, tier=self._model.tier, detector=self.name
        )
