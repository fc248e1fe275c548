"""A normalised text and its character map back to the original."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A text for matching and its map: pieces of it, each copied (`copied`) or made of original characters.

    Piece i begins at `at[i]` of `text` and at `start[i]` of the original; when it was not copied, every character of
    it stands for the original's `start[i]` to `end[i]`. No pieces: the text is the original.
    """

    text: str = field(repr=False)
    length: int
    at: tuple[int, ...] = field(default=(), repr=False)
    start: tuple[int, ...] = field(default=(), repr=False)
    end: tuple[int, ...] = field(default=(), repr=False)
    copied: tuple[bool, ...] = field(default=(), repr=False)

    def original(self, index: int) -> tuple[int, int]:
        """Start and end, in the original, of what became the character at `index`."""
        if not self.at:
            return index, index + 1
        piece = bisect_right(self.at, index) - 1
        if self.copied[piece]:
            begin = self.start[piece] + index - self.at[piece]
            return begin, begin + 1
        return self.start[piece], self.end[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` (at least one) of `text` stand in the original."""
        return self.original(start)[0], self.original(end - 1)[1]


class Builder:
    """Collects pieces from left to right."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int, int, bool]] = []
        self.size = 0
        self._end = 0

    def add(self, text: str, start: int, end: int, *, copied: bool) -> None:
        """Append what became of the original's `start` to `end`; when `copied`, character for character."""
        if not text:
            return
        if not (copied and self.pieces and self.pieces[-1][3] and self._end == start):
            self.pieces.append((self.size, start, end, copied))
        self.parts.append(text)
        self.size += len(text)
        self._end = end

    def done(self, length: int) -> Normalised:
        """The text and its map; `length` is that of the original."""
        text = "".join(self.parts)
        if len(self.pieces) == 1 and self.pieces[0][3] and len(text) == length:
            return Normalised(text=text, length=length)
        at, start, end, copied = zip(*self.pieces, strict=True) if self.pieces else ((), (), (), ())
        return Normalised(text=text, length=length, at=at, start=start, end=end, copied=copied)


def copy(made: Builder, plain: Normalised, start: int, end: int) -> None:
    """Add `plain.text[start:end]`, piece by piece, with what its characters stand for."""
    if start >= end:
        return
    if not plain.at:
        made.add(plain.text[start:end], start, end, copied=True)
        return
    piece = bisect_right(plain.at, start) - 1
    while start < end:
        stop = min(end, plain.at[piece + 1] if piece + 1 < len(plain.at) else end)
        if plain.copied[piece]:
            begin = plain.start[piece] + start - plain.at[piece]
            made.add(plain.text[start:stop], begin, begin + stop - start, copied=True)
        else:
            made.add(plain.text[start:stop], plain.start[piece], plain.end[piece], copied=False)
        start, piece = stop, piece + 1
