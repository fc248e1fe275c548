"""Median time to the first token over the share of sensitive texts, one line per mode."""

from __future__ import annotations

import importlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from safekv.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def draw(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Draw rows that have a share `sensitive` into `path` (its ending chooses the format).

    Raises OperatorError where matplotlib is missing, and where no row has such a share.
    """
    try:
        backend: Any = importlib.import_module("matplotlib.backends.backend_agg")
        figures: Any = importlib.import_module("matplotlib.figure")
    except ImportError:
        raise OperatorError("the plot needs matplotlib: pip install 'safekv-lab[guard]'") from None
    lines: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row["sensitive"] is not None:
            lines[row["mode"]].append((100 * row["sensitive"], row["ttft_p50"]))
    if not lines:
        raise OperatorError("only a composed trace has a share of sensitive texts to draw over")
    figure = figures.Figure(figsize=(7, 4.5), layout="constrained")
    backend.FigureCanvasAgg(figure)
    axes = figure.subplots()
    for mode, points in lines.items():
        axes.plot(*zip(*sorted(points), strict=True), label=mode, marker="o", linewidth=1.3)
    axes.set(xlabel="sensitive texts, percent of what is asked for", ylabel="median TTFT, s")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(path, dpi=130)
