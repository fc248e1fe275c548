"""Feature hashing for tier 2: a text's words as small integers, in one vectorised pass over its bytes.

A word is a run of letters, a run of digits, or one other sign. Hashes are polynomials modulo 2^64, taken from one
running sum over the text: the sum between two places, divided by the base to the power of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
BASE_INVERSE = pow(BASE, -1, 2**64)
MIX = 0xD6E8FEB86659FD93
BLANK, LOWER, UPPER, DIGIT, SIGN, FOREIGN = range(6)
AFFIX = 3
SHAPES = 1024
"""Bound of the shapes' numbers."""
MAX_LENGTH = 15


@dataclass(frozen=True, slots=True)
class Words:
    """The n words of a text: where each begins and ends in its UTF-8 bytes, and the hashes of its parts, all (n,)."""

    starts: NDArray[Any]
    ends: NDArray[Any]
    words: NDArray[Any]
    prefixes: NDArray[Any]
    suffixes: NDArray[Any]
    shapes: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into words: their places, and the running sums that the hashes of any stretch are taken from."""

    starts: NDArray[Any]
    ends: NDArray[Any]
    raw: NDArray[Any]
    sums: NDArray[Any]
    inverses: NDArray[Any]

    def whole(self) -> NDArray[Any]:
        """Return the hashes of the words, (n,)."""
        return _hash(self.sums, self.inverses, self.starts, self.ends, 1)


def cut(text: bytes) -> Cut:
    """Return where the words of a text in UTF-8 are. All of it that is not ASCII is letters; digits are alike."""
    raw = np.frombuffer(text, dtype=np.uint8)
    tables = _tables()
    # A word ends where the kind changes; signs stand alone, upper and lower case letters go together.
    letters = tables.groups[raw]
    borders = np.empty(len(raw) + 1, dtype=np.bool_)
    borders[:1] = borders[-1:] = True
    np.not_equal(letters[1:], letters[:-1], out=borders[1:-1])
    borders[1:-1] |= letters[1:] == SIGN
    cuts = np.flatnonzero(borders)
    kept = letters[cuts[:-1]] != BLANK if len(raw) else np.zeros(0, dtype=np.bool_)
    sums = np.zeros(len(raw) + 1, dtype=np.uint64)
    powers, inverses = _powers(len(raw) + 1)
    np.cumsum(tables.folded[raw] * powers[: len(raw)], out=sums[1:])
    return Cut(cuts[:-1][kept], cuts[1:][kept], raw, sums, inverses)


def words(text: bytes) -> Words:
    """Return the words of a text in UTF-8; case is in the shape only."""
    found = cut(text)
    starts, ends, sums, inverses = found.starts, found.ends, found.sums, found.inverses
    return Words(
        starts=starts,
        ends=ends,
        words=found.whole(),
        prefixes=_hash(sums, inverses, starts, np.minimum(starts + AFFIX, ends), 2),
        suffixes=_hash(sums, inverses, np.maximum(ends - AFFIX, starts), ends, 3),
        shapes=_shapes(_tables().kinds[found.raw], found.raw, starts, ends),
    )


def _hash(
    sums: NDArray[Any], inverses: NDArray[Any], starts: NDArray[Any], ends: NDArray[Any], salt: int
) -> NDArray[Any]:
    found: NDArray[Any] = (sums[ends] - sums[starts]) * inverses[starts]
    found += np.uint64(salt * 0x632BE59BD9B4E019 % 2**64)
    found ^= found >> np.uint64(32)
    found *= np.uint64(MIX)
    found ^= found >> np.uint64(29)
    return found


def _shapes(kinds: NDArray[Any], raw: NDArray[Any], starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[Any]:
    """Return a number per word: of a sign, the sign; else its length and which of its letters are capitals."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    length = np.minimum(ends - starts, MAX_LENGTH)
    first = kinds[starts]
    capitals = np.zeros(len(kinds) + 1, dtype=np.int32)
    np.cumsum(kinds == UPPER, out=capitals[1:])
    count = capitals[ends] - capitals[starts]
    case = np.select([count == 0, count == ends - starts, (count == 1) & (first == UPPER)], [0, 1, 2], 3)
    spaced = np.ones(len(starts), dtype=np.int64)
    spaced[1:] = starts[1:] != ends[:-1]
    shape = (((first.astype(np.int64) * 4 + case) * 16 + length) * 2) + spaced
    return np.where(first == SIGN, 768 + raw[starts].astype(np.int64) % 128 * 2 + spaced, shape)


@dataclass(frozen=True, slots=True)
class _Tables:
    kinds: NDArray[Any]
    groups: NDArray[Any]
    folded: NDArray[Any]


@cache
def _tables() -> _Tables:
    kinds = np.full(256, SIGN, dtype=np.uint8)
    kinds[: ord(" ") + 1] = BLANK
    kinds[128:] = FOREIGN
    for sign in range(ord("a"), ord("z") + 1):
        kinds[sign], kinds[sign - 32] = LOWER, UPPER
    kinds[ord("0") : ord("9") + 1] = DIGIT
    groups = kinds.copy()
    groups[(kinds == UPPER) | (kinds == FOREIGN)] = LOWER
    folded = np.arange(256, dtype=np.uint64)
    folded[ord("A") : ord("Z") + 1] += np.uint64(32)
    folded[ord("0") : ord("9") + 1] = np.uint64(ord("0"))  # digits are alike: what matters is how many
    return _Tables(kinds, groups, folded + np.uint64(1))


_grown: list[tuple[NDArray[Any], NDArray[Any]]] = []


def _powers(count: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return at least `count` powers of the base and of its inverse; kept, and doubled when a longer text comes."""
    if not _grown or len(_grown[-1][0]) < count:
        size = max(1 << 16, 1 << (count - 1).bit_length())
        pair = []
        for base in (BASE, BASE_INVERSE):
            steps = np.full(size, base, dtype=np.uint64)
            steps[0] = 1
            pair.append(np.cumprod(steps, dtype=np.uint64))
        _grown[:] = [(pair[0], pair[1])]
    return _grown[-1]
