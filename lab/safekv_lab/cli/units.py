"""`safekv guard units`: tier 3's head and thresholds for whole units, and what they come to on sources left out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from safekv.guard.models.head import FILE, save
from safekv.guard.models.tier import Calibration
from safekv_lab.cli.training import DataOption, SeedOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safekv_lab.training.head import CorpusUnit, Head, Scored
    from safekv_lab.training.units import Windows


def units(
    data: DataOption,
    models: Annotated[
        Path, typer.Option(metavar="DIR", help="The models; head.npz and strong.json are written there.")
    ],
    cache: Annotated[Path, typer.Option(metavar="DIR", help="Where what the encoder read is kept; made.")],
    false_vetoes: Annotated[
        float, typer.Option(help="For `balanced`: share of harmless prompts that may stay private.", min=0.001, max=0.5)
    ] = 0.1,
    recall: Annotated[
        float, typer.Option(help="For `strict`: share of private texts to be found.", min=0.5, max=0.999)
    ] = 0.98,
    prompts: Annotated[int, typer.Option(help="Harmless prompts of each source, at most.", min=20)] = 240,
    private: Annotated[int, typer.Option(help="Private texts put into each source's prompts.", min=20)] = 252,
    harmless: Annotated[int, typer.Option(help="Harmless texts put into them.", min=0)] = 84,
    of_corpora: Annotated[int, typer.Option(help="Units of each corpus, sensitive and harmless.", min=10)] = 20,
    seed: SeedOption = 1,
    out: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all figures here.")] = None,
) -> None:
    """Fit tier 3's head on what operators send, and set both thresholds of `guard.calibration`.

    The encoder stays as it is. Each source of prompts is left out once: its figures are of a head that has seen none of
    its texts. On two cores it takes about ten minutes the first time, and half a minute when the encoder has read all.

    Example: safekv guard units --data ../shared/data --models models --cache windows --json units.json
    """
    from safekv_lab.bench.guard.splits import Part
    from safekv_lab.training import gather, head, unit_report
    from safekv_lab.training.units import Reader

    much = gather.Amounts(seed=seed, prompts=prompts, private=private, harmless=harmless, units=of_corpora)
    reader = Reader(models, cache, _say)
    documents = gather.documents(data)
    sources = gather.sources(data, documents, reader, much)
    known = gather.corpora(documents, reader, much, Part.CALIBRATION)
    scored = head.held_out(sources, known)
    discount = head.best_discount(scored, false_vetoes)
    thresholds = {
        "balanced": head.threshold_for_vetoes(scored, discount, false_vetoes),
        "strict": head.threshold_for_recall(scored, discount, recall),
    }
    found: dict[str, Any] = {
        "settings": asdict(much) | {"false_vetoes": false_vetoes, "recall": recall, "discount": discount},
        **{name: unit_report.at(scored, threshold, discount) for name, threshold in thresholds.items()},
    }
    fitted = head.fit(sources, known)
    last = gather.corpora(documents, reader, much, Part.TEST)
    found["corpora"] = _of_corpora(last, fitted, thresholds, discount)
    _write(models, fitted, scored, thresholds, discount, found)
    _show(found)
    if out:
        out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        _say(f"wrote {out}")


def _of_corpora(
    last: Sequence[CorpusUnit], fitted: Head, thresholds: dict[str, float], discount: float
) -> dict[str, Any]:
    from safekv_lab.training import unit_report

    def value(windows: Windows) -> float:
        return fitted.value(windows, discount)

    return {
        "without a head": unit_report.on_corpora(last, unit_report.former),
        "with it": unit_report.on_corpora(last, value),
        **{name: unit_report.reached(last, value, threshold) for name, threshold in thresholds.items()},
    }


def _write(
    models: Path,
    fitted: Head,
    scored: Sequence[Scored],
    thresholds: dict[str, float],
    discount: float,
    found: dict[str, Any],
) -> None:
    from safekv_lab.training.head import platt

    version = save(models / FILE, fitted.weights, fitted.bias)
    scale, shift = platt(scored, discount)
    described = json.loads((models / "models.json").read_text(encoding="utf-8"))
    plain = Calibration(version=described["versions"]["strong"], scale=scale, shift=shift, threshold=0.0)
    calibration = Calibration(
        version=plain.version,
        scale=scale,
        shift=shift,
        threshold=plain.score(thresholds["balanced"]),
        strict=plain.score(min(thresholds.values())),
        discount=discount,
        head=version,
        measured={f"{name}_{what}": found[name][what] for name in thresholds for what in ("recall", "false_vetoes")},
    )
    (models / "strong.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")
    _say(f"wrote {models / FILE} and {models / 'strong.json'}")


def _show(found: dict[str, Any]) -> None:
    console = Console()
    for name in ("balanced", "strict"):
        table = Table(name, "share")
        part = found[name]
        for source, share in part["false_vetoes_by_source"].items():
            table.add_row(f"vetoed of {source}", f"{share:.3f}")
        for length, cell in part["false_vetoes_by_length"].items():
            table.add_row(f"vetoed, {length} ({cell['prompts']})", str(cell["vetoed"]))
        for kind, share in part["recall_by_kind"].items():
            table.add_row(f"found of {kind}", f"{share:.3f}")
        table.add_row("vetoed, mean of the sources", f"{part['false_vetoes']:.3f}")
        table.add_row("found, mean of the kinds", f"{part['recall']:.3f}")
        console.print(table)
    console.print_json(json.dumps(found["corpora"]))


def _say(line: str) -> None:
    typer.echo(line, err=True)
