"""What a model is trained on in all: chunks of corpora, chunks of generated texts, and variations of both."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv_lab.bench.guard.chunks import Gold, chunk
from safekv_lab.bench.guard.document import Document, Role
from safekv_lab.training.generated.grammar import expand
from safekv_lab.training.generated.library import GENRES
from safekv_lab.training.item import Item, item
from safekv_lab.training.vary import inserted, mixed, recast, remark, renamed, rough, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safekv_lab.bench.guard.chunks import Example

SIZES = (16, 32, 64, 64, 64, 64, 96, 128)
"""Words of a generated chunk, drawn from these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """How much of what. Shares are of all items: `rough` and `short` in place, `mixed` and `inserted` are added."""

    generated: int = 16_000
    renamed: float = 0.6
    rough: float = 0.25
    mixed: float = 0.15
    inserted: float = 0.15
    short: float = 0.2

    def items(self, examples: Sequence[Example], *, seed: int) -> list[Item]:
        """Return the items in a random order that depends on the seed alone."""
        rng = random.Random(f"mixture {seed}")
        items = [self._varied(example, rng) for example in examples]
        items += list(generated(self.generated, rng))
        count = len(items)
        remarks = list(_remarks(items, int(count * self.inserted), rng))
        items += [mixed(rng.choice(items), rng.choice(items), rng) for _ in range(int(count * self.mixed))]
        items += remarks
        items = [shortened(each, rng) if rng.random() < self.short else each for each in items]
        items = [rough(each, rng) if rng.random() < self.rough else each for each in items]
        rng.shuffle(items)
        return items

    def _varied(self, example: Example, rng: random.Random) -> Item:
        plain = item(example)
        if rng.random() >= self.renamed:
            return plain
        return renamed(plain, rng) if plain.spans else recast(plain, rng)


def _remarks(items: Sequence[Item], count: int, rng: random.Random) -> Iterator[Item]:
    """Yield harmless items with something said in between, every second time something private."""
    private = [each for each in items if each.sensitive and each.spans]
    harmless = [each for each in items if not each.sensitive and each.text.strip()]
    for number in range(count if private and harmless else 0):
        said = remark(rng.choice(harmless if number % 2 else private), rng)
        yield inserted(said, rng.choice(harmless), rng)


def generated(count: int, rng: random.Random) -> Iterator[Item]:
    """Yield chunks of generated texts, as many sensitive as harmless ones."""
    private = [genre for genre in GENRES if genre.private]
    harmless = [genre for genre in GENRES if not genre.private]
    made = {True: 0, False: 0}
    while sum(made.values()) < count:
        genre = rng.choice(private if rng.random() < 0.6 else harmless)
        text, spans = expand(genre, rng)
        document = Document(corpus="generated", id="", group="", role=Role.DOCUMENT, text=text, spans=spans)
        pieces = [piece for piece in chunk(document, rng.choice(SIZES)) if piece.gold is not Gold.UNKNOWN]
        if pieces:
            piece = rng.choice(pieces)
            if made[piece.sensitive] <= count / 2:
                made[piece.sensitive] += 1
                yield item(piece)
