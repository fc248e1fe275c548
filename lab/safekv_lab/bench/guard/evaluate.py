"""The commands' side of the measuring ground: a detector and a data directory in; tables, JSON and a plot out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv_lab.bench.guard import plot, report
from safekv_lab.bench.guard.baselines.catalogue import FIXED, TRAINED
from safekv_lab.bench.guard.baselines.optional import SkippedBaseline
from safekv_lab.bench.guard.corpora.catalogue import load
from safekv_lab.bench.guard.outcome import curves, outcome
from safekv_lab.bench.guard.share import shares
from safekv_lab.bench.guard.trial import Pool, as_it_is, leaving_out

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from safekv_lab.bench.guard.corpora.catalogue import SkippedCorpus
    from safekv_lab.bench.guard.detector import Detector, Trainer
    from safekv_lab.bench.guard.outcome import Outcome
    from safekv_lab.bench.guard.trial import Settings, Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What was measured, and which corpora and baselines were not, with reasons."""

    results: tuple[tuple[Trial, Outcome], ...]
    skipped: tuple[SkippedCorpus | SkippedBaseline, ...]


def evaluate(
    data: Path,
    settings: Settings,
    *,
    trainers: Mapping[str, Trainer],
    detectors: Mapping[str, Detector],
    names: Collection[str] = (),
    folds: Collection[str] = (),
) -> Evaluation:
    """Measure trainers with corpora left out, and detectors as they are, on the same examples.

    `data` holds the folders of the data sets; `names` narrows the corpora,
    `folds` the trainings. Raises OperatorError where data are not
    what they should be.
    """
    documents, skipped = load(data, names)
    pool = Pool(documents, settings)
    trials = [leaving_out(name, trainer, pool, folds=folds) for name, trainer in trainers.items()]
    trials += [as_it_is(name, detector, pool) for name, detector in detectors.items()]
    return Evaluation(results=tuple((trial, outcome(trial)) for trial in trials), skipped=skipped)


def baselines(
    wanted: Collection[str] = (),
) -> tuple[dict[str, Trainer], dict[str, Detector], tuple[SkippedBaseline, ...]]:
    """Return the baselines, all or those wanted, that are installed here, and those that are not."""
    trainers: dict[str, Trainer] = {}
    detectors: dict[str, Detector] = {}
    skipped: list[SkippedBaseline] = []
    for name, make_trainer in TRAINED.items():
        if not wanted or name in wanted:
            trainer = make_trainer()
            if isinstance(trainer, SkippedBaseline):
                skipped.append(trainer)
            else:
                trainers[name] = trainer
    for name, make_detector in FIXED.items():
        if not wanted or name in wanted:
            detector = make_detector()
            if isinstance(detector, SkippedBaseline):
                skipped.append(detector)
            else:
                detectors[name] = detector
    return trainers, detectors, tuple(skipped)


def show(console: Console, evaluation: Evaluation) -> None:
    """Print the tables."""
    console.print(report.summary(evaluation.results))
    for trial, result in evaluation.results:
        for table in result.tables:
            console.print(report.corpora(trial, table))
        if result.tables:
            console.print(report.labels(trial, result.tables[-1]))
    for missing in evaluation.skipped:
        console.print(f"skipped {missing.name}: {missing.reason}")


def write(directory: Path, evaluation: Evaluation, *, plots: bool = True) -> Sequence[Path]:
    """Write figures, held-out scores and a plot per detector into `directory`, which is made; return the paths."""
    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for trial, result in evaluation.results:
        stem = f"{trial.detector}-{trial.settings.grain}-{trial.settings.size}{trial.settings.measure}"
        path = directory / f"{stem}-seed{trial.settings.seed}.json"
        path.write_text(report.as_json(trial, result, evaluation.skipped) + "\n", encoding="utf-8")
        scores = path.with_suffix(".scores.json")
        scores.write_text(report.scores_json(trial) + "\n", encoding="utf-8")
        written += [path, scores]
        if plots:
            picture = path.with_suffix(".png")
            plot.write(
                picture, curves(trial), title=f"{trial.detector}, {trial.settings.size} {trial.settings.measure}"
            )
            written.append(picture)
    return written


def show_shares(console: Console, data: Path, names: Collection[str] = ()) -> str:
    """Print how much of each corpus is sensitive by gold; return it as JSON."""
    rows = shares(load(data, names)[0])
    console.print(report.share_grid(rows))
    return report.shares_json(rows)
