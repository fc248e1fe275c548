"""`safekv guard evasion`, `costs`: what disguises do to the shipped cascade, and what its errors cost."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from safekv_lab.cli.training import DataOption, SeedOption

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safekv.verdicts import Verdict
    from safekv_lab.bench.guard.costs import Cost
    from safekv_lab.bench.guard.share import Share

JsonOption = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all figures here.")]


def evasion(
    data: DataOption,
    cap: Annotated[int, typer.Option(help="Sensitive chunks taken of each corpus.", min=5)] = 30,
    seed: SeedOption = 1,
    out: JsonOption = None,
) -> None:
    """Measure how much recall disguises cost the shipped cascade: sensitive chunks, plain and disguised.

    Example: safekv guard evasion --data ../shared/data
    """
    from safekv_lab.bench.guard.corpora.catalogue import load
    from safekv_lab.bench.guard.evasion import keys, measure, sensitive_chunks

    documents, _ = load(data)
    rows = measure(_judge(), sensitive_chunks(documents, cap=cap, seed=seed), keys(documents, cap=4 * cap))
    table = Table("disguise", "texts", "recall, plain", "disguised", "loss", "of these undecided")
    for row in rows:
        found = [f"{count / max(row.texts, 1):.3f}" for count in (row.plain, row.disguised)]
        table.add_row(row.disguise, str(row.texts), *found, f"{row.loss:+.3f}", str(row.undecided))
    Console(width=120).print(table)
    _write(out, {"settings": {"cap": cap, "seed": seed}, "rows": [asdict(row) | {"loss": row.loss} for row in rows]})


def costs(
    data: DataOption,
    cap: Annotated[int, typer.Option(help="Texts judged of each corpus and role.", min=1)] = 40,
    seed: SeedOption = 1,
    out: JsonOption = None,
) -> None:
    """Measure what misses, false alarms and undecided units of the shipped cascade cost, and what share is sensitive.

    Example: safekv guard costs --data ../shared/data
    """
    from safekv_lab.bench.guard.corpora.catalogue import load
    from safekv_lab.bench.guard.costs import costs as measure
    from safekv_lab.bench.guard.costs import gold_shares
    from safekv_lab.bench.guard.share import SIZES

    documents, _ = load(data)
    shares = gold_shares(documents)
    rows = measure(_judge(), documents, SIZES[1], cap=cap, seed=seed)
    console = Console(width=150)
    console.print(_shares(shares, rows))
    console.print(_costs(rows))
    record = {
        "settings": {"cap": cap, "seed": seed},
        "gold": [asdict(s) for s in shares],
        "costs": [asdict(r) for r in rows],
    }
    _write(out, record)


def _judge() -> Callable[[Sequence[str]], Sequence[Verdict]]:
    from safekv.cli.guard import cascade

    return cascade().judge_all


def _shares(shares: Sequence[Share], rows: Sequence[Cost]) -> Table:
    judged = {(row.corpus, row.role): row for row in rows}
    columns = ("16-token blocks", "sensitive", "64-word blocks", "sensitive", "texts", "sensitive", "kept private")
    table = Table("corpus", "role", *columns, title="sensitive by gold (doubtful in brackets), kept private by verdict")
    for share in shares:
        cells = []
        for count in (share.tokens16, share.words64, share.texts):
            doubt = f" (+{count.unknown / max(count.total, 1):.3f})" if count.unknown else ""
            cells += [str(count.total), f"{count.sensitive / max(count.total, 1):.3f}{doubt}"]
        row = judged.get((share.corpus, share.role))
        kept = f"{row.private_blocks / row.blocks:.3f}" if row and row.blocks else "-"
        table.add_row(share.corpus, share.role, *cells, kept)
    return table


def _costs(rows: Sequence[Cost]) -> Table:
    errors = ("sensitive", "missed", "blocks offered", "harmless", "false alarms", "blocks withheld")
    table = Table("corpus", "role", *errors, "undecided", "blocks withheld", title="errors on whole texts, in 64 words")
    for row in rows:
        table.add_row(
            row.corpus, row.role, str(row.sensitive), str(row.missed), str(row.missed_blocks), str(row.harmless),
            str(row.alarms), str(row.alarm_blocks), str(row.undecided), str(row.undecided_blocks),
        )  # fmt: skip
    return table


def _write(out: Path | None, record: dict[str, Any]) -> None:
    if out is not None:
        out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
