"""Private text put into operators' prompts: records, memories of a user, tickets, CVs, secrets, at any depth.

What is put in is made by the genres of generated text, or is a sensitive chunk of a corpus. Harmless text is put in the
same way, so that a model cannot learn the seam.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safekv.guard.normalise import normalise
from safekv_lab.bench.guard.chunks import Gold, chunk
from safekv_lab.bench.guard.document import Document, Role
from safekv_lab.training.generated.grammar import expand
from safekv_lab.training.generated.library import GENRES

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from safekv_lab.training.generated.grammar import Genre

HARMLESS = "harmless"
KINDS: Mapping[str, tuple[str, ...]] = {
    "record": ("agent-json", "agent-table-sql", "agent-xml-yaml", "student-admission", "hr-forms"),
    "memory": ("agent-memory",),
    "ticket": ("tickets-crm", "story-support-bot"),
    "cv": ("cv-reference", "prompt-cv-letter", "app-cv-bullets"),
    "contact": ("notes-address-book", "mail-scheduling"),
    "health": (
        *("clinic-note", "discharge-letter", "insurance-claim", "lab-report", "nursing-handover"),
        *("prescription-vaccination", "therapy-intake", "trial-consent", "personal-ask-health-mind"),
    ),
    "money": (
        *("insurance-policy", "invoice-order", "loan-bank-kyc", "payroll-tax", "prompt-money-papers"),
        "biz-invoice-dunning",
    ),
    "secret": ("config-secrets", "shell-git"),
}
"""The genres of each kind of private text; all others that are private are `other`."""
SIZES = (16, 24, 32, 64, 64, 96)
"""Words of what is put in, drawn from these."""
SHORTEST = 16
"""Characters of it, at least."""

_BREAK = re.compile(r"\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inserted:
    """A prompt as models read it, text of a `kind` at characters `start` to `end`; `host` is the prompt's number."""

    host: int
    kind: str
    start: int
    end: int
    text: str = field(repr=False)


def insertions(
    hosts: Sequence[str], chunks: Mapping[str, Sequence[str]], *, private: int, harmless: int, rng: random.Random
) -> list[Inserted]:
    """Return so many prompts with private text, the kinds in turn, and so many with harmless text.

    `chunks` are sensitive chunks of corpora by the corpus's name; each corpus is a kind of its own.
    """
    genres = _by_kind()
    kinds = [*(kind for kind in genres if kind != HARMLESS), *chunks]
    found = []
    for number in range(private + harmless):
        kind = kinds[number % len(kinds)] if number < private else HARMLESS
        text = rng.choice(chunks[kind]) if kind in chunks else _made(genres[kind], rng, kind != HARMLESS)
        host = rng.randrange(len(hosts))
        found.append(_put(hosts[host], text, host, kind, rng))
    return found


def _by_kind() -> dict[str, list[Genre]]:
    kinds = {name: kind for kind, names in KINDS.items() for name in names}
    found: dict[str, list[Genre]] = defaultdict(list)
    for genre in GENRES:
        found[kinds.get(genre.name, "other") if genre.private else HARMLESS].append(genre)
    return dict(found)


def _made(genres: Sequence[Genre], rng: random.Random, private: bool) -> str:
    wanted = Gold.SENSITIVE if private else Gold.HARMLESS
    while True:
        text, spans = expand(rng.choice(genres), rng)
        document = Document(corpus="generated", id="", group="", role=Role.DOCUMENT, text=text, spans=spans)
        pieces = [
            piece
            for piece in chunk(document, rng.choice(SIZES))
            if piece.gold is wanted and len(piece.text) >= SHORTEST
        ]
        if pieces:
            return rng.choice(pieces).text


def _put(prompt: str, text: str, host: int, kind: str, rng: random.Random) -> Inserted:
    """Return the prompt with the text between two of its lines."""
    plain, inner = normalise(prompt).text, normalise(text).text
    place = rng.choice([0, *(match.end() for match in _BREAK.finditer(plain)), len(plain)])
    if place and plain[place - 1] != "\n":
        inner = "\n" + inner
    whole = f"{plain[:place]}{inner}\n{plain[place:]}"
    return Inserted(host=host, kind=kind, start=place, end=place + len(inner), text=whole)
