"""`safekv simulate traces`: what the traces hold, before anything is simulated."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv.errors import OperatorError
from safekv_lab.bench.traces import catalogue
from safekv_lab.bench.traces.describe import describe
from safekv_lab.cli.bench import SeedOption, write
from safekv_lab.cli.json_output import JsonOption


def traces_command(
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="The directory of the recorded traces.")] = None,
    traces: Annotated[str, typer.Option(help=f"A list of {', '.join(catalogue.NAMES)}.")] = ",".join(
        catalogue.RECORDED
    ),
    requests: Annotated[int | None, typer.Option(help="Requests of each at most; else all.", min=1)] = None,
    tenants: Annotated[int | None, typer.Option(help="Tenants; else as the trace has them.", min=1)] = None,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Count a trace, and say whose work the hits of an endless cache would be.

    Shares are of all full blocks of prompts. Own: the tenant had the block before. Public and foreign: another tenant
    had it, and it may, or must not, be shared.

    Example: safekv simulate traces --data ../shared/data
    """
    found = {}
    for name in traces.split(","):
        if name in catalogue.COMPOSED and requests is None:
            raise OperatorError(f"{name}: a composed trace has no end; --requests says how many are wanted")
        found[name] = describe(catalogue.calls(name, data, requests=requests, tenants=tenants, seed=seed))
    table = Table("trace", "requests", "tenants", "blocks", "own", "public", "foreign")
    for name, one in found.items():
        counts = (f"{count:,}" for count in (one.requests, one.tenants, one.blocks))
        table.add_row(name, *counts, *(f"{share:.1%}" for share in (one.own, one.public, one.foreign)))
    Console().print(table)
    write(json_file, {"seed": seed, "traces": {name: asdict(one) for name, one in found.items()}})
