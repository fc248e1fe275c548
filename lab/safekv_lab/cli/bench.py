"""`safekv bench`: what SafeKV costs, as ratios within one run."""

from __future__ import annotations

import json
import platform
import random
import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median as plain_median
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from safekv import __version__
from safekv.cache.shares import Partition
from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench import tiny_model
from safekv_lab.bench.server import ending_on_sigterm
from safekv_lab.bench.summary import Estimate, median
from safekv_lab.cli.json_output import JsonOption, Measurements, write_json

app = typer.Typer(no_args_is_help=True, cls=Measurements)

SeedOption = Annotated[int, typer.Option(help="Seed of the workload and the bootstrap.", min=0)]

_SMALL_MODEL = Path(".safekv") / "model"


@app.command("request-path")
def request_path(
    blocks: Annotated[int, typer.Option(help="Length of the prompt in blocks of 16 tokens.", min=2)] = 512,
    repeats: Annotated[int, typer.Option(help="Requests per case.", min=20)] = 300,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """What SafeKV adds to a request on the scheduler's thread, against vLLM's own block hashing.

    Example: safekv bench request-path --json request-path.json
    """
    from safekv_lab.scheduler import request_path as path

    with tempfile.TemporaryDirectory(prefix="safekv-bench-") as scratch:
        samples = path.measure(Path(scratch), blocks=blocks, repeats=repeats, progress=say)
    table = Table("case", "vLLM hashing µs", "vLLM add+free µs", "SafeKV add+free µs", "added / hashing [95 %]")
    summary: dict[str, Any] = {}
    for case in dict.fromkeys(sample.case for sample in samples):
        chosen = [sample for sample in samples if sample.case == case]
        added = median([sample.ratio for sample in chosen], random.Random(seed))
        times = [plain_median(getattr(s, name) for s in chosen) for name in ("hashing", "plain", "safekv")]
        table.add_row(case, *(f"{time * 1e6:.0f}" for time in times), shown(added))
        summary[case] = {"added_over_hashing": asdict(added), "median_seconds": times}
    Console().print(table)
    write(json_file, {"blocks": blocks, "seed": seed, "summary": summary, "samples": [asdict(s) for s in samples]})


@app.command("planning")
def planning_command(
    units: Annotated[int, typer.Option(help="Units that are published.", min=2)] = 100_000,
    blocks: Annotated[int, typer.Option(help="Length of the prompts in blocks of 16 tokens.", min=4)] = 512,
    repeats: Annotated[int, typer.Option(help="Prompts per case.", min=20)] = 200,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """What planning and voting cost with very many published units, against vLLM's own block hashing.

    Example: safekv bench planning --units 100000 --json planning.json
    """
    from safekv_lab.scheduler import planning

    samples = planning.measure(units=units, blocks=blocks, repeats=repeats, seed=seed, progress=say)
    table = Table("case", "shared blocks", "planning µs", "vLLM hashing µs", "planning / hashing [95 %]")
    summary: dict[str, Any] = {}
    for case in dict.fromkeys(sample.case for sample in samples):
        chosen = [sample for sample in samples if sample.case == case]
        share = median([sample.planning / sample.hashing for sample in chosen], random.Random(seed))
        times = [plain_median(getattr(s, name) for s in chosen) for name in ("planning", "hashing")]
        table.add_row(case, str(chosen[0].shared), *(f"{time * 1e6:.0f}" for time in times), shown(share))
        summary[case] = {"planning_over_hashing": asdict(share), "median_seconds": times, "shared": chosen[0].shared}
    Console().print(table)
    write(json_file, {"units": units, "blocks": blocks, "repeats": repeats, "seed": seed, "summary": summary})


@app.command("grammars")
def grammars_command(
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    pairs: Annotated[int, typer.Option(help="Schemas that another tenant has used.", min=2)] = 200,
    mode: Annotated[Mode, typer.Option(help="share-all-unsafe has vLLM's own cache of grammars.")] = Mode.ISOLATE,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Whether a JSON schema that another tenant has used is answered sooner than a fresh one, on a real server.

    Example: safekv bench grammars --pairs 200 --json grammars.json
    """
    from safekv_lab.bench import grammars

    with ending_on_sigterm():
        measured = grammars.measure(model or small_model(), mode, pairs=pairs, seed=seed, progress=say)
    fresh = [pair.fresh for pair in measured]
    table = Table("schema", "median ms", "AUC against a fresh one", "standard error of none")
    summary: dict[str, Any] = {}
    for name in ("used_by_another", "own_again", "fresh"):
        times = [getattr(pair, name) for pair in measured]
        found, error = grammars.advantage(times, fresh)
        table.add_row(name, f"{plain_median(times) * 1e3:.1f}", f"{found:.3f}", f"{error:.3f}")
        summary[name] = {"median_seconds": plain_median(times), "auc": found, "standard_error": error}
    Console().print(table)
    samples = [asdict(pair) for pair in measured]
    write(json_file, {"mode": mode, "pairs": pairs, "seed": seed, "summary": summary, "samples": samples})


@app.command("throughput")
def throughput_command(
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    pairs: Annotated[int, typer.Option(help="Pairs of starts, one for each order of the servers.", min=2)] = 4,
    rounds: Annotated[int, typer.Option(help="Rounds after each start.", min=3)] = 3,
    prompts: Annotated[int, typer.Option(help="Requests per round.", min=1)] = 60,
    partition: Annotated[Partition, typer.Option(help="How SafeKV divides the cache.")] = Partition.PLAIN,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Throughput in mode `declared` against plain vLLM, by vLLM's own benchmark client, without shared prefixes.

    Example: safekv bench throughput --pairs 4 --json throughput.json
    """
    from safekv_lab.bench import throughput

    load = throughput.Load(prompts=prompts, partition=partition)
    with ending_on_sigterm():
        measured = throughput.measure(
            model or small_model(), pairs=pairs, rounds=rounds, load=load, seed=seed, progress=say
        )
    estimate = throughput.ratio(measured)
    every = [result for pair in measured for result in (*pair.plain_first, *pair.plain_last)]
    table = Table("", "tokens per second")
    table.add_row("plain vLLM", f"{plain_median(result.plain for result in every):.0f}")
    table.add_row("SafeKV, declared", f"{plain_median(result.safekv for result in every):.0f}")
    table.add_row("ratio over pairs of starts [95 %]", shown(estimate))
    Console().print(table)
    rows = [asdict(pair) for pair in measured]
    write(json_file, {"load": asdict(load), "seed": seed, "ratio": asdict(estimate), "pairs": rows})


@app.command("guard")
def guard_command(
    seconds: Annotated[float, typer.Option(help="Reading time of one repeat.", min=0.1)] = 1.0,
    repeats: Annotated[int, typer.Option(help="Repeats; the median counts.", min=3)] = 7,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """How fast ChunkGuard's tiers read, on generated text, and Presidio's patterns and detect-secrets beside them.

    Units of about 8 kB for the rate, chunks of about 64 tokens for the latency. One core; two with tier 3.

    Example: safekv bench guard --json guard-speed.json
    """
    try:
        from safekv_lab.bench.guard import speed
        from safekv_lab.training.speed import judges, texts
    except ImportError as error:
        raise OperatorError(f"this benchmark needs {error.name}: pip install 'safekv-lab[train]'") from None
    material, harmless = texts(random.Random(seed)), texts(random.Random(seed), harmless=1.0)
    table = Table("", "cores", "MB/s", "harmless, MB/s", "of the fastest", "chunk p50 ms", "chunk p99 ms", "memory MB")
    rows = []
    for name, cores, judge in judges():
        say(f"measuring {name}")
        rows.append(speed.measure(name, judge, material, harmless, cores=cores, repeats=repeats, seconds=seconds))
    fastest = max(row.rate for row in rows)
    for row in rows:
        times = (f"{row.chunk_median * 1e3:.2f}", f"{row.chunk_p99 * 1e3:.2f}", f"{row.memory / 1e6:.0f}")
        rates = (f"{row.rate:.2f}", f"{row.harmless_rate:.2f}", f"{row.rate / fastest:.4f}")
        table.add_row(row.name, str(row.cores), *rates, *times)
    Console().print(table)
    write(json_file, {"seconds": seconds, "repeats": repeats, "seed": seed, "speeds": [asdict(row) for row in rows]})


def small_model() -> Path:
    """The small model, built if it is not there yet."""
    tiny_model.build(_SMALL_MODEL)
    return _SMALL_MODEL


def say(line: str) -> None:
    """Tell how it goes on."""
    typer.echo(line, err=True)


def shown(estimate: Estimate) -> str:
    """A value with its interval."""
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def write(file: Path | None, result: dict[str, Any]) -> None:
    """Write a result, with where it was measured, if a file was asked for."""
    if file is not None:
        where = {"safekv": __version__, "python": platform.python_version(), "machine": platform.machine()}
        write_json(file, json.dumps({"environment": where, **result}, indent=1) + "\n")
