"""A text with what is sensitive in it. Texts never appear in a `repr`, hence in no log and no failed test."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Who wrote a text, as the chat API would say; DOCUMENT is a text of its own: a post, a sentence, a file."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters `start` to `end` of a document's text. `label` is a key of `labels.CATEGORIES`."""

    start: int
    end: int
    label: str

    def overlap(self, start: int, end: int) -> int:
        """Return how many characters the span shares with `start` to `end`."""
        return max(0, min(self.end, end) - max(self.start, start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text of a corpus, with its gold.

    `spans` are sensitive. `doubtful` are neither sensitive nor harmless by the gold of the corpus: text that
    touches them and no span serves neither as a positive nor as a negative example. `group` is what must not be
    split between training and test: a template, a customer, a conversation, a source file.
    """

    corpus: str
    id: str
    group: str
    role: Role
    text: str = field(repr=False)
    spans: tuple[Span, ...] = ()
    doubtful: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        for span in (*self.spans, *self.doubtful):
            if not 0 <= span.start < span.end <= len(self.text):
                raise ValueError(f"{self.corpus} {self.id}: {span} does not lie in a text of {len(self.text)}")


def without_overlap(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans in order of the text; of two that overlap the longer one stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start, s.label)):
        if not any(other.overlap(span.start, span.end) for other in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda s: s.start))
