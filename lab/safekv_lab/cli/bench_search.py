"""`safekv bench search`: how fast the prefix index is, beside those of others."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from safekv.errors import OperatorError
from safekv_lab.cli.bench import SeedOption, say, write
from safekv_lab.cli.json_output import JsonOption


def search_command(
    prompts: Annotated[int, typer.Option(help="Prompts held: 256 blocks of their own, 256 shared.", min=1)] = 10_000,
    rounds: Annotated[int, typer.Option(help="Rounds; in each the contenders take turns.", min=2)] = 5,
    largest: Annotated[int, typer.Option(help="Largest size, in blocks, of the index by itself.", min=10_000)] = 10**7,
    peers: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where packages of peers lie that are not installed.")
    ] = None,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Search of prompts of 512 blocks whose keys are given, beside vLLM's, SGLang's and Dynamo's indexes.

    Hot: one prompt again and again. Fresh: prompts that nobody has asked for lately. Peers that are not installed are
    named as such. What SGLang's and Dynamo's need beside the engine: pip install --no-deps --target DIR
    sglang orjson ipython traitlets gguf ai-dynamo-runtime

    Example: safekv bench search --peers DIR --json search.json
    """
    try:
        from safekv_lab.bench.search import run
        from safekv_lab.bench.search.workload import Workload
    except ImportError as error:
        raise OperatorError(f"this benchmark needs {error.name}: pip install 'safekv[cache]'") from None
    workload = Workload(prompts=prompts, seed=seed)
    results = run.measure(workload, rounds=rounds, path=[peers] if peers else [], progress=say)
    sizes = run.slope([size for size in run.SIZES if size <= largest], workload, rounds=rounds, progress=say)
    document = run.document(results, sizes, seed)
    Console().print(_contenders(document["contenders"]), _slope(document["slope"]))
    for name, reason in document["missing"].items():
        say(f"{name}: {reason}")
    write(json_file, {"workload": asdict(workload), "rounds": rounds, **document})


_COLUMNS = {
    "hot µs": "hot_us_512",
    "fresh µs": "fresh_us_512",
    "batch ns": "batch_ns_per_block",
    "insert ns": "insert_ns_per_block",
    "bytes": "bytes_per_block",
}


def _contenders(rows: dict[str, dict[str, Any]]) -> Table:
    table = Table("", *_COLUMNS, "batch to safekv's")
    for name, row in rows.items():
        ratio = f"{row['batch_ratio']['value']:.1f}" if "batch_ratio" in row else ""
        table.add_row(name, *(f"{row[key]:.1f}" for key in _COLUMNS.values()), ratio)
    return table


def _slope(rows: list[dict[str, Any]]) -> Table:
    keys = ("length_hot_us_512", "length_fresh_us_512", "hot_us_512", "fresh_us_512")
    table = Table("blocks held", "length, hot µs", "length, fresh µs", "blocks, hot µs", "blocks, fresh µs")
    for row in rows:
        table.add_row(f"{row['entries']:,}", *(f"{row[key]:.1f}" for key in keys))
    return table
