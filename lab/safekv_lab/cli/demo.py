"""`safekv demo`: what each mode costs and what it leaks, on a real server."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench import demo_report, tiny_model
from safekv_lab.bench.demo import MODES, judge, run_mode
from safekv_lab.bench.server import ENGINE_FLAGS, ending_on_sigterm
from safekv_lab.bench.workloads import agents, tau_bench

if TYPE_CHECKING:
    from safekv_lab.bench.demo import Run
    from safekv_lab.bench.workloads.workload import Workload

_SCRATCH = Path(".safekv")


def demo(
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Replay tau-bench from here; else our own.")] = None,
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    mode: Annotated[list[Mode] | None, typer.Option(help="Mode to run, repeatable; else all three.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all records here.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the customers and of the bootstrap.", min=0)] = 0,
    sessions: Annotated[int | None, typer.Option(help="Conversations per tenant (4, or 8 with --data).", min=1)] = None,
    logs: Annotated[Path, typer.Option(metavar="DIR", help="Where the servers' logs go.")] = _SCRATCH / "logs",
) -> None:
    """Drive several tenants through a real server in each mode; compare TTFT, cache hits and cross-tenant hits.

    Exit code 1 if a claim fails, or is void because the control shows no leak.

    Example: safekv demo --mode share-all-unsafe --mode declared --json demo.json
    """
    if unknown := [m for m in mode or () if m not in MODES]:
        raise typer.BadParameter(f"{unknown[0].value}: the demo runs {', '.join(MODES)}", param_hint="--mode")
    started = datetime.now(UTC).isoformat(timespec="seconds")
    workload = _workload(data, seed, sessions)
    if json_file is not None and not json_file.parent.is_dir():
        raise OperatorError(f"{json_file}: the folder does not exist; make it, or name another file for --json")
    if model is None:
        model = _SCRATCH / "model"
        tiny_model.build(model)
    with ending_on_sigterm():
        runs = _run(workload, tuple(dict.fromkeys(mode or MODES)), model, logs)
    claims = judge(runs)
    out = Console()
    out.print(demo_report.table(workload, runs, seed=seed))
    for line in demo_report.claim_lines(claims):
        out.print(line, highlight=False, soft_wrap=True)
    if json_file is not None:
        report = demo_report.document(
            workload, runs, claims, seed=seed, flags=ENGINE_FLAGS, model=model.name, started=started
        )
        json_file.write_text(json.dumps(report, indent=1) + "\n")
    if any(claim.verdict != "holds" for claim in claims):
        raise typer.Exit(1)


def _workload(data: Path | None, seed: int, sessions: int | None) -> Workload:
    if data is not None:
        return tau_bench.build(data, trajectories=len(tau_bench.TENANTS) * (sessions or 8))
    sessions = sessions or 4
    return agents.build(seed=seed, sessions=sessions, common=min(2, sessions))


def _run(workload: Workload, modes: tuple[Mode, ...], model: Path, logs: Path) -> dict[Mode, Run]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    runs: dict[Mode, Run] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:
        for mode in modes:
            task = progress.add_task(mode.value, total=len(workload.requests))
            runs[mode] = run_mode(
                mode,
                workload,
                model=model,
                log=logs / f"{mode.value}.log",
                flags=ENGINE_FLAGS,
                progress=lambda task=task: progress.advance(task),  # type: ignore[misc]
            )
    return runs
