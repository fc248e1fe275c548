"""`safekv bench publishing`: what one published unit more costs the scheduler's thread."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv_lab.cli.bench import SeedOption, say, write
from safekv_lab.cli.json_output import JsonOption


def publishing_command(
    units: Annotated[int, typer.Option(help="Units that are published.", min=100)] = 10_000,
    tokens: Annotated[int, typer.Option(help="Length of each in tokens.", min=32)] = 1_504,
    frame: Annotated[int, typer.Option(help="Units of one frame, as after a restart.", min=1)] = 300,
    repeats: Annotated[int, typer.Option(help="Units published and ended for each row.", min=10)] = 200,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """What it costs the scheduler's thread to publish one unit more, with few and with many published.

    Without the computing of the unit itself, which is a request like any other.

    Example: safekv bench publishing --units 10000 --json publishing.json
    """
    from safekv_lab.scheduler import publishing

    rows = publishing.measure(units=units, tokens=tokens, frame_units=frame, repeats=repeats, seed=seed, progress=say)
    table = Table("published", "one more, µs", "admit µs", "pin µs", "publish µs", "end µs", f"frame of {frame}, ms")
    for row in rows:
        parts = (row.one_more, row.admit, row.pin, row.publish, row.end)
        table.add_row(f"{row.units:,}", *(f"{part * 1e6:.0f}" for part in parts), f"{row.frame * 1e3:.1f}")
    Console().print(table)
    write(
        json_file,
        {
            "tokens": tokens,
            "repeats": repeats,
            "seed": seed,
            "rows": [{**asdict(row), "one_more": row.one_more} for row in rows],
        },
    )
