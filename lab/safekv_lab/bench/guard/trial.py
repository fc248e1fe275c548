"""Scores of a detector on corpora that it has not seen.

Left out: a detector is trained once per fold and scores the corpora of that fold. As it is: one detector scores all.
The scores of two folds are not comparable, so each fold has a threshold of its own, at a nominal false-positive rate
that is the same in all. It is set on the calibration part of the harmless corpora that the fold knows, or, `crossed`,
on the harmless corpora of the other folds, each scored by the model that did not know it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from safekv.errors import OperatorError
from safekv_lab.bench.guard.chunks import Measure, chunk, sample, unit, windows
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, Kind
from safekv_lab.bench.guard.detector import UnitDetector
from safekv_lab.bench.guard.splits import Fold, Part, leave_one_out, part_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from safekv_lab.bench.guard.chunks import Example
    from safekv_lab.bench.guard.detector import Detector, Trainer
    from safekv_lab.bench.guard.document import Document

TRAINING_WORDS = 64
"""Words of the chunks that detectors are trained on, whatever the size of what is decided on."""

UNIT_OVERLAP = 4
"""A unit's chunks share a quarter of their size, so that what stands on a border is seen whole."""


class Grain(StrEnum):
    """What is decided on. A unit scores as high as its highest chunk, unless the detector reads units itself."""

    CHUNK = "chunk"
    UNIT = "unit"


class Look(StrEnum):
    """Which part of the unseen corpora is measured. FINAL is for when nothing is chosen any more."""

    DEVELOPMENT = "development"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a trial goes. `cap` bounds the sensitive and the harmless examples of each corpus."""

    seed: int
    size: int = 64
    measure: Measure = Measure.WORDS
    grain: Grain = Grain.CHUNK
    cap: int = 600
    look: Look = Look.DEVELOPMENT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scored:
    """Examples of one corpus with a detector's scores."""

    corpus: str
    fold: str
    examples: tuple[Example, ...]
    scores: NDArray[np.float64]

    @property
    def sensitive(self) -> NDArray[np.bool_]:
        """Which of the examples are sensitive."""
        return np.array([example.sensitive for example in self.examples], dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """All scores: of the corpora measured, and of each fold's harmless calibration examples."""

    detector: str
    settings: Settings
    scored: tuple[Scored, ...]
    calibration: Mapping[str, NDArray[np.float64]]


class Pool:
    """The examples of every corpus, by part. Documents are cut once and used by every detector.

    Detectors are trained on chunks of `TRAINING_WORDS` words, so that one training serves every size and units, too.
    """

    def __init__(self, documents: Mapping[str, Sequence[Document]], settings: Settings) -> None:
        self.settings = settings
        training = self._drawn_chunks(documents, TRAINING_WORDS, Measure.WORDS)
        self._training = {name: parts[Part.TRAIN] for name, parts in training.items()}
        if settings.grain is Grain.UNIT:
            self._decided = {name: self._drawn(map(unit, texts)) for name, texts in documents.items()}
        elif (settings.size, settings.measure) == (TRAINING_WORDS, Measure.WORDS):
            self._decided = training
        else:
            self._decided = self._drawn_chunks(documents, settings.size, settings.measure)

    @property
    def names(self) -> tuple[str, ...]:
        """The corpora."""
        return tuple(self._training)

    def training(self, name: str) -> list[Example]:
        """Return the chunks of a corpus's train part."""
        return self._training[name]

    def of(self, name: str, *parts: Part) -> list[Example]:
        """Return what is decided on, chunks or units, of a corpus's parts."""
        return [example for part in parts for example in self._decided[name][part]]

    def _drawn_chunks(
        self, documents: Mapping[str, Sequence[Document]], size: int, measure: Measure
    ) -> dict[str, dict[Part, list[Example]]]:
        return {
            name: self._drawn(piece for text in texts for piece in chunk(text, size, measure=measure))
            for name, texts in documents.items()
        }

    def _drawn(self, examples: Iterable[Example]) -> dict[Part, list[Example]]:
        parts: dict[Part, list[Example]] = {part: [] for part in Part}
        for example in sample(examples, cap=self.settings.cap, seed=self.settings.seed):
            parts[part_of(example.document)].append(example)
        return parts


def leaving_out(name: str, trainer: Trainer, pool: Pool, *, folds: Collection[str] = ()) -> Trial:
    """Train once per fold of `leave_one_out`, or of those named, and score the corpora that the fold has not seen.

    Raises OperatorError for a fold that is none.
    """
    every = leave_one_out(pool.names)
    if unknown := set(folds) - {fold.name for fold in every}:
        raise OperatorError(f"no fold {min(unknown)!r}; there are {', '.join(fold.name for fold in every)}")
    parts = (Part.TEST,) if pool.settings.look is Look.FINAL else (Part.TRAIN, Part.CALIBRATION)
    scored: list[Scored] = []
    calibration: dict[str, NDArray[np.float64]] = {}
    for fold in (fold for fold in every if not folds or fold.name in folds):
        training = [
            example for corpus in pool.names if fold.may_train(BY_NAME[corpus]) for example in pool.training(corpus)
        ]
        detector = trainer.train(training, seed=pool.settings.seed)
        calibration[fold.name] = _calibrate(detector, pool, fold)
        scored += [_scored(detector, pool, corpus, fold.name, parts) for corpus in pool.names if corpus in fold.unseen]
    return Trial(detector=name, settings=pool.settings, scored=tuple(scored), calibration=calibration)


def as_it_is(name: str, detector: Detector, pool: Pool) -> Trial:
    """Score every corpus with one detector; unless the look is FINAL, it must not have seen their train parts."""
    part = Part.TEST if pool.settings.look is Look.FINAL else Part.TRAIN
    fold = Fold(name="all", unseen=frozenset())
    scored = tuple(_scored(detector, pool, corpus, fold.name, (part,)) for corpus in pool.names)
    calibration = {fold.name: _calibrate(detector, pool, fold)}
    return Trial(detector=name, settings=pool.settings, scored=scored, calibration=calibration)


def crossed(trial: Trial) -> Trial:
    """Return the trial with thresholds to be set, in each fold, on what the models of the other folds had not seen.

    These are scores of other models of the same recipe: a threshold set on them allows for text of a new kind, which
    one set on known corpora does not. The fold's own unseen corpora take no part. A trial of one fold stays as it is.
    """
    unseen = {fold: _foreign(trial.scored, fold) for fold in trial.calibration}
    kept = {fold: found if len(found) else trial.calibration[fold] for fold, found in unseen.items()}
    return replace(trial, calibration=kept)


def _foreign(scored: Sequence[Scored], fold: str) -> NDArray[np.float64]:
    found = [p.scores for p in scored if p.fold != fold and (c := BY_NAME[p.corpus]).kind is Kind.BENIGN and c.target]
    return np.concatenate([np.empty(0), *found])


def scores(detector: Detector, examples: Sequence[Example], settings: Settings) -> NDArray[np.float64]:
    """Return the examples' scores; a unit's is the highest of its overlapping chunks', if it is not read whole."""
    if settings.grain is Grain.CHUNK or isinstance(detector, UnitDetector):
        return _checked(detector, [example.text for example in examples])
    pieces: list[str] = []
    owners: list[int] = []
    for owner, example in enumerate(examples):
        overlap = settings.size // UNIT_OVERLAP
        cuts = windows(example.text, settings.size, measure=settings.measure, overlap=overlap)
        pieces += [example.text[start:end] for start, end in cuts] or [example.text]
        owners += [owner] * max(len(cuts), 1)
    highest = np.full(len(examples), -np.inf)
    np.maximum.at(highest, np.array(owners, dtype=np.int64), _checked(detector, pieces))
    return highest


def _calibrate(detector: Detector, pool: Pool, fold: Fold) -> NDArray[np.float64]:
    known = [name for name in pool.names if fold.may_calibrate(BY_NAME[name])]
    harmless = [e for name in known for e in pool.of(name, Part.CALIBRATION) if not e.sensitive]
    if not harmless:
        raise OperatorError("no harmless corpus to set a threshold on: --data names the folder of the data sets")
    return scores(detector, harmless, pool.settings)


def _scored(detector: Detector, pool: Pool, corpus: str, fold: str, parts: tuple[Part, ...]) -> Scored:
    examples = pool.of(corpus, *parts)
    return Scored(corpus=corpus, fold=fold, examples=tuple(examples), scores=scores(detector, examples, pool.settings))


def _checked(detector: Detector, texts: Sequence[str]) -> NDArray[np.float64]:
    found = np.asarray(detector.score(texts) if texts else [], dtype=np.float64)
    if found.shape != (len(texts),) or np.isnan(found).any():
        raise OperatorError(f"a detector gave {found.shape} scores for {len(texts)} texts, or one that is no number")
    return found
