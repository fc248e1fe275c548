"""Invented documents for the tests of the measuring ground."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from safekv_lab.bench.guard.document import Document, Role, Span

DATA = Path(__file__).parents[5] / "shared" / "data"


def document(
    text: str,
    *sensitive: str,
    corpus: str = "presidio",
    name: str = "d",
    group: str = "g",
    role: Role = Role.DOCUMENT,
    doubtful: Sequence[str] = (),
) -> Document:
    """A document whose spans are the first occurrences of the values."""
    return Document(
        corpus=corpus,
        id=name,
        group=group,
        role=role,
        text=text,
        spans=tuple(span(text, value, "PERSON") for value in sensitive),
        doubtful=tuple(span(text, value, "UNCERTAIN") for value in doubtful),
    )


def span(text: str, value: str, label: str) -> Span:
    start = text.index(value)
    return Span(start=start, end=start + len(value), label=label)


def marked(found: Document) -> list[tuple[str, str]]:
    """The text and label of every span."""
    return [(found.text[s.start : s.end], s.label) for s in found.spans]


def unsure(found: Document) -> list[str]:
    """The text of every doubtful span."""
    return [found.text[s.start : s.end] for s in found.doubtful]
