"""A genre: texts with alternatives and slots, expanded at random, with the places that are sensitive.

`{slot}` is filled, `<rule>` and `<a|b>` are choices, `[[…]]` marks what is sensitive without being a slot. Braces and
angles that are neither stay as they are, so that JSON, code and markup can be written plainly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safekv_lab.bench.guard.document import Span, without_overlap
from safekv_lab.bench.guard.labels import ITEM
from safekv_lab.training.generated.cast import Cast
from safekv_lab.training.generated.slots import NAMES, fill

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{(" + "|".join(NAMES) + r")([1-6]?)\}|\[\[|\]\]")
MAX_ROUNDS = 40
"""Expansions of one text; more means that a rule names itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """A kind of text. In one that is not `private` nothing is sensitive, whatever its slots hold."""

    name: str
    private: bool
    texts: tuple[str, ...] = field(repr=False)
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


def expand(genre: Genre, rng: random.Random) -> tuple[str, tuple[Span, ...]]:
    """Return one text of the genre and its sensitive spans.

    Raises ValueError for a rule that names itself and for a `[[` without its end.
    """
    return _fill(_choose(genre, rng), Cast(rng), private=genre.private)


def _choose(genre: Genre, rng: random.Random) -> str:
    left: dict[str, list[str]] = {}

    def pick(match: re.Match[str]) -> str:
        inner = match.group(1)
        if inner in genre.rules:
            if not left.get(inner):
                left[inner] = rng.sample(genre.rules[inner], len(genre.rules[inner]))
            return left[inner].pop()  # none twice in a text while others are left
        return rng.choice(inner.split("|")) if "|" in inner else match.group()

    text = rng.choice(genre.texts)
    for _ in range(MAX_ROUNDS):
        expanded = _CHOICE.sub(pick, text)
        if expanded == text:
            return text
        text = expanded
    raise ValueError(f"genre {genre.name}: a rule names itself")


def _fill(template: str, cast: Cast, *, private: bool) -> tuple[str, tuple[Span, ...]]:
    text, at, opened = "", 0, None
    spans: list[Span] = []
    for match in _SLOT.finditer(template):
        text += template[at : match.start()]
        at = match.end()
        start = len(text)
        if match.group() == "[[":
            opened = start
        elif match.group() == "]]":
            if opened is None:
                raise ValueError("]] without [[")
            spans.append(Span(start=opened, end=start, label=ITEM))
            opened = None
        else:
            label, value = fill(cast, match.group(1), int(match.group(2) or 1))
            text += value
            if label:
                spans.append(Span(start=start, end=len(text), label=label))
    if opened is not None:
        raise ValueError("[[ without ]]")
    return text + template[at:], without_overlap([span for span in spans if private and span.start < span.end])
