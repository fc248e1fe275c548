"""Token-per-line files (CoNLL), and how their tokens become running text again.

Text that keeps the blanks of its tokenisation would tell its corpus from all others, and a detector would learn
that instead of names. So punctuation is put back where people write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from safekv_lab.bench.guard.document import Span

_BEFORE = re.compile(r"[.,!?;:)\]}%…]+$|['\u2019](?:s|m|t|d|re|ve|ll)$|n['\u2019]t$", re.IGNORECASE)
"""Tokens that follow the one before without a blank."""
QUOTE = '"'
_AFTER = frozenset("([{@#$£€")
"""Tokens that the next one follows without a blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Tokens `start` to `end` of a sentence."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Tokens with their entities. `section` counts the marks of a new source document before it."""

    tokens: tuple[str, ...]
    entities: tuple[Entity, ...]
    section: int = 0


def sentences(content: str) -> list[Sentence]:
    r"""Return the sentences of a file: first column token, last column tag, an empty line between sentences.

    Both ways of tagging are read: B- begins an entity, and an I- that continues none of its type begins one too.
    """
    found: list[Sentence] = []
    rows: list[tuple[str, str]] = []
    section = 0
    for line in [*content.split("\n"), ""]:
        if line.startswith("-DOCSTART-"):
            section += 1
        elif line.strip():
            token, *_, tag = line.split("\t") if "\t" in line else line.split()
            rows.append((token, tag.strip()))
        elif rows:
            tokens, tags = zip(*rows, strict=True)
            found.append(Sentence(tokens=tokens, entities=_entities(tags), section=section))
            rows = []
    return found


def _entities(tags: tuple[str, ...]) -> tuple[Entity, ...]:
    found: list[Entity] = []
    for place, tag in enumerate(tags):
        prefix, _, label = tag.partition("-")
        last = found[-1] if found else None
        if not label:
            continue
        if prefix == "I" and last is not None and last.end == place and last.label == label:
            found[-1] = Entity(start=last.start, end=place + 1, label=label)
        else:
            found.append(Entity(start=place, end=place + 1, label=label))
    return tuple(found)


def written(tokens: tuple[str, ...]) -> tuple[str, list[Span]]:
    """Return the tokens as running text, and where each of them stands in it."""
    text = ""
    places: list[Span] = []
    open_quote = glue = False
    for token in tokens:
        closing = token == QUOTE and open_quote
        blank = " " if text and not (glue or closing or _BEFORE.match(token)) else ""
        start = len(text) + len(blank)
        text += blank + token
        places.append(Span(start=start, end=len(text), label=""))
        if token == QUOTE:
            open_quote = not open_quote
        glue = token in _AFTER or (token == QUOTE and open_quote)
    return text, places


def located(entity: Entity, places: list[Span], label: str) -> Span:
    """Return where an entity stands in the running text."""
    return Span(start=places[entity.start].start, end=places[entity.end - 1].end, label=label)
