"""Tweets with persons: WNUT17 (emerging entities) and the Broad Twitter Corpus.

Weak gold: public figures count as persons. The two disagree about handles: BTC marks `@` and the name of a person's
account as PERSON, WNUT17 leaves handles unmarked. A person's handle identifies the person, so BTC's are sensitive
and WNUT17's, of which nobody said whose they are, are doubtful. Other entity types are not sensitive alone.
The corpora give no author, so a group is a tweet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from safekv_lab.bench.guard import labels
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.corpora.conll import Sentence, located, sentences, written
from safekv_lab.bench.guard.document import Document, Role, Span, without_overlap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WNUT17_FOLDER = "pii_wnut17"
WNUT17_FILES = ("wnut17train.conll.gz", "emerging.dev.conll", "emerging.test.annotated")
BTC_FOLDER = "pii_ner_mixed/BTC/CONLL-format/data"
BTC_FILES = ("a.conll", "b.conll", "e.conll", "f.conll", "g.conll.gz", "h.conll")
_HANDLE = re.compile(r"(?<![\w@])@\w+")


def read_wnut17(data: Path) -> Iterator[Document]:
    """Yield the posts of the three parts."""
    for name in WNUT17_FILES:
        for number, post in enumerate(sentences(files.text(data / WNUT17_FOLDER / name))):
            yield _document("wnut17", f"{name}:{number}", post)


def read_btc(data: Path) -> Iterator[Document]:
    """Yield the tweets of the six sections."""
    for name in BTC_FILES:
        for number, tweet in enumerate(sentences(files.text(data / BTC_FOLDER / name))):
            yield _document("btc", f"{name[0]}:{number}", tweet)


def _document(corpus: str, name: str, tweet: Sentence) -> Document:
    text, places = written(tweet.tokens)
    persons = [located(e, places, labels.PERSON) for e in tweet.entities if e.label in ("PER", "person")]
    spans = [span for span in _joined(persons, text) if text[span.start : span.end] != "@"]
    handles = [Span(start=m.start(), end=m.end(), label=labels.UNCERTAIN) for m in _HANDLE.finditer(text)]
    doubtful = [h for h in handles if not any(h.overlap(s.start, s.end) for s in spans)] if corpus == "wnut17" else []
    return Document(
        corpus=corpus,
        id=name,
        group=name,
        role=Role.DOCUMENT,
        text=text,
        spans=without_overlap(spans),
        doubtful=tuple(doubtful),
    )


def _joined(spans: list[Span], text: str) -> list[Span]:
    """Return the spans with an `@` and the name behind it made one."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and last.end == span.start and text[last.start : last.end] == "@":
            joined[-1] = Span(start=last.start, end=span.end, label=labels.HANDLE)
        else:
            joined.append(span)
    return joined
