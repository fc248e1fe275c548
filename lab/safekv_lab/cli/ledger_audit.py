"""`safekv ledger audit` and `safekv ledger simulate`: what the vote promises, checked, and how long it takes."""

from __future__ import annotations

import json
import math
import platform
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from safekv import __version__
from safekv.errors import OperatorError

if TYPE_CHECKING:
    from safekv_lab.audit.report import Exact, Played
    from safekv_lab.bench.release_time import Outcome

JsonOption = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the figures here.")]
SeedOption = Annotated[int, typer.Option(help="Seed of the games or of the simulation.", min=0)]

_WORDY = ("selection, draws", "worlds", "likelier event")
"""Columns that may be broken into lines, so that no other is cut off."""
_YES_OR_NO = {True: "yes", False: "[bold red]NO[/]"}


def audit(
    games: Annotated[int, typer.Option(help="Games per point; 0 for the exact cases alone.", min=0)] = 1_000_000,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Check the differential privacy of the draw: exactly for small cases, by games for the rest.

    Broken alternatives are checked as well and have to be found. Exit code 1 if anything is not as it must be.

    Example: safekv ledger audit --games 1000000 --json audit.json
    """
    try:
        from safekv_lab.audit import report
    except ImportError as error:
        raise _missing(error) from None
    if 0 < games < 1000:
        raise OperatorError("--games: fewer than 1,000 games show nothing; give 0 for the exact cases alone")
    exact = []
    for case in report.exact_cases():
        _say(f"exact: {case.selection.name}, {case.draws} draws, {case.worlds}")
        exact.append(case.measure())
    played = [row for epsilon in report.EPSILONS if games for row in report.play(epsilon, games, seed, progress=_say)]
    Console().print(_exact_table(exact))
    if played:
        Console().print(_games_table(played))
    _write(
        json_file,
        {
            "seed": seed,
            "games": games,
            "exact": [_exact_row(row) for row in exact],
            "played": [_played_row(row) for row in played],
        },
    )
    checks = [*(row.passed for row in exact), *(row.passed for row in played)]
    if not all(checks):
        typer.echo(f"{checks.count(False)} of {len(checks)} checks are not as they must be", err=True)
        raise typer.Exit(1)


def simulate(
    runs: Annotated[int, typer.Option(help="Prompts per setting.", min=100)] = 20_000,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """How long it takes until a prompt is released, against adopters, traffic, ε, δ and draws.

    Of `owners`, so many adopt the prompt and send it so often a day each. `median` and `90 %`: until when that share of
    such prompts is released; `1 d`, `1 w`, `4 w`: the share that is released within a day, a week, four weeks.

    Example: safekv ledger simulate --json release-time.json
    """
    try:
        from safekv_lab.bench import release_time
    except ImportError as error:
        raise _missing(error) from None
    rows = []
    for scenario in release_time.scenarios():
        _say(f"{scenario.label}: {scenario.adopters} adopters, {scenario.requests_per_day:g} requests a day each")
        rows.append(release_time.simulate(scenario, runs=runs, seed=seed))
    Console().print(_simulation_table(rows))
    _write(json_file, {"seed": seed, "runs": runs, "rows": [asdict(row) for row in rows]})


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def _exact_table(rows: list[Exact]) -> Table:
    table = _table("selection, draws", "ε, δ", "worlds", "of δ spent", "(ε, δ)", "right")
    for row in rows:
        case = row.case
        table.add_row(
            f"{case.selection.name}, {case.draws}",
            f"{case.epsilon:g}, {case.delta:g}",
            case.worlds,
            f"{float(row.spent):.4f}",
            "holds" if row.holds else "broken",
            _YES_OR_NO[row.passed],
        )
    return table


def _games_table(rows: list[Played]) -> Table:
    table = _table("selection, draws", "ε", "at least", "likelier event", "is", "right")
    for row in rows:
        table.add_row(
            f"{row.name}, {row.draws}",
            f"{row.epsilon:g}",
            f"{row.result.epsilon_low:.3f}",
            f"{row.result.event}, {row.result.likelier}",
            "sound" if row.sound else "broken",
            _YES_OR_NO[row.passed],
        )
    return table


def _simulation_table(rows: list[Outcome]) -> Table:
    table = _table("setting", "owners", "adopt", "req/d", "median", "90 %", "1 d", "1 w", "4 w")
    for row in rows:
        table.add_row(
            row.scenario.label,
            str(row.scenario.owners),
            str(row.scenario.adopters),
            f"{row.scenario.requests_per_day:g}",
            _time(row.median_hours),
            _time(row.ninety_percent_hours),
            f"{row.within_a_day:.3f}",
            f"{row.within_a_week:.3f}",
            f"{row.within_four_weeks:.3f}",
        )
    return table


def _table(*names: str) -> Table:
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)  # eighty columns are what many terminals have
    for name in names:
        table.add_column(name, no_wrap=name not in _WORDY)
    return table


def _time(hours: float | None) -> str:
    if hours is None:
        return "> 4 w"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.1f} d"


def _exact_row(row: Exact) -> dict[str, Any]:
    case = row.case
    return {
        "selection": case.selection.name,
        "epsilon": case.epsilon,
        "delta": case.delta,
        "draws": case.draws,
        "worlds": case.worlds,
        "pairs": row.found.pairs,
        "share_of_delta": float(row.spent),
        "seen": _runs(row.found.seen),
        "other": _runs(row.found.other),
        "sound": case.sound,
        "passed": row.passed,
    }


def _played_row(row: Played) -> dict[str, Any]:
    result = row.result
    low = result.epsilon_low
    return {
        "selection": row.name,
        "epsilon": row.epsilon,
        "delta": row.delta,
        "draws": row.draws,
        "sound": row.sound,
        "why": row.why,
        "without": _runs(result.worlds.without),
        "with_victim": _runs(result.worlds.with_victim),
        "event": result.event,
        "likelier": result.likelier,
        "seen": result.seen,
        "other": result.other,
        "games": result.games,
        "epsilon_low": low if math.isfinite(low) else None,
        "passed": row.passed,
    }


def _runs(counts: tuple[int, ...]) -> str:
    """Counts at the draws, like `14 x 8, 15 x 8`."""
    return ", ".join(f"{count} x {len(list(run))}" for count, run in groupby(counts))


def _missing(error: ImportError) -> OperatorError:
    return OperatorError(f"this command needs {error.name}: pip install safekv-lab")


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _write(file: Path | None, result: dict[str, Any]) -> None:
    if file is not None:
        where = {"safekv": __version__, "python": platform.python_version(), "machine": platform.machine()}
        file.write_text(json.dumps({"environment": where, **result}, indent=1) + "\n")
