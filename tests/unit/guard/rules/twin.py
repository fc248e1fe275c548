"""What a twin is: a text, and beside it one that looks alike, of which a detector finds only the first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A text with the span that a detector is to find in it; None: nothing at all is to be found."""

    detector: str
    text: str
    span: tuple[int, int] | None


def twin(detector: str, marked: str) -> Twin:
    start, end = marked.find("«"), marked.find("»")
    text = marked.replace("«", "").replace("»", "")
    return Twin(detector=detector, text=text, span=None if start < 0 else (start, end - 1))


def twins(table: str) -> tuple[Twin, ...]:
    """One twin a line: detector, bar, marked text (with \\n for a line's end)."""
    found = []
    for line in table.strip().split("\n"):
        detector, _, marked = line.partition("|")
        found.append(twin(detector.strip(), marked.strip().replace("\\n", "\n")))
    return tuple(found)
