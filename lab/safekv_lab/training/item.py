"""What a model is trained on: a chunk's text, what in it is sensitive, and what in it the gold does not know."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from safekv.guard.normalise import normalise
from safekv_lab.bench.guard.document import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from safekv_lab.bench.guard.chunks import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A text of about a chunk's length. `unknown` stretches count neither way."""

    text: str = field(repr=False)
    sensitive: bool
    spans: tuple[Span, ...] = ()
    unknown: tuple[Span, ...] = ()


def item(example: Example) -> Item:
    """Return an example of a corpus as an item: the spans that touch it, cut at its borders."""
    document = example.document
    return Item(
        text=example.text,
        sensitive=example.sensitive,
        spans=_within(document.spans, example.start, example.end),
        unknown=_within(document.doubtful, example.start, example.end),
    )


def stretch(item: Item, start: int, end: int) -> Item:
    """Return characters `start` to `end` of an item; they are sensitive if a span of a sensitive item touches them."""
    spans = _within(item.spans, start, end)
    return Item(
        text=item.text[start:end],
        sensitive=item.sensitive and bool(spans),
        spans=spans,
        unknown=_within(item.unknown, start, end),
    )


def _within(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple(
        Span(start=max(span.start, start) - start, end=min(span.end, end) - start, label=span.label)
        for span in spans
        if span.overlap(start, end)
    )


def joined(first: Item, second: Item, between: str = "\n") -> Item:
    """Return both items as one text."""
    shift = len(first.text) + len(between)
    return Item(
        text=first.text + between + second.text,
        sensitive=first.sensitive or second.sensitive,
        spans=first.spans + tuple(_moved(span, shift) for span in second.spans),
        unknown=first.unknown + tuple(_moved(span, shift) for span in second.unknown),
    )


def rewritten(item: Item, replacements: Iterable[tuple[int, int, str]]) -> Item:
    """Return the item with characters `start` to `end` of it replaced, for each `(start, end, new)`.

    Replacements must not overlap. A span grows or shrinks with what is replaced within it.
    """
    edits = sorted(replacements)
    if not edits:
        return item
    text, at = "", 0
    for start, end, new in edits:
        text += item.text[at:start] + new
        at = end
    place = _places(edits)
    return replace(
        item,
        text=text + item.text[at:],
        spans=tuple(_between(span, place) for span in item.spans),
        unknown=tuple(_between(span, place) for span in item.unknown),
    )


def _places(edits: list[tuple[int, int, str]]) -> Callable[[int, bool], int]:
    """Where a character stands after the edits; an end within a replaced stretch moves to that stretch's end."""

    def place(at: int, is_end: bool) -> int:
        shift = 0
        for start, end, new in edits:
            if end <= at:
                shift += len(new) - (end - start)
            elif start < at:
                return start + shift + (len(new) if is_end else 0)
            else:
                break
        return at + shift

    return place


def _between(span: Span, place: Callable[[int, bool], int]) -> Span:
    start = place(span.start, False)
    return Span(start=start, end=max(start + 1, place(span.end, True)), label=span.label)


def _moved(span: Span, by: int) -> Span:
    return Span(start=span.start + by, end=span.end + by, label=span.label)


def plain(item: Item) -> Item:
    """Return the item with its text normalised, as models get it; stretch by stretch, so that spans stay in place."""
    if item.text.isascii():
        return item
    borders = sorted({0, len(item.text), *(at for s in (*item.spans, *item.unknown) for at in (s.start, s.end))})
    pieces = [normalise(item.text[start:end]).text for start, end in pairwise(borders)]
    place = dict(zip(borders, accumulate(map(len, pieces), initial=0), strict=True))

    def moved(spans: Iterable[Span]) -> tuple[Span, ...]:
        found = ((place[span.start], place[span.end], span.label) for span in spans)
        return tuple(Span(start=start, end=end, label=label) for start, end, label in found if start < end)

    return replace(item, text="".join(pieces), spans=moved(item.spans), unknown=moved(item.unknown))
