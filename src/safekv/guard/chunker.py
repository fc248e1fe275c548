"""Splits a text into overlapping windows, so that an entity on a border is seen whole.

Pure: text and token offsets in, chunks out. Tokens are character spans, as a tokenizer gives them; without them,
words. Every character is in a chunk: what stands between two tokens goes to the earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Characters `start` to `end` of a unit, and what stands before and after them in it."""

    start: int
    end: int
    text: str = field(repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)


def words(text: str) -> list[tuple[int, int]]:
    """Spans of the words of a text: what stands between white space."""
    return [match.span() for match in _WORD.finditer(text)]


def chunks(
    text: str,
    tokens: Sequence[tuple[int, int]] | None = None,
    *,
    size: int = 64,
    overlap: int = 16,
    context: int = 64,
) -> tuple[Chunk, ...]:
    """Windows of `size` tokens, each beginning `size - overlap` tokens after the one before.

    The last one is moved back to have `size` tokens as well, so it overlaps more instead of being tiny. `context` is
    how many tokens of each neighbour a chunk is given. Tokens out of order or of no width are taken as they come:
    a cut never goes back. Raises `ValueError` unless 0 <= overlap < size and 0 <= context.
    """
    if not 0 <= overlap < size or context < 0:
        raise ValueError(f"chunks need 0 <= overlap < size and 0 <= context, not {overlap}, {size}, {context}")
    if not text:
        return ()
    cuts = _cuts(len(text), words(text) if tokens is None else tokens)
    count = len(cuts) - 1
    found = []
    for first in _firsts(count, size, size - overlap):
        last = min(first + size, count)
        start, end = cuts[first], cuts[last]
        before, after = cuts[max(0, first - context)], cuts[min(count, last + context)]
        found.append(
            Chunk(start=start, end=end, text=text[start:end], before=text[before:start], after=text[end:after])
        )
    return tuple(found)


def _firsts(count: int, size: int, step: int) -> list[int]:
    if count <= size:
        return [0]
    firsts = list(range(0, count - size, step))
    return [*firsts, count - size]


def _cuts(length: int, tokens: Sequence[tuple[int, int]]) -> list[int]:
    """Where the text may be cut: at the start of each token, never twice; first 0, last the text's end."""
    cuts = [0]
    for start, _ in tokens:
        if cuts[-1] < start < length:
            cuts.append(start)
    return [*cuts, length]
