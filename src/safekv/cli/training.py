"""`safekv guard train`, `evaluate`, `calibrate`: how ChunkGuard's models come about and how good they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from safekv.bench.guard.trial import Grain, Look, Settings
from safekv.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from safekv.training.recipe import Recipe

DataOption = Annotated[Path, typer.Option("--data", metavar="DIR", help="The folder of the public data sets.")]
SeedOption = Annotated[int, typer.Option(help="Seed of everything drawn.", min=0)]
CapOption = Annotated[int, typer.Option(help="Sensitive and harmless chunks taken of each corpus.", min=20)]


def train(
    data: DataOption,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the models and their cards go; made.")],
    seed: SeedOption = 1,
    cap: CapOption = 1000,
) -> None:
    """Train tiers 2 and 3 on the train part of every corpus and on generated text, and write them with their cards.

    Takes about a quarter of an hour on two cores. Thresholds come from `safekv guard calibrate`.

    Example: safekv guard train --data ../shared/data --out models
    """
    from safekv.training.build import build

    recipe = _recipe()
    for path in build(data, out, recipe, seed=seed, cap=cap, say=_say):
        _say(f"wrote {path}")


def evaluate(
    data: DataOption,
    detectors: Annotated[str, typer.Option(help="Comma-separated; all of them without it.")] = "",
    seed: SeedOption = 1,
    cap: CapOption = 600,
    grain: Annotated[Grain, typer.Option(help="What is decided on.")] = Grain.CHUNK,
    size: Annotated[int, typer.Option(help="Words of a chunk.", min=4)] = 64,
    final: Annotated[bool, typer.Option("--final", help="The part kept for when nothing is chosen any more.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="JSON, plots and held-out scores; made.")] = None,
) -> None:
    """Measure the tiers and the baselines, each corpus by models that have not seen it or its relatives.

    Detectors: rules, fast, encoder, tiers-1-2, cascade, linear, capital-pairs, presidio-patterns, detect-secrets.

    Example: safekv guard evaluate --data ../shared/data --detectors rules,linear --out report
    """
    from safekv.bench.guard.evaluate import baselines, show, write
    from safekv.bench.guard.evaluate import evaluate as measure

    recipe = _recipe()
    known = {**recipe.trainers(), **recipe.detectors()}
    wanted = tuple(filter(None, detectors.split(",")))
    trainers, fixed, skipped = baselines([name for name in wanted if name not in known] or (wanted and ["none"]))
    trainers |= {name: one for name, one in recipe.trainers().items() if not wanted or name in wanted}
    fixed |= {name: one for name, one in recipe.detectors().items() if not wanted or name in wanted}
    if unknown := set(wanted) - set(trainers) - set(fixed) - {one.name for one in skipped}:
        raise OperatorError(f"--detectors: no {min(unknown)!r}; there are {', '.join({**known, **trainers, **fixed})}")
    settings = Settings(seed=seed, cap=cap, grain=grain, size=size, look=Look.FINAL if final else Look.DEVELOPMENT)
    evaluation = measure(data, settings, trainers=trainers, detectors=fixed)
    show(Console(width=170), evaluation)
    for path in write(out, evaluation) if out else ():
        _say(f"wrote {path}")


def _recipe() -> Recipe:
    try:
        from safekv.training.encoder import EncoderTrainer
        from safekv.training.fast import FastTrainer
        from safekv.training.recipe import Recipe
    except ImportError as error:
        raise OperatorError(f"training needs {error.name}: pip install 'safekv[guard-train]'") from None
    return Recipe(
        encoder=EncoderTrainer(report=_progress("tier 3")), fast=FastTrainer(report=_progress("tier 2")), say=_say
    )


def _progress(what: str) -> Callable[[float, float], None]:
    told = [0.0]

    def report(share: float, loss: float) -> None:
        if share < told[0]:
            told[0] = 0.0
        if share >= told[0] + 0.1 or share == 1.0:
            told[0] = share
            _say(f"{what}: {share:.0%}, loss {loss:.3f}")

    return report


def _say(line: str) -> None:
    typer.echo(line, err=True)
