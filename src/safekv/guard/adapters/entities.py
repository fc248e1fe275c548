"""An entity-recognition model as a guard tier: overlapping windows, spans mapped back, labels to categories.

The model itself is one function from a window to entities; each adapter brings its own. A score that is no number and
a window that the model cannot take whole are errors, which the cascade turns into `Undecided`; a span that does not
lie in the window stands for all of it.
"""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from safekv.errors import OperatorError
from safekv.guard.adapters.labels import Labels, plain
from safekv.guard.chunker import Chunk, chunks
from safekv.verdicts import Category, Clean, Finding, Sensitive, Verdict

TIER = 3
_SURROGATE = re.compile("[\ud800-\udfff]")
_PIECE = re.compile(r"[^\s\u2e80-\U0010ffff]{1,16}|\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What a model says of a window: characters `start` to `end` are a `label`, with a score of 0 to 1."""

    label: str
    start: int
    end: int
    score: float


Find = Callable[[str], Iterable[Entity]]
Cut = Callable[[str], Sequence[tuple[int, int]]]


def pieces(text: str) -> list[tuple[int, int]]:
    """Spans of at most 16 characters within words; of one where a script has no spaces between words."""
    return [match.span() for match in _PIECE.finditer(text)]


class EntityTier:
    """Judges a text by the entities that a model finds in it.

    `size` and `overlap` are in the spans that `cut` gives; an entity longer than `overlap` may be found in two parts.
    `version` says all that a verdict depends on: the model's own, labels, threshold and windows.
    """

    def __init__(
        self,
        find: Find,
        *,
        name: str,
        model: str,
        labels: Labels,
        threshold: float = 0.5,
        size: int = 256,
        overlap: int = 32,
        cut: Cut = pieces,
    ) -> None:
        if not 0 < threshold <= 1:
            raise OperatorError(f"{name}: a threshold is above 0 and at most 1, not {threshold:g}")
        if not 0 <= overlap < size:
            raise OperatorError(f"{name}: windows need 0 <= overlap < size, not {overlap} and {size}")
        self.name = name
        self._find, self._cut, self._labels = find, cut, labels
        self._threshold, self._size, self._overlap = threshold, size, overlap
        self.version = digest(model, labels, threshold, size, overlap)

    def judge(self, text: str) -> Verdict:
        """Sensitive with what was found, or clean with the score of the surest that was not sure enough."""
        text = _SURROGATE.sub("\ufffd", text)  # no tokenizer takes half a character; the length stays
        surest, found = 0.0, set[_Found]()
        for window in chunks(text, self._cut(text), size=self._size, overlap=self._overlap, context=0):
            for entity in self._find(window.text):
                category = self._labels.category(entity.label)
                if category is None:
                    continue
                if math.isnan(entity.score):
                    raise ValueError(f"{self.name}: a score that is no number")
                surest = max(surest, min(1.0, entity.score))
                if entity.score >= self._threshold:
                    found.add((*_place(entity, window), category, plain(entity.label)))
        if not found:
            return Clean(score=surest)
        return Sensitive(findings=tuple(self._finding(one) for one in _apart(found)), score=surest)

    def _finding(self, found: _Found) -> Finding:
        start, end, category, label = found
        return Finding(category=category, start=start, end=end, tier=TIER, detector=f"{self.name}/{label}")


_Found = tuple[int, int, Category, str]
"""Start and end in the text, category, label."""


def _place(entity: Entity, window: Chunk) -> tuple[int, int]:
    """Where an entity stands in the text, without white space around it."""
    start, end = entity.start, entity.end
    if not 0 <= start < end <= len(window.text):
        start, end = 0, len(window.text)
    inner = window.text[start:end]
    if inner.strip():
        start, end = start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    return window.start + start, window.start + end


def _apart(found: set[_Found]) -> list[_Found]:
    """Of two that overlap the longer, from left to right: a border of windows cuts what the next one has whole."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (f[0], f[0] - f[1], f)):
        if kept and one[0] < kept[-1][1]:
            if one[1] - one[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = one
        else:
            kept.append(one)
    return kept


def package(name: str, *, line: str) -> Any:
    """A package that the operator brings. Raises OperatorError with the line that installs it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise OperatorError(f"this adapter needs the package {name} ({error}); install it with: {line}") from error


def contents(directory: str) -> str | None:
    """A digest of the files that lie in a directory; None where there is no such directory."""
    if not Path(directory).is_dir():
        return None
    seen = blake2b(digest_size=16)
    for path in sorted(path for path in Path(directory).iterdir() if path.is_file()):
        seen.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                seen.update(block)
    return seen.hexdigest()


def digest(*parts: object) -> str:
    """A short digest of whatever prints the same when it is the same."""
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()
