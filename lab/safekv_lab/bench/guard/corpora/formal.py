"""Formal text: loan agreements filed with the SEC, and Wikipedia (wikigold).

In the filings the annotators marked `Borrower` and `Lender`, who are companies, as persons: nine tenths of all marks.
These are dropped; the rest, officers who sign, are sensitive. In wikigold the persons are public, so the text has no
spans: hard negatives. Both are cut into passages of `SENTENCES` sentences that follow each other.
A group is a source file of the filings, a run of `RUN` passages of wikigold (which does not mark its articles).
"""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from safekv_lab.bench.guard import labels
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.corpora.conll import Sentence, located, sentences, written
from safekv_lab.bench.guard.document import Document, Role, Span, without_overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

FOLDER = "pii_ner_mixed"
FILINGS = ("SEC-filings/CONLL-format/data/train/FIN5.txt.gz", "SEC-filings/CONLL-format/data/test/FIN3.txt")
WIKIGOLD = "wikigold/CONLL-format/data/wikigold.conll.txt.gz"
PARTIES = frozenset({"borrower", "lender", "borrowers", "lenders"})
SENTENCES = 6
RUN = 5


def read_filings(data: Path) -> Iterator[Document]:
    """Yield passages of the eight filings."""
    for name in FILINGS:
        file = name.rpartition("/")[2].partition(".")[0]
        for section, run in groupby(sentences(files.text(data / FOLDER / name)), lambda sentence: sentence.section):
            for number, passage in enumerate(_passages(run)):
                yield _document("sec_filings", f"{file}-{section}:{number}", f"{file}-{section}", passage)


def read_wikigold(data: Path) -> Iterator[Document]:
    """Yield passages of wikigold, without spans."""
    found = sentences(files.text(data / FOLDER / WIKIGOLD))
    for number, passage in enumerate(_passages(found)):
        bare = [Sentence(tokens=sentence.tokens, entities=()) for sentence in passage]
        yield _document("wikigold", str(number), str(number // RUN), bare)


def _passages(found: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    rest = iter(found)
    while passage := list(islice(rest, SENTENCES)):
        yield passage


def _document(corpus: str, name: str, group: str, passage: Sequence[Sentence]) -> Document:
    text, spans = "", []
    for sentence in passage:
        line, places = written(sentence.tokens)
        shift = len(text) + bool(text)
        text = f"{text} {line}" if text else line
        for entity in sentence.entities:
            words = {token.lower() for token in sentence.tokens[entity.start : entity.end]}
            if entity.label == "PER" and not words <= PARTIES:
                span = located(entity, places, labels.PERSON)
                spans.append(Span(start=span.start + shift, end=span.end + shift, label=span.label))
    return Document(corpus=corpus, id=name, group=group, role=Role.DOCUMENT, text=text, spans=without_overlap(spans))
