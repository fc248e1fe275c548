"""What an error of the guard costs, in blocks of 64 words, and how large a share of what it sees it keeps private.

A miss offers the sensitive blocks of its unit to the other tenants; a false alarm and an undecided unit keep harmless
blocks from them, and whoever sends them again computes them again. Judged are whole texts of the development part.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from safekv.verdicts import Clean, Sensitive, Verdict
from safekv_lab.bench.guard.chunks import Gold, unit
from safekv_lab.bench.guard.share import Blocks, Share, blocks, shares
from safekv_lab.bench.guard.splits import Part, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safekv_lab.bench.guard.document import Document, Role

LONGEST = 12_000
"""Characters of a text from which on it is left out: tier 3 reads about two seconds in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Texts of one corpus and role, judged; counts are of texts, `_blocks` of their blocks of 64 words.

    `missed` are sensitive by gold and called clean, `missed_blocks` the sensitive blocks in them. `alarms` are harmless
    and called sensitive, `undecided` harmless without a verdict; their blocks are all harmless. `private_blocks` are
    those of all texts that stay private, right or wrong.
    """

    corpus: str
    role: str
    texts: int = 0
    blocks: int = 0
    sensitive: int = 0
    missed: int = 0
    missed_blocks: int = 0
    harmless: int = 0
    harmless_blocks: int = 0
    alarms: int = 0
    alarm_blocks: int = 0
    undecided: int = 0
    undecided_blocks: int = 0
    private_blocks: int = 0

    def __add__(self, other: Cost) -> Cost:
        """Both together; corpus and role are those of the first."""
        names = [one.name for one in fields(self)][2:]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Cost(corpus=self.corpus, role=self.role, **sums)


def development(documents: Mapping[str, Sequence[Document]]) -> dict[str, list[Document]]:
    """Return the documents outside the TEST part."""
    return {name: [doc for doc in of if part_of(doc) is not Part.TEST] for name, of in documents.items()}


def gold_shares(documents: Mapping[str, Sequence[Document]]) -> list[Share]:
    """Return how large a share of blocks is sensitive by gold, per corpus and role, over the development part."""
    return shares(development(documents))


def costs(
    judge: Callable[[Sequence[str]], Sequence[Verdict]],
    documents: Mapping[str, Sequence[Document]],
    size: Blocks,
    *,
    cap: int,
    seed: int,
) -> list[Cost]:
    """Return a row per corpus and role, over at most `cap` texts of each, drawn by the seed."""
    rows = []
    for corpus, of in development(documents).items():
        by_role: dict[Role, list[Document]] = defaultdict(list)
        for document in of:
            if len(document.text) <= LONGEST:
                by_role[document.role].append(document)
        for role, group in by_role.items():
            drawn = sorted(group, key=lambda document: _order(document, seed))[:cap]
            verdicts = judge([document.text for document in drawn])
            row = Cost(corpus=corpus, role=role)
            for document, verdict in zip(drawn, verdicts, strict=True):
                row += _cost(document, verdict, size)
            rows.append(row)
    return rows


def _cost(document: Document, verdict: Verdict, size: Blocks) -> Cost:
    golds = blocks(document, size)
    gold, count = unit(document).gold, len(golds)
    clean, sensitive = isinstance(verdict, Clean), isinstance(verdict, Sensitive)
    missed = gold is Gold.SENSITIVE and clean
    harmless = gold is Gold.HARMLESS
    alarm, doubt = harmless and sensitive, harmless and not clean and not sensitive
    return Cost(
        corpus=document.corpus,
        role=document.role,
        texts=1,
        blocks=count,
        sensitive=int(gold is Gold.SENSITIVE),
        missed=int(missed),
        missed_blocks=missed * golds.count(Gold.SENSITIVE),
        harmless=int(harmless),
        harmless_blocks=harmless * count,
        alarms=int(alarm),
        alarm_blocks=alarm * count,
        undecided=int(doubt),
        undecided_blocks=doubt * count,
        private_blocks=(not clean) * count,
    )


def _order(document: Document, seed: int) -> bytes:
    return hashlib.blake2b(f"{seed}\0{document.corpus}\0{document.id}".encode(), digest_size=16).digest()
