"""`safekv demo`: what each mode costs and what it leaks, on a real server; and what the vote does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench import demo_plot, demo_report, tiny_model
from safekv_lab.bench.demo import MODES, Progress, run_mode
from safekv_lab.bench.demo_claims import judge
from safekv_lab.bench.server import ENGINE_FLAGS, ending_on_sigterm
from safekv_lab.bench.workloads import agents, tau_bench
from safekv_lab.cli.json_output import JsonOption, Measurement, write_json

if TYPE_CHECKING:
    from safekv_lab.bench.demo import Run
    from safekv_lab.bench.workloads.workload import Workload

_SCRATCH = Path(".safekv")

app = typer.Typer(add_completion=False)


@app.command(cls=Measurement)
def demo(
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Replay tau-bench from here; else our own.")] = None,
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    mode: Annotated[
        list[Mode] | None,
        typer.Option(metavar="MODE", help=f"One of {', '.join(MODES)}; may be repeated. Else all four, in this order."),
    ] = None,
    json_file: JsonOption = None,
    plot: Annotated[Path, typer.Option(metavar="FILE", help="The picture.")] = _SCRATCH / "demo.png",
    seed: Annotated[int, typer.Option(help="Seed of the customers and of the bootstrap.", min=0)] = 0,
    sessions: Annotated[int | None, typer.Option(help="Conversations per tenant (4, or 8 with --data).", min=1)] = None,
    logs: Annotated[Path, typer.Option(metavar="DIR", help="Where the servers' logs go.")] = _SCRATCH / "logs",
) -> None:
    """Drive several tenants through a real server in each mode; compare TTFT, cache hits and cross-tenant hits.

    It ends with the vote, in mode `ledger`: a prompt that 40 owners use is released, and a newcomer hits it; the same
    with a customer's record in it is vetoed. Takes some minutes; one table, one picture.

    Exit code 1 if a claim fails, or is void because the control shows no leak.

    Example: safekv demo --mode share-all-unsafe --mode ledger --json demo.json
    """
    if unknown := [m for m in mode or () if m not in MODES]:
        raise typer.BadParameter(f"{unknown[0].value}: the demo runs {', '.join(MODES)}", param_hint="--mode")
    started = datetime.now(UTC).isoformat(timespec="seconds")
    workload = _workload(data, seed, sessions)
    if json_file is not None and not json_file.parent.is_dir():
        raise OperatorError(f"{json_file}: the folder does not exist; make it, or name another file for --json")
    demo_plot.check(plot)
    if model is None:
        model = _SCRATCH / "model"
        tiny_model.build(model)
    with ending_on_sigterm():
        runs = _run(workload, [known for known in MODES if known in (mode or MODES)], model, logs, seed)
    claims = judge(runs)
    report = demo_report.document(
        workload, runs, claims, seed=seed, flags=ENGINE_FLAGS, model=model.name, started=started
    )
    out = Console()
    out.print(demo_report.table(workload, runs, seed=seed))
    for line in demo_report.claim_lines(claims):
        out.print(line, highlight=False, soft_wrap=True)
    demo_plot.draw(plot, runs, report["modes"])
    typer.echo(f"the picture: {plot}")
    if json_file is not None:
        write_json(json_file, json.dumps(report, indent=1) + "\n")
    if any(claim.verdict != "holds" for claim in claims):
        raise typer.Exit(1)


command = typer.main.get_command(app)
"""The command as the table of the laboratory's commands names it."""


def _workload(data: Path | None, seed: int, sessions: int | None) -> Workload:
    if data is not None:
        return tau_bench.build(data, trajectories=len(tau_bench.TENANTS) * (sessions or 8))
    sessions = sessions or 4
    return agents.build(seed=seed, sessions=sessions, common=min(2, sessions))


def _run(workload: Workload, modes: list[Mode], model: Path, logs: Path, seed: int) -> dict[Mode, Run]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    runs: dict[Mode, Run] = {}
    with Bars(*columns, console=Console(stderr=True)) as bars:
        for number, mode in enumerate(modes, start=1):
            name = f"{number} of {len(modes)}, {mode.value}"
            task = bars.add_task(name, total=len(workload.requests))
            runs[mode] = run_mode(
                mode,
                workload,
                model=model,
                log=logs / f"{mode.value}.log",
                flags=ENGINE_FLAGS,
                progress=Progress(
                    say=lambda line, name=name: bars.console.print(f"{name}: {line}", soft_wrap=True),  # type: ignore[misc]
                    advance=lambda task=task: bars.advance(task),  # type: ignore[misc]
                ),
                earlier=tuple(runs.values()),
                seed=seed,
            )
    return runs
