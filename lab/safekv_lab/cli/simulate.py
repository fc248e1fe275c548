"""`safekv simulate`: what the modes would do to a large deployment, on real and composed traces."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from safekv.cache.evict import DEFAULT, POLICIES
from safekv.cache.shares import Partition, Share
from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench.client import Client
from safekv_lab.bench.server import ending_on_sigterm, serve
from safekv_lab.bench.simulator import comparison
from safekv_lab.bench.traces import catalogue
from safekv_lab.bench.traces.compose import Recipe
from safekv_lab.cli.bench import SeedOption, say, small_model, write
from safekv_lab.cli.json_output import JsonOption, Measurements
from safekv_lab.cli.traces import traces_command
from safekv_lab.simulator import cost as costs
from safekv_lab.simulator.simulation import PARTITION, REGION, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from safekv_lab.bench.simulator.comparison import Row
    from safekv_lab.bench.simulator.replay import Comparison
    from safekv_lab.bench.traces.call import Call

app = typer.Typer(cls=Measurements)
app.command("traces")(traces_command)

CostOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A calibrated cost model; else the small model's on two cores.")
]
LOGS = Path(".safekv") / "logs"
LogOption = Annotated[Path, typer.Option(metavar="FILE", help="Where the server's log goes.")]

WIDTH = 110
"""Columns of a table: a terminal may have more, and what is written to a file should not have fewer."""

MARGIN = 0.15
"""By which a simulated median may be off."""

APPLICATION_TOKENS, DOCUMENT_TOKENS = (512, 3072), (256, 2048)
"""The sizes of composed texts, from and to."""


@app.callback(invoke_without_command=True)
def simulate(
    context: typer.Context,
    trace: Annotated[str, typer.Option(help=f"One of {', '.join(catalogue.NAMES)}.")] = "composed",
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="The directory of the recorded traces.")] = None,
    requests: Annotated[int, typer.Option(help="Requests at most.", min=1)] = 20_000,
    tenants: Annotated[int | None, typer.Option(help="Tenants; else as the trace has them.", min=1)] = None,
    sensitive: Annotated[str, typer.Option(help="Composed texts that are sensitive, in percent; a list.")] = "20",
    rate: Annotated[float, typer.Option(help="Composed conversations that begin per second.", min=1e-6)] = 1.0,
    block_tokens: Annotated[int, typer.Option(help="Tokens of a block, composed.", min=1, max=256)] = 64,
    modes: Annotated[str, typer.Option(help="Modes, a list.")] = ",".join(comparison.MODES),
    replicas: Annotated[int, typer.Option(help="Engines.", min=1)] = 1,
    blocks: Annotated[int, typer.Option(help="Memory of each engine, in blocks of the trace.", min=1)] = 8192,
    partition: Annotated[Partition, typer.Option(help="How memory is partitioned.")] = PARTITION,
    cap: Annotated[int | None, typer.Option(help="Blocks of a tenant, where memory is partitioned.", min=1)] = None,
    policy: Annotated[str, typer.Option(help=f"Order of eviction: {', '.join(POLICIES)}.")] = DEFAULT,
    region: Annotated[float, typer.Option(help="Part of the memory for published units.", min=0.0, max=1.0)] = REGION,
    spread: Annotated[str, typer.Option(help="Requests go to engines by `session` or by `load`.")] = "session",
    cost: CostOption = None,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw median TTFT over what is sensitive.")] = None,
) -> None:
    """Send a trace through simulated engines in every mode, and compare hits, time to the first token and throughput.

    Memory is divided and evicted as a server does it by default. In mode `ledger` a period is an hour of the trace.

    Example: safekv simulate --requests 20000 --sensitive 0,25,50,75,100 --json simulate.json
    """
    if context.invoked_subcommand is not None:
        return
    asked = {"requests": requests, "tenants": tenants, "rate": rate, "seed": seed}
    setting = Setting(
        mode=Mode.ISOLATE,
        blocks=blocks,
        block_tokens=block_tokens,
        replicas=replicas,
        partition=partition,
        tenant_share=_share(partition, cap, blocks),
        policy=policy,
        region=region,
        spread=spread,
    )
    price, chosen = _price(cost), [_mode(name) for name in modes.split(",")]
    results: list[dict[str, Any]] = []
    for ratio in _ratios(sensitive) if trace in catalogue.COMPOSED else [None]:
        make = _trace(trace, data, sensitive=ratio, block_tokens=block_tokens, **asked)
        setting = replace(setting, block_tokens=next(make()).block_tokens)
        results += _compare(trace, make, setting, price, chosen, ratio=ratio, requests=requests, seed=seed)
    write(json_file, {"trace": trace, **asked, "setting": asdict(setting), "cost": asdict(price), "rows": results})
    if plot is not None:
        from safekv_lab.bench.simulator.plot import draw

        draw(plot, results)


@app.command("calibrate")
def calibrate_command(
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    repeats: Annotated[int, typer.Option(help="Requests of each kind; the median counts.", min=1)] = 5,
    seed: SeedOption = 0,
    log: LogOption = LOGS / "calibrate.log",
    json_file: JsonOption = None,
) -> None:
    """Fit the cost model to the real engine on this machine: prompts of many lengths, cold and hit, answers in company.

    A server with the model is started, on whatever this machine has; it must have nothing else to do meanwhile.

    Example: safekv simulate calibrate --json cost.json && safekv simulate --cost cost.json
    """
    from safekv_lab.bench.simulator import probes, replay
    from safekv_lab.bench.simulator.fit import fit

    with (
        ending_on_sigterm(),
        serve(
            model or small_model(), {"mode": Mode.ISOLATE.value}, tenants=("a",), log=log, flags=replay.FLAGS
        ) as server,
        Client(server.url, server.key("a")) as client,
    ):
        prefills, decodes = probes.measure(client, repeats=repeats, seed=seed, progress=say)
    found = fit(prefills, decodes, chunk=replay.LIMITS.max_batched_tokens)
    table = Table("part of the cost", "seconds")
    for part, value in asdict(found.cost).items():
        table.add_row(part, f"{value:.3g}")
    table.add_row("relative error, median and largest", f"{found.median_error:.3f}, {found.largest_error:.3f}")
    Console(width=WIDTH).print(table)
    measured = {"prefills": [asdict(p) for p in prefills], "decodes": [asdict(d) for d in decodes]}
    write(json_file, {**asdict(found), "repeats": repeats, "seed": seed, **measured})


@app.command("validate")
def validate_command(
    cost: CostOption = None,
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model; else the small one is built.")] = None,
    requests: Annotated[int, typer.Option(help="Requests in each mode.", min=10)] = 300,
    rate: Annotated[float, typer.Option(help="Requests per second.", min=0.01)] = 1.8,
    seed: SeedOption = 0,
    logs: Annotated[Path, typer.Option(metavar="DIR", help="Where the servers' logs go.")] = LOGS,
    json_file: JsonOption = None,
) -> None:
    """Play one script to the real engine and to the simulator, in every mode, and compare the times to the first token.

    Exit code 1 if a simulated median is off by more than 15 %, or the modes come in another order.

    Example: safekv simulate validate --cost cost.json --json validation.json
    """
    from safekv_lab.bench.simulator import replay
    from safekv_lab.bench.simulator.script import Load

    price, load = _price(cost), Load(requests=requests, rate=rate)
    found: list[Comparison] = []
    with ending_on_sigterm():
        for mode in replay.MODES:
            log = logs / f"validate-{mode.value}.log"
            run = replay.play(load, mode, model or small_model(), seed=seed, log=log, progress=say)
            found.append(replay.compare(run, price))
            rows = [{**asdict(one), "ratio": one.ratio, "distance": one.distance} for one in found]
            same = replay.same_order(found)
            stored = {"load": asdict(load), "seed": seed, "cost": asdict(price), "same_order": same, "modes": rows}
            write(json_file, stored)  # after each mode: servers start slowly
    _print_comparisons(found)
    typer.echo(f"the modes come in {'the same' if same else 'another'} order")
    if not same or any(abs(one.ratio - 1) > MARGIN for one in found):
        raise typer.Exit(1)


def _print_comparisons(found: Sequence[Comparison]) -> None:
    table = Table("mode", "", "hit share", "TTFT p50 s", "p90", "p99", "median off by", "KS", "same hits")
    for one in found:
        quantiles = [one.quantiles(share) for share in (0.5, 0.9, 0.99)]
        for which, name in enumerate(("real", "simulated")):
            last = (f"{one.ratio - 1:+.1%}", f"{one.distance:.3f}", f"{one.same_hits:.3f}") if which else ("", "", "")
            times = (f"{pair[which]:.3f}" for pair in quantiles)
            table.add_row("" if which else one.mode, name, f"{one.hits[which]:.3f}", *times, *last)
    Console(width=WIDTH).print(table)


def _price(file: Path | None) -> costs.CostModel:
    return costs.load(file) if file else costs.SMALL_ON_CPU


def _compare(
    name: str,
    make: Callable[[], Iterator[Call]],
    setting: Setting,
    price: costs.CostModel,
    modes: Sequence[Mode],
    *,
    ratio: float | None,
    requests: int,
    seed: int,
) -> list[dict[str, Any]]:
    """Compare the modes on one trace, and print the table."""
    best = comparison.ideal(make()) if requests <= comparison.IDEAL_UP_TO else None
    rows = []
    for row in comparison.compare(make, setting, price, modes=modes, seed=seed):
        say(f"{name}, {row.mode}: {row.requests} requests in {row.took:.1f} s")
        rows.append(row)
    _print(rows, title=_title(name, ratio, best))
    return [{"sensitive": ratio, "ideal": best, **asdict(row)} for row in rows]


def _mode(name: str) -> Mode:
    try:
        return Mode(name.strip())
    except ValueError:
        raise OperatorError(f"{name}: no such mode; there are {', '.join(comparison.MODES)}") from None


def _ratios(text: str) -> Sequence[float | None]:
    try:
        ratios = [float(part) / 100 for part in text.split(",")]
    except ValueError:
        raise OperatorError(f"--sensitive {text}: a list of percentages, as 0,25,50") from None
    if not all(0 <= ratio <= 1 for ratio in ratios):
        raise OperatorError(f"--sensitive {text}: percentages lie between 0 and 100")
    return ratios


def _share(partition: Partition, cap: int | None, blocks: int) -> Share | None:
    if partition is Partition.PLAIN:
        return None
    if cap is None:
        raise OperatorError(f"--partition {partition}: --cap says how many blocks a tenant gets")
    return Share(cap=cap if partition is Partition.STRICT else blocks, guarantee=min(cap, blocks))


def _trace(
    name: str, data: Path | None, *, sensitive: float | None, block_tokens: int, **asked: Any
) -> Callable[[], Iterator[Call]]:
    """The trace, anew with each call. A recorded one is read once, a composed one is composed again."""
    if sensitive is None:
        found = list(catalogue.calls(name, data, **asked))
        if not found:
            raise OperatorError(f"{name}: the trace is empty")
        return lambda: iter(found)
    least, most = (tokens // block_tokens for tokens in APPLICATION_TOKENS)
    shortest, longest = (tokens // block_tokens for tokens in DOCUMENT_TOKENS)
    recipe = Recipe(
        application_blocks=(least, most),
        document_blocks=(shortest, longest),
        sensitive=sensitive,
        block_tokens=block_tokens,
    )
    return lambda: catalogue.calls(name, data, recipe=recipe, **asked)


def _title(trace: str, ratio: float | None, best: float | None) -> str:
    parts = [trace]
    if ratio is not None:
        parts.append(f"{ratio:.0%} sensitive")
    if best is not None:
        parts.append(f"an endless cache for everybody would hit {best:.1%}")
    return ", ".join(parts)


def _print(rows: list[Row], *, title: str) -> None:
    table = Table(
        "mode", "hit share", "TTFT mean s", "p50", "p95", "p99", "tokens/s", "published", "refused", title=title
    )
    for row in rows:
        times = (f"{value:.3f}" for value in (row.ttft_mean, row.ttft_p50, row.ttft_p95, row.ttft_p99))
        counts = (f"{row.throughput:.0f}", str(row.published), str(row.refused))
        table.add_row(row.mode, f"{row.hit_share:.3f}", *times, *counts)
    Console(width=WIDTH).print(table)
