"""`safekv guard train`, `evaluate`, `calibrate`: how ChunkGuard's models come about and how good they are."""

from __future__ import annotations

import importlib
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safekv_lab.bench.guard.detector import Detector, Trainer
    from safekv_lab.bench.guard.intervals import Interval
    from safekv_lab.training.calibrate import Calibrated
    from safekv_lab.training.recipe import Recipe

DataOption = Annotated[Path, typer.Option("--data", metavar="DIR", help="The folder of the public data sets.")]
SeedOption = Annotated[int, typer.Option(help="Seed of everything drawn.", min=0)]
CapOption = Annotated[int, typer.Option(help="Sensitive and harmless chunks taken of each corpus.", min=20)]


def train(
    data: DataOption,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the model and its card go; made.")],
    seed: SeedOption = 1,
    cap: CapOption = 600,
    tier: Annotated[
        int | None, typer.Option(help="Only this one; tier 2 learns from the encoder that is in --out.", min=2, max=3)
    ] = None,
) -> None:
    """Train tier 3 and then tier 2 on the train part of every corpus and on generated text, each with its card.

    Tier 3 takes up to an hour on two idle cores and a minute or two on a GPU that PyTorch sees, tier 2 a few minutes.
    The thresholds come from `safekv guard calibrate`.

    Example: safekv guard train --data ../shared/data --out models
    """
    _needed()
    from safekv_lab.training.build import build
    from safekv_lab.training.encoder import EncoderTrainer
    from safekv_lab.training.fast import FastTrainer

    encoder = EncoderTrainer(report=_progress("tier 3")) if tier != 2 else None
    fast = FastTrainer(report=_progress("tier 2")) if tier != 3 else None
    for path in build(data, out, encoder=encoder, fast=fast, seed=seed, cap=cap, say=_say):
        _say(f"wrote {path}")


def evaluate(
    data: DataOption,
    detectors: Annotated[str, typer.Option(help="Comma-separated; all of them without it.")] = "",
    seed: SeedOption = 1,
    cap: CapOption = 600,
    units: Annotated[bool, typer.Option("--units", help="Decide on whole messages and documents.")] = False,
    size: Annotated[int, typer.Option(help="Words, or tokens, of a chunk.", min=4)] = 64,
    tokens: Annotated[bool, typer.Option("--tokens", help="The size counts tokens, not words.")] = False,
    folds: Annotated[str, typer.Option(help="Comma-separated families of corpora to leave out; all without it.")] = "",
    final: Annotated[bool, typer.Option("--final", help="The part kept for when nothing is chosen any more.")] = False,
    models: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keeps trained models; what is there is not trained again.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="JSON, plots and held-out scores; made.")] = None,
) -> None:
    """Measure the tiers and the baselines, each corpus by models that have not seen it or its relatives.

    Detectors: rules, fast, encoder, strong, tiers-1-2, cascade, linear, capital-pairs, presidio-patterns,
    detect-secrets; and only where they are named, tiers-1-2-untaught, which is tier 2 without tier 3 as its teacher,
    and other networks in its place: tiers-1-2-convolution, tiers-1-2-convolutions, tiers-1-2-recurrent. Tiers 2 and 3
    are trained once per family of corpora, each time as long as `safekv guard train` takes.

    Example: safekv guard evaluate --data ../shared/data --detectors rules,cascade --models folds --out report
    """
    from safekv_lab.bench.guard.chunks import Measure
    from safekv_lab.bench.guard.evaluate import evaluate as measure
    from safekv_lab.bench.guard.evaluate import show, write
    from safekv_lab.bench.guard.trial import Grain, Look, Settings

    settings = Settings(
        seed=seed,
        cap=cap,
        grain=Grain.UNIT if units else Grain.CHUNK,
        size=size,
        measure=Measure.TOKENS if tokens else Measure.WORDS,
        look=Look.FINAL if final else Look.DEVELOPMENT,
    )
    chosen = tuple(filter(None, folds.split(",")))
    with tempfile.TemporaryDirectory(prefix="safekv-folds-") as scratch:
        trainers, fixed = _detectors(_recipe(models or Path(scratch)), tuple(filter(None, detectors.split(","))))
        evaluation = measure(data, settings, trainers=trainers, detectors=fixed, folds=chosen)
    show(Console(width=170), evaluation)
    for path in write(out, evaluation) if out else ():
        _say(f"wrote {path}")


def _detectors(recipe: Recipe, wanted: Sequence[str]) -> tuple[dict[str, Trainer], dict[str, Detector]]:
    """What is measured, by name: all that there is, or what is wanted."""
    from safekv_lab.bench.guard.evaluate import baselines

    ours, rivals = recipe.trainers(), recipe.rivals()
    known = {**ours, **rivals, **recipe.detectors()}
    trainers, fixed, skipped = baselines([name for name in wanted if name not in known] or (wanted and ["none"]))
    trainers |= {name: one for name, one in ours.items() if not wanted or name in wanted}
    trainers |= {name: one for name, one in rivals.items() if name in wanted}
    fixed |= {name: one for name, one in recipe.detectors().items() if not wanted or name in wanted}
    if unknown := set(wanted) - set(trainers) - set(fixed) - {one.name for one in skipped}:
        raise OperatorError(f"--detectors: no {min(unknown)!r}; there are {', '.join({**known, **trainers, **fixed})}")
    for one in skipped:
        _say(f"skipped {one.name}: {one.reason}")
    return trainers, fixed


def calibrate(
    held_out: Annotated[Path, typer.Argument(metavar="SCORES", help="Held-out scores that guard evaluate wrote.")],
    models: Annotated[Path, typer.Option(metavar="DIR", help="The models whose threshold is set.")],
    recall: Annotated[float | None, typer.Option(help="Wanted recall, 0 to 1, over the corpora.", min=0, max=1)] = None,
    false_positives: Annotated[float, typer.Option(help="Without --recall: wanted rate.", min=0.001, max=0.5)] = 0.1,
    seed: SeedOption = 1,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the curve here.")] = None,
) -> None:
    """Set a model's threshold: the fewest false alarms at the wanted recall, on corpora that it had not seen.

    What it finds is written into the model's card, too.

    Example: safekv guard calibrate report/strong-unit-64words-seed1.scores.json --models models --recall 0.9
    """
    from safekv_lab.bench.guard.metrics import Curve
    from safekv_lab.bench.guard.plot import write as write_plot
    from safekv_lab.training import calibrate as calibration
    from safekv_lab.training.card import CARDS, with_results

    name = held_out.name.partition("-")[0]
    file = models / "models.json"
    try:
        version = json.loads(file.read_text(encoding="utf-8"))["versions"][name]
    except (OSError, ValueError, KeyError) as error:
        raise OperatorError(f"{file}: no model {name!r} ({error})") from None
    parts = calibration.read(held_out)
    found = calibration.calibrate(parts, version=version, recall=recall, alarms=false_positives, seed=seed)
    _show(found)
    (models / f"{name}.json").write_text(json.dumps(asdict(found.calibration), indent=1) + "\n", encoding="utf-8")
    _say(f"wrote {models / f'{name}.json'}")
    card = models / CARDS.get(name, "")
    if card.is_file():
        card.write_text(with_results(card.read_text(encoding="utf-8"), found, held_out.name), encoding="utf-8")
        _say(f"wrote {card}")
    if plot:
        curve = Curve(
            thresholds=tuple(p.threshold for p in found.curve),
            recall=tuple(p.recall for p in found.curve),
            false_positives=tuple(p.alarms for p in found.curve),
        )
        write_plot(plot, {name: curve}, title=f"{name}: recall over unseen corpora")
        _say(f"wrote {plot}")


def _show(found: Calibrated) -> None:
    table = Table("threshold", "recall", "false positives")
    for point in found.curve[:: max(1, len(found.curve) // 20)]:
        table.add_row(f"{point.threshold:.4f}", f"{point.recall:.3f}", f"{point.alarms:.3f}")
    categories = Table("category", "recall [95 %]")
    for category, interval in found.categories.items():
        categories.add_row(category, _interval(interval))
    out = Console()
    out.print(table, categories)
    threshold = found.calibration.threshold
    out.print(f"threshold {threshold:.4f}: recall {_interval(found.recall)}, false alarms {_interval(found.alarms)}")


def _interval(interval: Interval) -> str:
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _needed() -> None:
    try:
        importlib.import_module("safekv_lab.training.recipe")
        importlib.import_module("safekv_lab.training.export")
    except ImportError as error:
        raise OperatorError(f"training needs {error.name}: pip install 'safekv-lab[train]'") from None


def _recipe(models: Path) -> Recipe:
    _needed()
    from safekv_lab.training.encoder import EncoderTrainer
    from safekv_lab.training.fast import FastTrainer
    from safekv_lab.training.recipe import Recipe

    return Recipe(
        models=models,
        encoder=EncoderTrainer(report=_progress("tier 3")),
        fast=FastTrainer(report=_progress("tier 2")),
        say=_say,
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
