"""`safekv bench monitor`: what the monitor notices, what its answers cost, and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from safekv.config import Monitor
from safekv.errors import OperatorError
from safekv_lab.cli.bench import SeedOption, say, shown, write
from safekv_lab.cli.json_output import JsonOption


class Part(StrEnum):
    """What there is to measure."""

    PROBERS = "probers"
    INNOCENTS = "innocents"
    RATES = "rates"
    ORACLE = "oracle"
    COLLATERAL = "collateral"
    SPEED = "speed"


_WITH_DATA = {Part.INNOCENTS, Part.RATES, Part.COLLATERAL}


def monitor_command(
    part: Annotated[list[Part] | None, typer.Option(help="Only this; may be repeated.")] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="The data sets, for what needs traces.")] = None,
    games: Annotated[int, typer.Option(help="Games of the oracle, for each row.", min=10)] = 2000,
    trials: Annotated[int, typer.Option(help="Probers of each kind.", min=10)] = 200,
    seeds: Annotated[int, typer.Option(help="Traces of each kind, for the anomaly rate.", min=1)] = 4,
    requests: Annotated[int, typer.Option(help="Requests of a trace.", min=1000)] = 20_000,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Probers and innocents, the anomaly rate, what each answer costs victims and tells an attacker, the time it takes.

    Parts that need traces are left out without --data.

    Example: safekv bench monitor --data ../shared/data --json monitor.json
    """
    measures: dict[Part, Callable[[], dict[str, Any]]] = {
        Part.PROBERS: lambda: _probers(trials, seed),
        Part.INNOCENTS: lambda: _innocents(_needed(data), seed),
        Part.RATES: lambda: _rates(_needed(data), seeds, requests),
        Part.ORACLE: lambda: _oracle(games, seed),
        Part.COLLATERAL: lambda: _collateral(_needed(data), requests, seed),
        Part.SPEED: lambda: _speed(seed),
    }
    document: dict[str, Any] = {"seed": seed, "settings": Monitor().model_dump()}
    for name in part or [name for name in Part if data is not None or name not in _WITH_DATA]:
        say(f"measuring {name}")
        document[name] = measures[name]()
        write(json_file, document)  # as far as it has come


def _needed(data: Path | None) -> Path:
    if data is None:
        raise OperatorError("this part needs traces; --data names the directory of the data sets")
    return data


def _probers(trials: int, seed: int) -> dict[str, Any]:
    from safekv_lab.bench.monitor import probers

    rows = probers.measure(Monitor(), trials=trials, seed=seed)
    table = Table("how it goes about it", "restricted", "guesses answered before [95 %]", "at most")
    for row in rows:
        table.add_row(row.way, f"{row.caught:.0%}", shown(row.mean) if row.mean else "-", str(row.most))
    Console().print(table)
    return {"trials": trials, "most_guesses": probers.MOST_GUESSES, "rows": [asdict(row) for row in rows]}


def _innocents(data: Path, seed: int) -> dict[str, Any]:
    from safekv_lab.bench.monitor import innocents

    rows = innocents.measure(data, Monitor(), seed=seed)
    table = Table("trace", "tenants", "requests", "tiny answers", "tenants restricted", "requests restricted")
    for row in rows:
        counts = (str(row.tenants), str(row.requests), f"{row.tiny:.1%}")
        table.add_row(row.trace, *counts, str(row.restricted_tenants), str(row.restricted_requests))
    Console().print(table)
    return {"rows": [asdict(row) for row in rows]}


def _rates(data: Path, seeds: int, requests: int) -> dict[str, Any]:
    from safekv_lab.bench.monitor import rates

    rules, bests = rates.measure(data, seeds=seeds, requests=requests, progress=say)
    columns = ("probings found", "false alarms", "on crowds", "hits withheld", "Youden's J")
    table = Table("owners per hit, at most", "r_a", *columns)
    for rule in rules:
        figures = (rule.found, rule.false_alarms, rule.crowds, rule.withheld, rule.youden)
        table.add_row(f"{rule.diversity}", f"{rule.growth}", *map(shown, figures))
    Console(width=150).print(table)
    table = Table("owners per hit, at most", "best r_a", "95 %", "J more than with 2 [95 %]")
    for best in bests:
        table.add_row(f"{best.diversity}", f"{best.growth}", f"{best.low:.1f} to {best.high:.1f}", shown(best.gain))
    Console().print(table)
    sizes = {"seeds": seeds, "requests": requests, "probes": rates.PROBES, "window_seconds": rates.SECONDS}
    return {**sizes, "rules": [asdict(rule) for rule in rules], "best": [asdict(best) for best in bests]}


def _oracle(games: int, seed: int) -> dict[str, Any]:
    from safekv_lab.bench.monitor import oracle

    rows = oracle.measure(games=games, seed=seed)
    columns = ("hits of others", "rounds", "advantage", "95 %", "own requests made private")
    table = Table("answer", "tokens", *columns)
    for row in rows:
        place = (row.answer, str(row.tokens), f"{row.noise:.0f}", str(row.rounds))
        table.add_row(*place, f"{row.value:+.3f}", f"{row.low:+.3f} to {row.high:+.3f}", f"{row.restricted:.1%}")
    Console(width=120).print(table)
    return {"games": games, "rows": [asdict(row) for row in rows]}


def _collateral(data: Path, requests: int, seed: int) -> dict[str, Any]:
    from safekv_lab.bench.monitor import collateral

    rows = collateral.measure(data, requests=requests, seed=seed)
    columns = ("denied", "extra misses, kept", "lost", "TTFT p50 ms", "p95", "p95, lost", "probes shared")
    table = Table("trace", "answer", "probed", *columns)
    for row in rows:
        extra = [f"{blocks / row.shared_blocks:.2%}" for blocks in (row.extra_kept, row.extra_lost)]
        times = [f"{seconds * 1e3:.1f}" for seconds in (row.ttft_p50, row.ttft_p95, row.ttft_p95_lost)]
        probes = f"{row.probes_shared} of {row.probes}"
        where = (row.trace, row.answer, "yes" if row.attacked else "no")
        table.add_row(*where, f"{row.withheld:.1%}", *extra, *times, probes)
    Console(width=150).print(table)
    return {"requests": requests, "rows": [asdict(row) for row in rows]}


def _speed(seed: int) -> dict[str, Any]:
    from safekv_lab.bench.monitor import speed

    rows = speed.measure(events=100_000, repeats=9, seed=seed)
    memory = speed.memory(tenants=1_000_000, units=10_000, seed=seed)
    table = Table("event", "ns, median", "ns, best")
    for row in rows:
        table.add_row(row.event, f"{row.median * 1e9:.0f}", f"{row.best * 1e9:.0f}")
    Console().print(table)
    Console().print(
        f"{memory.tenants:,} tenants with a score: {memory.of_scores / 1e6:.0f} MB; "
        f"{memory.units:,} units in a window: {memory.of_units / 1e6:.1f} MB"
    )
    return {"events": [asdict(row) for row in rows], "memory": asdict(memory)}
