"""The demo in one picture: tokens computed and the time to the first token by mode, and what the vote did."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench import demo_vote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from safekv_lab.bench.demo import Run

_COLOURS = {
    Mode.SHARE_ALL_UNSAFE: "#c44e52",
    Mode.ISOLATE: "#8c8c8c",
    Mode.DECLARED: "#4c72b0",
    Mode.LEDGER: "#55a868",
}
_ALONE, _HIT = "#8c8c8c", "#55a868"


def check(path: Path) -> None:
    """Raises OperatorError for a picture that cannot be drawn: to be asked before minutes are spent."""
    if path.suffix not in (".png", ".svg", ".pdf"):
        raise OperatorError(f"--plot {path}: name a file that ends in .png, .svg or .pdf")


def draw(path: Path, runs: Mapping[Mode, Run], rows: Sequence[Mapping[str, Any]]) -> None:
    """Draw the runs and their summaries into `path`, whose ending chooses the format; its folder is made."""
    figures: Any = importlib.import_module("matplotlib.figure")  # takes a second: not for every command line
    backend: Any = importlib.import_module("matplotlib.backends.backend_agg")
    votes = [run.vote for run in runs.values() if run.vote is not None]
    figure = figures.Figure(figsize=(11 if votes else 7.5, 4.2), layout="constrained")
    backend.FigureCanvasAgg(figure)
    panels = figure.subplots(1, 3 if votes else 2)
    names = [row["mode"] for row in rows]
    colours = [_COLOURS[mode] for mode in runs]
    leaks = [f"{row['computed_tokens']:,}{_leak(row['cross_tenant_private_tokens'])}" for row in rows]
    _bars(
        panels[0],
        names,
        [row["computed_tokens"] for row in rows],
        leaks,
        colours,
        "prompt tokens computed, and hit of others' private text",
    )
    first = [row["ttft_first_request_ms"]["value"] for row in rows]
    _bars(panels[1], names, first, [f"{value:.0f}" for value in first], colours, "a tenant's first request: TTFT, ms")
    for vote in votes:
        found = list(demo_vote.rows(vote))
        titles = [title.replace(", ", ",\n") for title, _, _ in found]
        times = [ttft * 1000 for _, _, ttft in found]
        hits = [max(look.cached_tokens for look in looks) for _, looks, _ in found]
        marks = [f"{value:.0f}\n{hit:,} tokens hit" for value, hit in zip(times, hits, strict=True)]
        shades = [_HIT if hit else _ALONE for hit in hits]
        title = f"{vote.owners} owners vote: a newcomer's TTFT, ms, before and after"
        _bars(panels[2], titles, times, marks, shades, title)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)


def _leak(private: int) -> str:
    return f"\n{private:,} private" if private else "\n0 private"


def _bars(
    axes: Any, names: Sequence[str], values: Sequence[float], marks: Sequence[str], colours: Sequence[str], title: str
) -> None:
    bars = axes.bar(range(len(names)), values, color=colours)
    axes.bar_label(bars, labels=marks, fontsize=7, padding=2)
    axes.set_xticks(range(len(names)), names, rotation=25, ha="right", fontsize=7)
    axes.set_title(title, fontsize=9)
    axes.margins(y=0.22)
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
