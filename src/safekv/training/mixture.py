"""What a model is trained on in all: chunks of corpora, chunks of generated texts, and variations of both."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.bench.guard.chunks import Gold, chunk
from safekv.bench.guard.document import Document, Role
from safekv.training.generated.genres import GENRES
from safekv.training.generated.grammar import expand
from safekv.training.item import Item, item
from safekv.training.vary import mixed, recast, renamed, rough

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safekv.bench.guard.chunks import Example

SIZES = (16, 32, 64, 64, 64, 64, 96, 128)
"""Words of a generated chunk, drawn from these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """How much of what. Shares are of all items: `rough` are varied in place, `mixed` are added."""

    generated: int = 6000
    renamed: float = 0.6
    rough: float = 0.25
    mixed: float = 0.15

    def items(self, examples: Sequence[Example], *, seed: int) -> list[Item]:
        """Return the items in a random order that depends on the seed alone."""
        rng = random.Random(f"mixture {seed}")
        items = [self._varied(example, rng) for example in examples]
        items += list(generated(self.generated, rng))
        items += [mixed(rng.choice(items), rng.choice(items), rng) for _ in range(int(len(items) * self.mixed))]
        items = [rough(each, rng) if rng.random() < self.rough else each for each in items]
        rng.shuffle(items)
        return items

    def _varied(self, example: Example, rng: random.Random) -> Item:
        plain = item(example)
        if rng.random() >= self.renamed:
            return plain
        return renamed(plain, rng) if plain.spans else recast(plain, rng)


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
