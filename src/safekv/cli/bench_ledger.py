"""`safekv bench release` and `safekv bench modes`: what the vote gives, on real servers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv.bench import release
from safekv.cli.bench import JsonOption, say, small_model, write

LogsOption = Annotated[Path, typer.Option(metavar="DIR", help="Where the servers' logs go.")]
LOGS = Path(".safekv") / "logs"


def release_command(
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    tenants: Annotated[int, typer.Option(help="Tenants, one owner each, that use the prompt.", min=4)] = 40,
    period: Annotated[int, typer.Option(help="Length of a period in seconds; it has one draw.", min=60)] = 120,
    epsilon: Annotated[float, typer.Option(help="Privacy loss of one contribution.", min=0.0)] = 1.0,
    delta: Annotated[float, typer.Option(help="Probability with which it may not hold.", min=0.0)] = 1e-6,
    logs: LogsOption = LOGS,
    json_file: JsonOption = None,
) -> None:
    """An undeclared system prompt on a real server: voted for by its tenants, drawn, published, hit by everybody.

    Takes up to three periods and the start. Exit code 1 if an expectation fails.

    Example: safekv bench release --tenants 40 --period 120 --json release.json
    """
    scenario = release.Scenario(tenants=tenants, period_seconds=period, epsilon=epsilon, delta=delta)
    story = release.play(scenario, model or small_model(), log=logs / "release.log", progress=say)
    checks = release.judge(scenario, story)
    table = Table("", "expected", "seen")
    for check in checks:
        table.add_row("[green]holds[/]" if check.holds else "[bold red]fails[/]", check.text, check.detail)
    Console().print(table)
    chance = {str(owners): float(scenario.chance(owners)) for owners in (release.FEW, tenants)}
    write(
        json_file,
        {
            "scenario": asdict(scenario),
            "probability_of_release_by_owners": chance,
            "checks": [asdict(check) for check in checks],
            **asdict(story),
        },
    )
    if not all(check.holds for check in checks):
        raise typer.Exit(1)
