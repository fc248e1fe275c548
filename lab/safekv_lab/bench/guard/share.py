"""How large a share of what a cache would hold is sensitive, by gold labels: per corpus and role, by blocks and texts.

A block is sensitive when it touches a span: a cache shares whole blocks. Blocks of text whose gold is doubtful are
counted apart, so the share lies between `sensitive` and `sensitive + unknown`. Texts are counted as they stand, with
their repetitions: the policy at the head of every conversation counts each time that it would be looked up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv_lab.bench.guard.chunks import Gold, Measure, unit, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safekv_lab.bench.guard.document import Document, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """A size of block."""

    size: int
    measure: Measure


SIZES = (Blocks(size=16, measure=Measure.TOKENS), Blocks(size=64, measure=Measure.WORDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many blocks, or whole texts, are what by gold."""

    sensitive: int
    unknown: int
    harmless: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.sensitive + self.unknown + self.harmless


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The counts of one corpus and role: 16-token blocks, 64-word blocks, whole texts."""

    corpus: str
    role: Role
    tokens16: Count
    words64: Count
    texts: Count


def shares(documents: Mapping[str, Iterable[Document]]) -> list[Share]:
    """Return a row per corpus and role."""
    rows: list[Share] = []
    for corpus, texts in documents.items():
        by_role: dict[Role, list[Document]] = defaultdict(list)
        for document in texts:
            by_role[document.role].append(document)
        for role, group in by_role.items():
            small, large = (_count(kind for document in group for kind in blocks(document, size)) for size in SIZES)
            whole = _count(unit(document).gold for document in group)
            rows.append(Share(corpus=corpus, role=role, tokens16=small, words64=large, texts=whole))
    return rows


def blocks(document: Document, of: Blocks) -> list[Gold]:
    """Return the gold of each block. Spans lie in order, so one pass over both is enough."""
    cuts = windows(document.text, of.size, measure=of.measure)
    sensitive = _touched(cuts, [(span.start, span.end) for span in document.spans])
    doubtful = _touched(cuts, sorted((span.start, span.end) for span in document.doubtful))
    return [
        Gold.SENSITIVE if number in sensitive else Gold.UNKNOWN if number in doubtful else Gold.HARMLESS
        for number in range(len(cuts))
    ]


def _touched(cuts: list[tuple[int, int]], places: list[tuple[int, int]]) -> set[int]:
    found: set[int] = set()
    first = 0
    for start, end in places:
        while first < len(cuts) and cuts[first][1] <= start:
            first += 1
        number = first
        while number < len(cuts) and cuts[number][0] < end:
            found.add(number)
            number += 1
    return found


def _count(golds: Iterable[Gold]) -> Count:
    counted = Counter(golds)
    return Count(sensitive=counted[Gold.SENSITIVE], unknown=counted[Gold.UNKNOWN], harmless=counted[Gold.HARMLESS])
