"""Recall against false positives, one line per corpus."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from safekv.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from safekv_lab.bench.guard.metrics import Curve

MARKS = (0.05, 0.10)
"""False-positive rates that the wanted figures are given at."""


def write(path: Path, curves: Mapping[str, Curve], *, title: str) -> None:
    """Draw the curves into `path` (its ending chooses the format); OperatorError where matplotlib is missing."""
    try:
        backend: Any = importlib.import_module("matplotlib.backends.backend_agg")
        figures: Any = importlib.import_module("matplotlib.figure")
    except ImportError:
        raise OperatorError("the plot needs matplotlib: pip install 'safekv-lab[guard]'") from None
    figure = figures.Figure(figsize=(7, 5), layout="constrained")
    backend.FigureCanvasAgg(figure)
    axes = figure.subplots()
    for name, points in curves.items():
        axes.plot(points.false_positives, points.recall, label=name, linewidth=1.3)
    for mark in MARKS:
        axes.axvline(mark, color="grey", linewidth=0.7, linestyle=":")
    axes.set(xlim=(0, 0.5), ylim=(0, 1.01), title=title, xlabel="false positives on harmless text", ylabel="recall")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right", fontsize=8)
    figure.savefig(path, dpi=130)
