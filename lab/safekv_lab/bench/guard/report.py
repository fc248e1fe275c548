"""Outcomes and shares as tables for people (rich) and JSON for machines. No text of a corpus is in either."""

from __future__ import annotations

import importlib.metadata
import json
import math
import platform
from dataclasses import asdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from rich.table import Table as Grid

import safekv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safekv_lab.bench.guard.baselines.optional import SkippedBaseline
    from safekv_lab.bench.guard.corpora.catalogue import SkippedCorpus
    from safekv_lab.bench.guard.intervals import Interval
    from safekv_lab.bench.guard.outcome import Outcome, Point, Table
    from safekv_lab.bench.guard.share import Count, Share
    from safekv_lab.bench.guard.trial import Trial

PACKAGES = ("numpy", "scikit-learn", "scipy", "presidio-analyzer", "detect-secrets")


def versions() -> dict[str, str]:
    """Return the versions that a figure depends on."""
    found = {"safekv": safekv.__version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def as_json(trial: Trial, result: Outcome, skipped: Sequence[SkippedCorpus | SkippedBaseline] = ()) -> str:
    """Return everything but the texts: settings, versions, what was skipped, all figures. NaN becomes null."""
    whole = {
        "detector": trial.detector,
        "settings": asdict(trial.settings),
        "versions": versions(),
        "skipped": [asdict(corpus) for corpus in skipped],
        "outcome": asdict(result),
    }
    return json.dumps(_plain(whole), indent=1, allow_nan=False)


def scores_json(trial: Trial) -> str:
    """Return the scores themselves, with gold, labels and a digest of each group: what thresholds are set on."""
    parts = [
        {
            "corpus": part.corpus,
            "fold": part.fold,
            "scores": [round(float(score), 7) for score in part.scores],
            "sensitive": [example.sensitive for example in part.examples],
            "groups": [blake2b(e.document.group.encode(), digest_size=6).hexdigest() for e in part.examples],
            "labels": [sorted(example.labels) for example in part.examples],
        }
        for part in trial.scored
    ]
    return json.dumps({"detector": trial.detector, "settings": asdict(trial.settings), "parts": parts})


def summary(results: Sequence[tuple[Trial, Outcome]]) -> Grid:
    """Return two lines per detector: macro AUC, recall at each wanted rate, and at thresholds set blindly."""
    grid = Grid(title="macro over the PII corpora, false positives over the harmless ones")
    for column in (
        "detector",
        "grain",
        "AUC (known)",
        "wanted FPR",
        "recall (95 %)",
        "FPR",
        "worst",
        "each unbound: recall at FPR",
        "crossed: recall at FPR",
        "known: recall at FPR",
        "one threshold: recall at FPR (worst)",
    ):
        grid.add_column(column, justify="left" if column in ("detector", "grain") else "right")
    for trial, result in results:
        area = f"{result.auc:.3f} ({result.auc_known:.3f})"
        by_rate = {f"{table.wanted:.2f}": table for table in result.tables}
        single = {f"{table.wanted:.2f}": table.point for table in result.single}
        for rate, point in result.known.items():
            table = by_rate.get(rate)
            figures = (
                (_interval(table.recall), f"{table.point.alarms:.3f}", f"{table.point.worst:.3f}")
                if table
                else ("not reached", "-", "-")
            )
            one = single.get(rate)
            others = [_point(result.together.get(rate)), _point(result.crossed[rate]), _point(point)]
            others.append(_point(one) + (f" ({one.worst:.3f})" if one else ""))
            grid.add_row(trial.detector, trial.settings.grain, area, rate, *figures, *others)
    return grid


def corpora(trial: Trial, table: Table) -> Grid:
    """Return a line per corpus at one point."""
    title = f"{trial.detector}: at most {table.wanted:.0%} false positives (nominal {table.point.nominal:.3f})"
    grid = Grid(title=title)
    for column in ("corpus", "kind", "sensitive", "harmless", "recall (95 %)", "called harmless (95 %)", "AUC"):
        grid.add_column(column, justify="left" if column in ("corpus", "kind") else "right")
    for row in table.rows:
        area = "" if math.isnan(row.auc) else f"{row.auc:.3f}"
        counts = (str(row.sensitive), str(row.harmless))
        grid.add_row(row.corpus, row.kind, *counts, _interval(row.recall), _interval(row.alarms), area)
    return grid


def labels(trial: Trial, table: Table) -> Grid:
    """Return the recall per label at one point."""
    grid = Grid(title=f"{trial.detector}: recall per label at {table.wanted:.0%}")
    grid.add_column("label")
    grid.add_column("recall (95 %)", justify="right")
    for label, found in table.labels.items():
        grid.add_row(label, _interval(found))
    return grid


def share_grid(rows: Sequence[Share]) -> Grid:
    """Return how much of each corpus and role is sensitive; a plus names what is doubtful on top."""
    grid = Grid(title="share that is sensitive by gold")
    for column in ("corpus", "role", "16-token blocks", "share", "64-word blocks", "share", "texts", "share"):
        grid.add_column(column, justify="left" if column in ("corpus", "role") else "right")
    for row in rows:
        counts = [
            cell for count in (row.tokens16, row.words64, row.texts) for cell in (str(count.total), _share(count))
        ]
        grid.add_row(row.corpus, row.role, *counts)
    return grid


def shares_json(rows: Sequence[Share]) -> str:
    """Return the shares as JSON."""
    return json.dumps({"versions": versions(), "shares": [asdict(row) for row in rows]}, indent=1)


def _point(point: Point | None) -> str:
    return "not reached" if point is None else f"{point.recall:.3f} at {point.alarms:.3f}"


def _share(count: Count) -> str:
    if not count.total:
        return ""
    unknown = f" + {count.unknown / count.total:.1%}" if count.unknown else ""
    return f"{count.sensitive / count.total:.1%}{unknown}"


def _interval(found: Interval) -> str:
    return "" if math.isnan(found.value) else f"{found.value:.3f} ({found.low:.3f}-{found.high:.3f})"


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
