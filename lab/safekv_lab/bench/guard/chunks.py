"""Documents become labelled examples: chunks of a fixed size, or whole units.

A chunk is sensitive when it holds a whole span, or half of one, or is itself half covered by one. It is harmless when
it touches neither a span nor anything doubtful. What lies between is unknown and is no example. A unit, that is a
whole document, is sensitive when it has a span.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from safekv_lab.bench.guard.document import Document

MOST = 0.5
"""Share of a span, or of a chunk, from which on the chunk counts as holding the span."""


class Measure(StrEnum):
    """What the size of a chunk counts: words between blanks, or pieces about as long as a BPE token."""

    WORDS = "words"
    TOKENS = "tokens"


_PIECES = {
    Measure.WORDS: re.compile(r"\S+"),
    Measure.TOKENS: re.compile(r"[^\W\d_]{1,6}|\d{1,3}|\n+|[^\w\s]{1,2}|_"),
}


class Gold(StrEnum):
    """What the corpus says of an example."""

    SENSITIVE = "sensitive"
    HARMLESS = "harmless"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Characters `start` to `end` of a document, what the corpus says of them, and the labels of the spans in it."""

    document: Document
    start: int
    end: int
    gold: Gold
    labels: frozenset[str] = field(default=frozenset())

    @property
    def text(self) -> str:
        """The example's text."""
        return self.document.text[self.start : self.end]

    @property
    def sensitive(self) -> bool:
        """Whether the example is a positive one."""
        return self.gold is Gold.SENSITIVE


def windows(text: str, size: int, *, measure: Measure = Measure.WORDS, overlap: int = 0) -> list[tuple[int, int]]:
    """Return start and end of each chunk of `size` pieces; consecutive ones share `overlap` pieces.

    A text without any piece has no chunk; the last chunk may be shorter. Raises ValueError unless 0 <= overlap < size.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"an overlap of {overlap} does not fit into chunks of {size}")
    pieces = [match.span() for match in _PIECES[measure].finditer(text)]
    step = size - overlap
    starts = range(0, max(len(pieces) - overlap, min(len(pieces), 1)), step)
    return [(pieces[at][0], pieces[min(at + size, len(pieces)) - 1][1]) for at in starts]


def chunk(document: Document, size: int, *, measure: Measure = Measure.WORDS, overlap: int = 0) -> list[Example]:
    """Return the document's chunks, the unknown ones included."""
    return [
        _judged(document, start, end) for start, end in windows(document.text, size, measure=measure, overlap=overlap)
    ]


def unit(document: Document) -> Example:
    """Return the whole document as one example."""
    gold = Gold.SENSITIVE if document.spans else Gold.UNKNOWN if document.doubtful else Gold.HARMLESS
    labels = frozenset(span.label for span in document.spans)
    return Example(document=document, start=0, end=len(document.text), gold=gold, labels=labels)


def _judged(document: Document, start: int, end: int) -> Example:
    touching = [span for span in document.spans if span.overlap(start, end)]
    held = [span for span in touching if span.overlap(start, end) >= MOST * min(span.end - span.start, end - start)]
    doubt = touching or any(span.overlap(start, end) for span in document.doubtful)
    gold = Gold.SENSITIVE if held else Gold.UNKNOWN if doubt else Gold.HARMLESS
    labels = frozenset(span.label for span in held)
    return Example(document=document, start=start, end=end, gold=gold, labels=labels)


def sample(examples: Iterable[Example], *, cap: int, seed: int) -> list[Example]:
    """Return at most `cap` sensitive and `cap` harmless examples of each corpus, no text twice, in a fixed order.

    Which of them depends on the seed and on each example's own name only: a larger cap adds examples and drops none.
    """
    by_class: dict[tuple[str, Gold], dict[str, Example]] = defaultdict(dict)
    for example in examples:
        if example.gold is not Gold.UNKNOWN:
            by_class[example.document.corpus, example.gold].setdefault(example.text, example)
    chosen: list[Example] = []
    for different in by_class.values():
        chosen += sorted(different.values(), key=lambda example: _order(example, seed))[:cap]
    return chosen


def _order(example: Example, seed: int) -> bytes:
    name = f"{seed}\0{example.document.corpus}\0{example.document.id}\0{example.start}"
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


def texts(examples: Sequence[Example]) -> list[str]:
    """Return the examples' texts."""
    return [example.text for example in examples]
