"""What tier 3's head is fitted and measured on: operators' prompts, whole, and units of the corpora."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.guard.models.familiar import Familiar
from safekv.guard.normalise import normalise
from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.verdicts import Undecided
from safekv_lab.bench.guard.chunks import Gold, chunk, sample, unit
from safekv_lab.bench.guard.corpora import operators
from safekv_lab.bench.guard.corpora.catalogue import load
from safekv_lab.bench.guard.splits import Part, part_of
from safekv_lab.training.head import CorpusUnit, Source
from safekv_lab.training.insertion import insertions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from safekv_lab.bench.guard.document import Document
    from safekv_lab.training.units import Reader

PUT_IN = ("presidio", "tau_records", "tau_bench", "privacylens", "pupa")
"""Corpora whose sensitive chunks are put into prompts, beside what is generated."""
CHUNK = 64
"""Words of such a chunk."""
LONGEST = 6000
"""Characters of a corpus's unit; longer ones are left out, so that reading stays short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much is drawn by the seed: prompts, texts put in, and units of each corpus, sensitive and harmless."""

    seed: int
    prompts: int
    private: int
    harmless: int
    units: int


def sources(data: Path, documents: Mapping[str, Sequence[Document]], reader: Reader, much: Amounts) -> list[Source]:
    """Return the operators' prompts by source, with what is put into them. No chunk is of a corpus's last part."""
    rng = random.Random(f"insertions {much.seed}")
    chunks = {name: _chunks(documents[name]) for name in PUT_IN if name in documents}
    found = []
    for name, prompts in operators.read(data, most=much.prompts, seed=much.seed).items():
        texts = [normalise(prompt.text).text for prompt in prompts]
        put = insertions(texts, chunks, private=much.private, harmless=much.harmless, rng=rng)
        windows = reader.read([each.text for each in put], [(each.start, each.end) for each in put])
        found.append(
            Source(
                name=name,
                harmless=tuple(reader.read(texts)),
                inserted=tuple(zip(put, windows, strict=True)),
                stopped=tuple(map(_stopped(), (*texts, *(each.text[each.start : each.end] for each in put)))),
            )
        )
    return found


def corpora(documents: Mapping[str, Sequence[Document]], reader: Reader, much: Amounts, part: Part) -> list[CorpusUnit]:
    """Return units of a part of each corpus."""
    drawn = [
        example
        for name in documents
        for example in sample(
            (unit(text) for text in documents[name] if part_of(text) is part and 0 < len(text.text) < LONGEST),
            cap=much.units,
            seed=much.seed,
        )
    ]
    read = reader.read([normalise(example.text).text for example in drawn])
    return [
        CorpusUnit(corpus=example.document.corpus, sensitive=example.sensitive, windows=windows)
        for example, windows in zip(drawn, read, strict=True)
        if len(windows.rows)
    ]


def _stopped() -> Callable[[str], bool]:
    scanner, familiar = RuleScanner(BUILT_IN), Familiar()
    return lambda text: bool(scanner.scan(text)) or isinstance(familiar.judge(text), Undecided)


def documents(data: Path) -> dict[str, tuple[Document, ...]]:
    """Return the documents of every corpus that is there."""
    return load(data)[0]


def _chunks(texts: Sequence[Document]) -> list[str]:
    parts = (piece for text in texts if part_of(text) is Part.CALIBRATION for piece in chunk(text, CHUNK))
    return [piece.text for piece in parts if piece.gold is Gold.SENSITIVE]
