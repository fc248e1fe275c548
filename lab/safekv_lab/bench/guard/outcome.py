"""What a trial's scores come to: recall and false alarms per corpus, together, and per label.

A nominal rate sets a threshold in each fold; what it turns out to be on harmless text that the fold has never seen is
the realised rate. Figures "at a rate" have crossed thresholds (see `trial.crossed`) at the nominal rate with the best
recall whose realised one is at most that, on all harmless target corpora taken together, and at most `EACH` times as
much on any of them. Figures "with one threshold" have the same one in all folds, as a shipped model has: the smallest
that keeps to the rate on all of them together and to `WORST` on each. Areas and curves are against the same harmless
text of other corpora.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, Kind
from safekv_lab.bench.guard.intervals import Interval, by_group, macro
from safekv_lab.bench.guard.metrics import Curve, auc, curve, share_at, threshold_at_rate
from safekv_lab.bench.guard.reliability import Bin, expected_error, reliability
from safekv_lab.bench.guard.trial import Scored, Trial, crossed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RATES = (0.05, 0.10)
EACH = 2.0
WORST = 0.2
NOMINAL = tuple(
    float(rate) for rate in np.round(np.concatenate([np.arange(1, 100) / 1000, np.arange(20, 101) / 200]), 4)
)
ROUNDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One nominal rate: the false-positive rate on unseen target corpora, together and on the worst, and the recall."""

    nominal: float
    alarms: float
    worst: float
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One corpus at one point. `alarms` are called harmless examples, of PII corpora the ones without a span."""

    corpus: str
    kind: Kind
    sensitive: int
    harmless: int
    recall: Interval
    alarms: Interval
    auc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A trial at one point: macro recall and false positives over the target corpora, and a row per corpus.

    `labels` is the recall of the examples that hold a label, whatever else they hold that may have given them away.
    """

    wanted: float
    point: Point
    recall: Interval
    alarms: Interval
    rows: tuple[Row, ...]
    labels: dict[str, Interval]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All figures of a trial.

    Two points per wanted rate are blind, that is at the nominal rate that is the wanted one: `known` with thresholds
    from the corpora that the detector knows, `crossed` with those from corpora that it does not. `together` are the
    best points whose realised rate on all corpora together is the wanted one, `tables` those that keep to it on each
    corpus, too; `unreached` are wanted rates that no point keeps to. `auc` is the mean over the PII target corpora
    against harmless text of unknown corpora, `auc_known` against unseen text of known ones.
    """

    points: tuple[Point, ...]
    together: dict[str, Point]
    known: dict[str, Point]
    crossed: dict[str, Point]
    tables: tuple[Table, ...]
    unreached: tuple[float, ...]
    single: tuple[Table, ...]
    auc: float
    auc_known: float
    bins: tuple[Bin, ...]
    calibration_error: float


def outcome(trial: Trial) -> Outcome:
    """Compute everything; intervals draw groups, `ROUNDS` times, with the trial's seed."""
    known, trial = trial, crossed(trial)
    points = tuple(_point(trial, nominal, _cuts(trial, nominal)) for nominal in NOMINAL)
    tables, unreached = [], []
    for wanted in RATES:
        best = _best(points, wanted, worst=EACH * wanted)
        if best is None:
            unreached.append(wanted)
        else:
            tables.append(_table(trial, wanted, best.nominal, _cuts(trial, best.nominal)))
    bins = _bins(trial.scored)
    return Outcome(
        points=points,
        together={f"{wanted:.2f}": best for wanted in RATES if (best := _best(points, wanted, worst=1.0)) is not None},
        known={f"{wanted:.2f}": _point(known, wanted, _cuts(known, wanted)) for wanted in RATES},
        crossed={f"{wanted:.2f}": _point(trial, wanted, _cuts(trial, wanted)) for wanted in RATES},
        tables=tuple(tables),
        unreached=tuple(unreached),
        single=tuple(_single(trial, wanted) for wanted in RATES if _of(trial, Kind.BENIGN)),
        auc=_mean_area(trial),
        auc_known=_mean_area(known),
        bins=bins,
        calibration_error=expected_error(bins),
    )


def curves(trial: Trial) -> dict[str, Curve]:
    """Return recall against false positives of each PII or secrets corpus, on harmless corpora of other folds."""
    trial = crossed(trial)
    return {
        part.corpus: curve(part.scores[part.sensitive], trial.calibration[part.fold])
        for part in trial.scored
        if part.sensitive.any()
    }


def _of(trial: Trial, kind: Kind) -> list[Scored]:
    """Return the target corpora of a kind that have examples of it."""
    wanted = [part for part in trial.scored if BY_NAME[part.corpus].kind is kind and BY_NAME[part.corpus].target]
    return [part for part in wanted if (part.sensitive.any() if kind is Kind.PII else len(part.examples))]


def _best(points: Sequence[Point], alarms: float, *, worst: float) -> Point | None:
    allowed = [point for point in points if point.alarms <= alarms and point.worst <= worst]
    return max(allowed, key=lambda point: (point.recall, -point.alarms), default=None)


def _cuts(trial: Trial, nominal: float) -> dict[str, float]:
    """Return the threshold of each fold at a nominal rate."""
    return {fold: threshold_at_rate(negatives, nominal) for fold, negatives in trial.calibration.items()}


def _single(trial: Trial, wanted: float) -> Table:
    """Return the table at one threshold for all folds."""
    found = [part.scores for part in _of(trial, Kind.BENIGN)]
    cut = max(threshold_at_rate(np.concatenate(found), wanted), *(threshold_at_rate(each, WORST) for each in found))
    return _table(trial, wanted, wanted, dict.fromkeys(trial.calibration, cut))


def _point(trial: Trial, nominal: float, cut: dict[str, float]) -> Point:
    benign = _of(trial, Kind.BENIGN)
    calls = [part.scores >= cut[part.fold] for part in benign]
    found = [share_at(part.scores[part.sensitive], cut[part.fold]) for part in _of(trial, Kind.PII)]
    return Point(
        nominal=nominal,
        alarms=float(np.mean(np.concatenate(calls))) if calls else math.nan,
        worst=max((float(np.mean(called)) for called in calls), default=math.nan),
        recall=float(np.mean(found)) if found else math.nan,
    )


def _table(trial: Trial, wanted: float, nominal: float, cut: dict[str, float]) -> Table:
    seed = trial.settings.seed
    benign = _of(trial, Kind.BENIGN)
    calls = np.concatenate([part.scores >= cut[part.fold] for part in benign])
    groups = [f"{part.corpus}\0{e.document.group}" for part in benign for e in part.examples]
    recall = macro(
        {part.corpus: _calls(part, cut[part.fold], sensitive=True) for part in _of(trial, Kind.PII)},
        seed=seed,
        rounds=ROUNDS,
    )
    return Table(
        wanted=wanted,
        point=_point(trial, nominal, cut),
        recall=recall,
        alarms=by_group(calls, groups, seed=seed, rounds=ROUNDS),
        rows=tuple(_row(trial, part, cut[part.fold]) for part in trial.scored),
        labels=_labels(trial.scored, cut, seed),
    )


def _row(trial: Trial, part: Scored, threshold: float) -> Row:
    seed = trial.settings.seed
    positive, positive_groups = _calls(part, threshold, sensitive=True)
    negative, negative_groups = _calls(part, threshold, sensitive=False)
    return Row(
        corpus=part.corpus,
        kind=BY_NAME[part.corpus].kind,
        sensitive=len(positive),
        harmless=len(negative),
        recall=by_group(positive, positive_groups, seed=seed, rounds=ROUNDS),
        alarms=by_group(negative, negative_groups, seed=seed, rounds=ROUNDS),
        auc=_area(trial, part),
    )


def _calls(
    part: Scored, threshold: float, *, sensitive: bool
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], list[str]]:
    chosen = part.sensitive == sensitive
    groups = [e.document.group for e, inside in zip(part.examples, chosen, strict=True) if inside]
    return part.scores[chosen] >= threshold, groups


def _area(trial: Trial, part: Scored) -> float:
    """Return the AUC of a corpus's sensitive examples against the harmless ones that its threshold is set on."""
    return auc(part.scores[part.sensitive], trial.calibration[part.fold])


def _mean_area(trial: Trial) -> float:
    areas = [_area(trial, part) for part in _of(trial, Kind.PII)]
    return float(np.mean(areas)) if areas else math.nan


def _labels(scored: Iterable[Scored], cut: dict[str, float], seed: int) -> dict[str, Interval]:
    flags: dict[str, list[bool]] = {}
    groups: dict[str, list[str]] = {}
    for part in scored:
        for example, score in zip(part.examples, part.scores, strict=True):
            for label in example.labels:
                flags.setdefault(label, []).append(bool(score >= cut[part.fold]))
                groups.setdefault(label, []).append(f"{part.corpus}\0{example.document.group}")
    return {label: by_group(np.array(flags[label]), groups[label], seed=seed, rounds=ROUNDS) for label in sorted(flags)}


def _bins(scored: Sequence[Scored]) -> tuple[Bin, ...]:
    values = np.concatenate([part.scores for part in scored])
    if not len(values) or values.min() < 0 or values.max() > 1:
        return ()
    return reliability(values, np.concatenate([part.sensitive for part in scored]))
