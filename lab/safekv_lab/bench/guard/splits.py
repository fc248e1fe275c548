"""Who is trained on, who calibrates, who is looked at last; and which corpora are left out together.

Parts are drawn by a keyed digest of a group, so that they stay the same when documents are added, on every machine.
The key is no secret: it only keeps the draw from having anything to do with the texts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, Corpus, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from safekv_lab.bench.guard.document import Document

KEY = b"ChunkGuard parts, first draw"
TEST_SHARE = 0.2
CALIBRATION_SHARE = 0.2


class Part(StrEnum):
    """Which part a group belongs to. TEST is looked at last: not while anything is still chosen."""

    TRAIN = "train"
    CALIBRATION = "calibration"
    TEST = "test"


def part_of(document: Document) -> Part:
    """Return the part of a document's group. Corpora of one family draw together, so shared groups stay together."""
    name = f"{BY_NAME[document.corpus].family}\0{document.group}"
    digest = hashlib.blake2b(name.encode(), key=KEY, digest_size=8).digest()
    place = int.from_bytes(digest, "big") / 2**64
    if place < TEST_SHARE:
        return Part.TEST
    return Part.CALIBRATION if place < TEST_SHARE + CALIBRATION_SHARE else Part.TRAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One training of a trial: the corpora `unseen` take no part in training, nor in calibration."""

    name: str
    unseen: frozenset[str]

    def may_train(self, corpus: Corpus) -> bool:
        """Tell whether the fold trains on a corpus."""
        return corpus.trainable and corpus.name not in self.unseen

    def may_calibrate(self, corpus: Corpus) -> bool:
        """Tell whether the fold sets its threshold on a corpus."""
        return corpus.kind is Kind.BENIGN and corpus.target and corpus.name not in self.unseen


def leave_one_out(names: Collection[str]) -> list[Fold]:
    """Return a fold per family of corpora that hold something sensitive, each corpus unseen in exactly one fold.

    The harmless families are dealt to the folds in turn, so that their false alarms are of text never seen, too.
    """
    present = [corpus for corpus in BY_NAME.values() if corpus.name in names]
    sensitive = _families(corpus for corpus in present if corpus.kind in (Kind.PII, Kind.SECRETS))
    harmless = _families(corpus for corpus in present if corpus.kind in (Kind.BENIGN, Kind.PUBLIC))
    if not sensitive:
        return []
    left_out = {family: set(members) for family, members in sensitive.items()}
    for number, members in enumerate(harmless.values()):
        left_out[list(sensitive)[number % len(sensitive)]] |= members
    return [Fold(name=family, unseen=frozenset(members)) for family, members in left_out.items()]


def _families(corpora: Iterable[Corpus]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for corpus in corpora:
        found.setdefault(corpus.family, set()).add(corpus.name)
    return found
