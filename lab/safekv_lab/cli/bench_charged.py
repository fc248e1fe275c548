"""`safekv bench charged`: what a voted prefix saves where memory is short."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv_lab.cli.bench import SeedOption, say, write
from safekv_lab.cli.json_output import JsonOption


def charged_command(
    tenants: Annotated[int, typer.Option(help="Tenants that begin with one system prompt.", min=2)] = 40,
    turns: Annotated[int, typer.Option(help="Turns of each.", min=1)] = 6,
    prefix: Annotated[int, typer.Option(help="The system prompt in blocks of 16 tokens.", min=1)] = 64,
    said: Annotated[int, typer.Option(help="Tokens that a tenant says in a turn.", min=1)] = 96,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Hit rate and throughput under `isolate`, with charged memory and with memory saved, in ever smaller caches.

    On vLLM's scheduler without a model, with the cost model of the simulator.

    Example: safekv bench charged --json charged.json
    """
    from safekv_lab.scheduler import charged
    from safekv_lab.simulator.cost import SMALL_ON_CPU

    load = charged.Workload(tenants=tenants, turns=turns, prefix=prefix, said=said, seed=seed)
    with tempfile.TemporaryDirectory(prefix="safekv-bench-") as scratch:
        parts = [1.2, 0.8, 0.6, 0.4, 0.25]
        rows = charged.measure(Path(scratch), load, parts=parts, of_step=SMALL_ON_CPU.of_step, progress=say)
    table = Table(
        "cache, blocks", "arrangement", "prompt tokens cached", "requests/s", "against isolate", "preemptions"
    )
    for row in rows:
        alone = next(one for one in rows if one.blocks == row.blocks and one.arrangement == "isolate")
        table.add_row(
            f"{row.blocks:,}",
            row.arrangement,
            f"{row.cached_tokens / row.prompt_tokens:.1%}",
            f"{row.requests_per_second:.2f}",
            f"{row.requests_per_second / alone.requests_per_second:.2f}",
            f"{row.preemptions}",
        )
    Console().print(table)
    write(json_file, {"workload": asdict(load), "seed": seed, "rows": [asdict(row) for row in rows]})
