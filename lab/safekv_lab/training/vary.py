"""Items made different without changing what is sensitive in them: other names, rough typing, two texts in one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from safekv_lab.bench.guard.labels import EMAIL, HANDLE, PERSON
from safekv_lab.training.generated.cast import ENGLISH, OTHERS, Cast, names_of
from safekv_lab.training.generated.slots import fill
from safekv_lab.training.item import Item, joined, rewritten, stretch

if TYPE_CHECKING:
    import random

_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"(?<=[.!?\n])\s+|\n")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{2,}\b")
REMARK = (4, 24)
"""Words of a remark, at least and at most, unless what is private in it is longer."""
SHORT = (8, 40)
"""Words of a shortened item, at least and at most."""


def renamed(item: Item, rng: random.Random) -> Item:
    """Return the item with every person, mail address and handle that the gold marks replaced by an invented one."""
    cast = Cast(rng)
    numbers: dict[str, int] = {}
    edits: list[tuple[int, int, str]] = []
    for span in item.spans:
        old = item.text[span.start : span.end]
        if span.label == EMAIL and "@" in old:
            edits.append((span.start, span.end, fill(cast, "email", 1 + len(edits))[1]))
        elif span.label == HANDLE and old.startswith("@"):
            edits.append((span.start, span.end, fill(cast, "handle", 1 + len(edits))[1]))
        elif span.label == PERSON:
            person = cast.person(numbers.setdefault(old.lower().split()[-1], len(numbers) + 1))
            new = person.first if len(old.split()) == 1 else f"{person.first} {person.last}"
            edits.append((span.start, span.end, _cased(new, old)))
    return rewritten(item, edits)


def recast(item: Item, rng: random.Random) -> Item:
    """Return a harmless item with the first names in it replaced: whoever is in an exercise, it stays one."""
    swaps: dict[str, str] = {}
    edits = []
    for match in _CAPITALISED.finditer(item.text):
        name = match.group()
        if name in _first_names():
            edits.append((*match.span(), swaps.setdefault(name, Cast(rng).person(1).first)))
    return rewritten(item, edits)


@cache
def _first_names() -> frozenset[str]:
    common = {
        "Will",
        "Mark",
        "May",
        "June",
        "Rose",
        "Grant",
        "Page",
        "Price",
        "Summer",
        "August",
        "Art",
        "Frank",
        "Young",
    }
    return frozenset(name for locale in (*ENGLISH, *OTHERS) for name in names_of(locale)) - common


def _cased(new: str, old: str) -> str:
    if old.isupper():
        return new.upper()
    return new.lower() if old.islower() else new


def rough(item: Item, rng: random.Random) -> Item:
    """Return the item as hastily typed or badly transported: case, typing errors, lost signs, other line breaks."""
    text = item.text
    draw = rng.random()
    if draw < 0.35:
        text = text.lower()
    elif draw < 0.42:
        text = text.upper()
    elif draw < 0.46:
        text = "".join(rng.choice((sign.lower(), sign.upper())) for sign in text)
    if len(text) != len(item.text):  # a few letters change their length with their case
        text = item.text
    item = Item(text=text, sensitive=item.sensitive, spans=item.spans, unknown=item.unknown)
    edits = []
    if rng.random() < 0.4:
        edits = [
            (*match.span(), _mistyped(match.group(), rng)) for match in _WORD.finditer(text) if rng.random() < 0.04
        ]
    elif rng.random() < 0.4:
        edits = [
            (at, at + 1, rng.choice((" ", "", "\n")))
            for at, sign in enumerate(text)
            if sign in ",.;\n" and rng.random() < 0.5
        ]
    return rewritten(item, edits)


def _mistyped(word: str, rng: random.Random) -> str:
    if len(word) < 4 or word.isdigit():
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def mixed(first: Item, second: Item, rng: random.Random) -> Item:
    """Return two items as one text in either order, as chunks of real prompts often are."""
    a, b = (first, second) if rng.random() < 0.5 else (second, first)
    return joined(a, b, rng.choice(("\n\n", "\n", " ", "\n---\n")))


def remark(item: Item, rng: random.Random) -> Item:
    """Return a few words of the item; of a sensitive one, which must have spans, those around a whole span."""
    words = [match.span() for match in re.finditer(r"\S+", item.text)]
    size = min(rng.randint(*REMARK), len(words))
    if not item.sensitive:
        first = rng.randrange(len(words) - size + 1)
        return stretch(item, words[first][0], words[first + size - 1][1])
    span = rng.choice(item.spans)
    inside = [at for at, (start, end) in enumerate(words) if start < span.end and end > span.start]
    first = max(0, inside[0] - rng.randint(0, max(0, size - len(inside))))
    last = max(inside[-1], min(first + size, len(words)) - 1)
    return stretch(item, words[first][0], words[last][1])


def inserted(said: Item, host: Item, rng: random.Random) -> Item:
    """Return the host with something said in between two of its sentences, or before or after all of them."""
    at = rng.choice([0, len(host.text), *(match.end() for match in _BETWEEN.finditer(host.text))])
    between = rng.choice((" ", "\n"))
    before, after = stretch(host, 0, at), stretch(host, at, len(host.text))
    return joined(joined(before, said, between), after, between)


def shortened(item: Item, rng: random.Random) -> Item:
    """Return a few of the item's words that follow each other, as sensitive as what is left."""
    words = [match.span() for match in re.finditer(r"\S+", item.text)]
    size = min(rng.randint(*SHORT), len(words))
    if not size:
        return item
    first = rng.randrange(len(words) - size + 1)
    return stretch(item, words[first][0], words[first + size - 1][1])
