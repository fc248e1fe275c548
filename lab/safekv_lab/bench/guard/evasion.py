"""How much a disguise costs: sensitive chunks judged by the shipped cascade, plain and disguised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.verdicts import Clean, Sensitive, Verdict
from safekv_lab.bench.guard.chunks import chunk, sample
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, Kind
from safekv_lab.bench.guard.disguises import DISGUISES, in_base64, plainly_told
from safekv_lab.bench.guard.splits import Part, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safekv_lab.bench.guard.document import Document

WORDS = 64
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Evasion:
    """Of so many texts, how many stay private plainly and under a disguise, and how many of these are undecided."""

    disguise: str
    texts: int
    plain: int
    disguised: int
    undecided: int

    @property
    def loss(self) -> float:
        """Recall lost, 0 to 1; below 0 where the disguise raises suspicion."""
        return (self.plain - self.disguised) / max(self.texts, 1)


def sensitive_chunks(documents: Mapping[str, Sequence[Document]], *, cap: int, seed: int) -> list[str]:
    """Return sensitive chunks of 64 words of the development part of the corpora that have any."""
    kinds = {Kind.PII, Kind.SECRETS}
    wanted = [name for name in documents if BY_NAME[name].kind in kinds and BY_NAME[name].target]
    cut = [one for name in wanted for doc in _development(documents[name]) for one in chunk(doc, WORDS)]
    return [one.text for one in sample(cut, cap=cap, seed=seed) if one.sensitive]


def keys(documents: Mapping[str, Sequence[Document]], *, cap: int) -> list[str]:
    """Return keys from what the corpora of secrets mark, of each the longest run without a blank or a quote."""
    of = [doc for name in documents if BY_NAME[name].kind is Kind.SECRETS for doc in _development(documents[name])]
    marked = {doc.text[span.start : span.end] for doc in of for span in doc.spans}
    runs = {max(re.split(r"[\s\"']", text), key=len) for text in marked}
    short = sorted(run for run in runs if 16 <= len(run) <= LONGEST_KEY and any(c.isdigit() for c in run))
    return short[:: max(1, len(short) // cap)]


def _development(documents: Sequence[Document]) -> list[Document]:
    return [document for document in documents if part_of(document) is not Part.TEST]


def measure(
    judge: Callable[[Sequence[str]], Sequence[Verdict]], texts: Sequence[str], secrets: Sequence[str]
) -> list[Evasion]:
    """Return a row per disguise. Undecided is private, too."""
    plain = _private(judge(texts))
    rows = [_row(name, texts, plain, judge([disguise(text) for text in texts])) for name, disguise in DISGUISES.items()]
    told = judge([plainly_told(key) for key in secrets])
    known = [key for key, verdict in zip(secrets, told, strict=True) if isinstance(verdict, Sensitive)]
    return [*rows, _row("base64 of a key", known, len(known), judge([in_base64(key) for key in known]))]


def _row(name: str, texts: Sequence[str], plain: int, verdicts: Sequence[Verdict]) -> Evasion:
    private = _private(verdicts)
    found = sum(isinstance(verdict, Sensitive) for verdict in verdicts)
    return Evasion(disguise=name, texts=len(texts), plain=plain, disguised=private, undecided=private - found)


def _private(verdicts: Sequence[Verdict]) -> int:
    return sum(not isinstance(verdict, Clean) for verdict in verdicts)
