"""`safekv bench ledger`: what the ledger costs."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv_lab.bench import ledger_speed
from safekv_lab.cli.bench import say, write
from safekv_lab.cli.json_output import JsonOption


def ledger_command(
    units: Annotated[int, typer.Option(help="Pending units.", min=100)] = 100_000,
    batch: Annotated[int, typer.Option(help="Contributions in one transaction.", min=1)] = 256,
    directory: Annotated[Path | None, typer.Option(help="Where the ledgers lie meanwhile; the disk counts.")] = None,
    json_file: JsonOption = None,
) -> None:
    """Contributions per second, bytes per pending unit, and the time of a draw, on the SQLite store.

    Once with one owner for each unit, so that no content is kept, and once with two.

    Example: safekv bench ledger --json ledger-speed.json
    """
    rows = []
    for owners in (1, 2):
        with tempfile.TemporaryDirectory(prefix="safekv-bench-", dir=directory) as scratch:
            found = ledger_speed.measure(Path(scratch), units=units, owners_per_unit=owners, batch=batch, progress=say)
        rows.append(found)
    table = Table("", *(f"{row.owners_per_unit} owner(s) a unit" for row in rows))
    for label, form in (
        ("new contributions per second", "rate_new"),
        ("repeated contributions per second", "rate_repeated"),
        ("bytes of a pending unit on disk, without content", "index_bytes"),
        (f"bytes of its content ({ledger_speed.TOKENS} tokens)", "content_bytes"),
        ("bytes of a pending unit in memory", "memory_bytes"),
        (f"ms of a draw over {units} units", "draw_seconds"),
        ("ms of the next one, without new votes", "next_draw_seconds"),
    ):
        scale = 1e3 if label.startswith("ms") else 1.0
        table.add_row(label, *(f"{getattr(row, form) * scale:,.0f}" for row in rows))
    Console().print(table)
    write(json_file, {"tokens": ledger_speed.TOKENS, "speeds": [asdict(row) for row in rows]})
