"""`safekv bench evict`, `flood` and `pool`: how good eviction is, what a flood takes from others, what it costs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv.errors import OperatorError
from safekv_lab.cli.bench import SeedOption, say, write
from safekv_lab.cli.json_output import JsonOption

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The data sets, for recorded traces.")]


def evict_command(
    workloads: Annotated[list[str] | None, typer.Option("--workload", help="A trace; may be repeated.")] = None,
    data: DataOption = None,
    fractions: Annotated[
        list[float] | None, typer.Option("--fraction", help="Size of the cache, of the distinct blocks.")
    ] = None,
    policies: Annotated[
        list[str] | None, typer.Option("--policy", help="A policy, with +ends told of the ends of sessions.")
    ] = None,
    requests: Annotated[int, typer.Option(help="Requests of a composed workload.", min=100)] = 4000,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """Hit rates of eviction policies against the offline optimum, over sizes of the cache.

    Without --data, on the composed workload only.

    Example: safekv bench evict --data ../shared/data --json evict.json
    """
    from safekv.cache.evict import BEST, POLICIES
    from safekv_lab.bench.evict import study

    names = workloads or (["composed"] if data is None else ["mooncake", "composed", "azure-conv", "servegen-m-small"])
    arms = policies or [*POLICIES, "lru" + study.TOLD, BEST + study.TOLD]
    sizes = fractions or list(study.FRACTIONS)
    if unknown := set(arms) - set(study.ARMS):
        raise OperatorError(f"no such policy: {', '.join(sorted(unknown))}; there are {', '.join(study.ARMS)}")
    if not all(0 < size <= 1 for size in sizes):
        raise OperatorError("--fraction: a cache has more than 0 and at most 1 of the distinct blocks")
    results: list[study.Result] = []
    for name in names:
        calls = study.workload(name, data, requests=requests, seed=seed)
        results += study.study(name, calls, fractions=sizes, arms=arms, progress=say)
    table = Table("workload", "cache", "policy", "hit rate", "optimum", "of optimum", "of optimum, second half")
    for row in results:
        parts = (row.hit_rate / row.optimum, row.second_half / row.second_half_optimum)
        rates = (f"{row.hit_rate:.4f}", f"{row.optimum:.4f}", *(f"{part:.3f}" for part in parts))
        table.add_row(row.workload, f"{row.cache_fraction:.0%}", row.policy, *rates)
    Console().print(table)
    write(json_file, {"best": BEST, "seed": seed, "requests": requests, "results": study.as_rows(results)})


def flood_command(
    tenants: Annotated[int, typer.Option(help="Quiet tenants.", min=1)] = 10,
    requests: Annotated[int, typer.Option(help="Requests of theirs.", min=100)] = 3000,
    fractions: Annotated[
        list[float] | None, typer.Option("--fraction", help="Size of the cache, of the quiet ones' blocks.")
    ] = None,
    guaranteed: Annotated[
        float, typer.Option(help="Part of each tenant's equal share that `fair` guarantees.", min=0.0, max=1.0)
    ] = 0.5,
    seed: SeedOption = 0,
    json_file: JsonOption = None,
) -> None:
    """What quiet tenants lose when another sends a hundred times its share, in each way to partition.

    Example: safekv bench flood --json flood.json
    """
    from dataclasses import replace
    from itertools import islice

    from safekv_lab.bench.evict import flood, study
    from safekv_lab.bench.traces.compose import compose

    recipe = replace(study.RECIPE, tenants=tenants, skew=0.5)
    quiet = list(islice(compose(recipe, seed=seed), requests))
    chosen = fractions or flood.FRACTIONS
    outcomes = list(flood.experiment(quiet, fractions=chosen, guaranteed=guaranteed, progress=say))
    table = Table("cache", "partition", "alone", "flooded", "fall", "against modest use", "worst", "withheld", "moved")
    for row in outcomes:
        rates = (
            f"{row.alone:.4f}",
            f"{row.flooded:.4f}",
            *(f"{points:.2f}" for points in (row.fall, row.excess, row.worst)),
        )
        table.add_row(
            f"{row.cache_fraction:.0%}", row.partition, *rates, f"{row.fragmentation:.3f}", f"{row.moved:.3f}"
        )
    Console().print(table)
    rows = [{**asdict(row), "fall": row.fall, "excess": row.excess} for row in outcomes]
    asked = {"tenants": tenants, "requests": requests, "times": flood.TIMES, "guaranteed": guaranteed, "seed": seed}
    write(json_file, {**asked, "results": rows})


def pool_command(
    capacity: Annotated[int, typer.Option(help="Blocks of the cache.", min=4096)] = 16_384,
    tenants: Annotated[int, typer.Option(help="Tenants that take turns.", min=1)] = 16,
    rounds: Annotated[int, typer.Option(help="Requests that are timed.", min=10)] = 200,
    json_file: JsonOption = None,
) -> None:
    """What the cache core costs on the request path, per block.

    Example: safekv bench pool --json pool.json
    """
    from safekv_lab.bench.evict import overhead

    if capacity // tenants < overhead.PROMPT:
        raise OperatorError(f"a tenant's share must hold a request, {overhead.PROMPT} blocks")
    rows = overhead.measure(capacity=capacity, tenants=tenants, rounds=rounds, progress=say)
    table = Table("partition", "policy", "hit, µs per block", "missed, µs per block")
    for row in rows:
        table.add_row(row.partition, row.policy, f"{row.hit_us:.2f}", f"{row.miss_us:.2f}")
    Console().print(table)
    write(json_file, {"capacity": capacity, "tenants": tenants, "results": [asdict(row) for row in rows]})
