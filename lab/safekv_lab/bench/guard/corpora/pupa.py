"""PUPA: prompts of real users, with the units of personal information that a language model found in them.

The units are lower case and are sought in the prompt without regard to case, between word borders, every occurrence.
They are noisy: the annotators also listed generic words. A unit is kept as sensitive when it

1. has three characters or more, and is not one of the placeholders that an anonymiser left,
2. holds a digit run of four, an @, or two words or more, or else is one word that the prompt writes with a capital,
3. stands in at most `MAX_PROMPTS` different prompts, unless it holds such digits or an @,
4. is no country, nationality, month or other word of `GENERIC`.

What fails is doubtful, not harmless. Conversations that share a prompt, or a long beginning, form one group.
The people are real: nothing of this corpus may be shown, logged or copied anywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from safekv_lab.bench.guard import labels
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.document import Document, Role, Span, without_overlap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FOLDER = "pii_pupa_new"
MAX_PROMPTS = 4
BEGINNING = 60
"""Characters by which prompts of one author are recognised as one group."""
PLACEHOLDER = re.compile(r"PRESIDIO_ANONYMIZED", re.IGNORECASE)
TELLING = re.compile(r"\d{4}|\d[\d .()-]{6,}\d|@")
_GENERIC = """
afghanistan africa america american argentina asia australia australian austria bangladesh belgium brazil
british canada canadian chile china chinese colombia denmark dubai egypt england english ethiopia europe
european finland france french german germany ghana greece india indian indonesia iran iraq ireland israel
italian italy japan japanese kenya korea kuwait lebanon malaysia mexico morocco nepal netherlands nigeria norway
oman pakistan philippines poland portugal qatar romania russia russian scotland singapore spain spanish sudan
sweden switzerland syria thailand turkey uae uganda uk ukraine usa vietnam zimbabwe january february march april
may june july august september october november december university college school hospital company bank
government ministry manager director teacher nurse doctor student engineer mother father husband wife son
daughter sister brother friend dear sir madam
"""
GENERIC = frozenset(_GENERIC.split())


def read(data: Path) -> Iterator[Document]:
    """Yield every different prompt once, in the order of the file."""
    units: dict[str, set[str]] = {}
    for row in files.rows(data / FOLDER / "PUPA_New.csv.gz"):
        found = {unit.strip().lower() for unit in row["pii_units"].split("||")}
        units.setdefault(row["user_query"], set()).update(found - {""})
    seen_in = prompts_with(units)
    for number, (prompt, listed) in enumerate(units.items()):
        yield _document(prompt, sorted(listed), seen_in, number)


def prompts_with(units: Mapping[str, set[str]]) -> dict[str, int]:
    """Return in how many prompts each one-word unit stands as a word."""
    counts: dict[str, int] = defaultdict(int)
    for prompt in units:
        for word in set(re.findall(r"\w+", prompt.lower())):
            counts[word] += 1
    return counts


def identifying(unit: str, written: str, seen_in: Mapping[str, int]) -> bool:
    """Tell whether a unit, which a prompt writes as `written`, passes the rules above."""
    if len(unit) < 3 or PLACEHOLDER.search(unit):
        return False
    if TELLING.search(unit):
        return True
    words = re.findall(r"\w+", unit)
    if all(word in GENERIC for word in words):
        return False
    if len(words) > 1:
        return True
    return written[:1].isupper() and seen_in.get(unit, 0) <= MAX_PROMPTS


def _document(prompt: str, units: Sequence[str], seen_in: Mapping[str, int], number: int) -> Document:
    spans, doubtful = [], []
    for unit in units:
        pattern = re.compile(r"(?<!\w)" + re.escape(unit) + r"(?!\w)", re.IGNORECASE)
        for match in pattern.finditer(prompt):
            place = {"start": match.start(), "end": match.end()}
            if identifying(unit, match.group(), seen_in):
                spans.append(Span(**place, label=labels.UNIT))
            else:
                doubtful.append(Span(**place, label=labels.UNCERTAIN))
    return Document(
        corpus="pupa",
        id=str(number),
        group=_group(prompt),
        role=Role.USER,
        text=prompt,
        spans=without_overlap(spans),
        doubtful=without_overlap(doubtful),
    )


def _group(prompt: str) -> str:
    """Return a digest of the prompt's beginning: the same person sends the same letter with small changes."""
    beginning = "".join(re.findall(r"\w", prompt.lower()))[:BEGINNING]
    return hashlib.blake2b(beginning.encode(), digest_size=8).hexdigest()
