"""`safekv bench release` and `safekv bench modes`: what the vote gives, on real servers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv.config import Ledger
from safekv.types import Mode
from safekv_lab.bench import release
from safekv_lab.bench.server import ending_on_sigterm
from safekv_lab.cli.bench import SeedOption, say, shown, small_model, write
from safekv_lab.cli.json_output import JsonOption

LogsOption = Annotated[Path, typer.Option(metavar="DIR", help="Where the servers' logs go.")]
LOGS = Path(".safekv") / "logs"


def release_command(
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    tenants: Annotated[int, typer.Option(help="Tenants, one owner each, that use the prompt.", min=4)] = 40,
    period: Annotated[int, typer.Option(help="Length of a period in seconds; it has one draw.", min=60)] = 120,
    epsilon: Annotated[float, typer.Option(help="Privacy loss of one contribution.", min=0.0)] = Ledger().epsilon,
    delta: Annotated[float, typer.Option(help="Probability with which it may not hold.", min=0.0)] = Ledger().delta,
    logs: LogsOption = LOGS,
    json_file: JsonOption = None,
) -> None:
    """An undeclared system prompt on a real server: voted for by its tenants, drawn, published, hit by everybody.

    Takes up to three periods and the start. Exit code 1 if an expectation fails.

    Example: safekv bench release --tenants 40 --period 120 --json release.json
    """
    scenario = release.Scenario(tenants=tenants, period_seconds=period, epsilon=epsilon, delta=delta)
    with ending_on_sigterm():
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


def modes_command(
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    starts: Annotated[int, typer.Option(help="Starts of all servers, each in another order.", min=2)] = 4,
    rounds: Annotated[int, typer.Option(help="Rounds after each start.", min=1)] = 3,
    sessions: Annotated[int, typer.Option(help="Conversations per tenant in a pass.", min=1)] = 4,
    common: Annotated[int, typer.Option(help="Of these, about a customer of another tenant, too.", min=0)] = 1,
    seed: SeedOption = 0,
    logs: LogsOption = LOGS,
    json_file: JsonOption = None,
) -> None:
    """TTFT and throughput of every mode, warm, side by side; in mode `ledger` the policy was published by a vote.

    Takes about seven minutes per start. Exit code 1 if mode `ledger` is not within 5 % of `share-all-unsafe`. With
    customers in common, as the demo has them, share-all-unsafe hits records of other tenants, which nobody else may;
    `--common 0` leaves them out.

    Example: safekv bench modes --json modes.json
    """
    from safekv_lab.bench import modes

    load = modes.Load(rounds=rounds, sessions=sessions, common=common)
    results: list[modes.Result] = []
    measured = modes.measure(model or small_model(), starts=starts, load=load, seed=seed, logs=logs, progress=say)
    with ending_on_sigterm():
        for start in measured:
            results += start
            rows = modes.rows(results)
            document = {"load": asdict(load), "seed": seed, "rows": [asdict(row) for row in rows]}
            write(json_file, {**document, "results": [asdict(result) for result in results]})  # as far as it has come
    table = Table(
        *("", "TTFT p50 ms", "to share-all [95 %]", "request by request"),
        *("tokens per s", "to share-all [95 %]", "from the cache"),
    )
    for row in rows:
        found = (row.ttft_ratio, row.paired_ratio, row.throughput_ratio)
        p50, paired, throughput = (shown(ratio) if ratio else "1" for ratio in found)
        figures = (f"{row.ttft_p50 * 1e3:.1f}", p50, paired, f"{row.throughput:.0f}", throughput)
        table.add_row(row.mode.value, *figures, f"{row.cached_share:.0%}")
    Console().print(table)
    if not all(row.on_target for row in rows if row.mode is Mode.LEDGER):
        raise typer.Exit(1)
