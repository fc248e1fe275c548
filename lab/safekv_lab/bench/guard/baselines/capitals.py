"""Two capitalised words in a row, inside a sentence: what a person's name looks like, and much else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAIR = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalPairs:
    """Scores a text by how many such pairs it holds: n pairs give n / (n + 1)."""

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return one score per text."""
        counts = [len(_PAIR.findall(text)) for text in texts]
        return [count / (count + 1) for count in counts]
