"""Tier 2 of ChunkGuard: a linear model over hashed words, in NumPy. It reads a whole unit at once.

Each word is the sum of four learned vectors: its own (by hash), its first and last three letters', its shape's. One
layer makes a state of it; a head per word and a head per window of words give the score. Networks in which a word sees
its surroundings carried over less well to text of another kind (docs/evaluation/guard.md).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from safekv.guard.models.features import SHAPES, Words, words
from safekv.guard.models.tier import Reading, joined
from safekv.verdicts import Category

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

WORD_BITS = 16
AFFIX_BITS = 13
STEP = 40
"""Words, signs included, from one window to the next."""
WINDOW = 2 * STEP
"""Words that the window's head sees."""
STEPS = 1024
"""What is stored is rounded to a multiple of one over this, which makes the file a fifth smaller."""
MARKED = 0.0
"""Logit of a word from which on it is named in a finding."""


def numbers(found: Words) -> NDArray[Any]:
    """Return the rows of the tables for each word, (n, 4): word, prefix, suffix, shape."""
    return np.stack(
        [
            (found.words >> np.uint64(64 - WORD_BITS)).astype(np.int32),
            (found.prefixes >> np.uint64(64 - AFFIX_BITS)).astype(np.int32),
            (found.suffixes >> np.uint64(64 - AFFIX_BITS)).astype(np.int32),
            np.minimum(found.shapes, SHAPES - 1).astype(np.int32),
        ],
        axis=1,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The learned arrays, all float32.

    Tables are (rows, d). `layer` is (d + 1, k), `token` (k + 1, 1 + classes) and `window` (2 k + 1,), the last rows
    being the biases.
    """

    word: NDArray[Any]
    prefix: NDArray[Any]
    suffix: NDArray[Any]
    shape: NDArray[Any]
    layer: NDArray[Any]
    token: NDArray[Any]
    window: NDArray[Any]

    @property
    def tables(self) -> tuple[NDArray[Any], ...]:
        """The tables in the order of `numbers`."""
        return self.word, self.prefix, self.suffix, self.shape

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read what `save` wrote. Raises OSError, KeyError or ValueError where it cannot."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls(**{name: stored[name].astype(np.float32) for name in cls.__dataclass_fields__})
        except (BadZipFile, zlib.error, EOFError) as error:
            raise ValueError(f"{path}: {error}") from None

    def save(self, path: Path) -> None:
        """Write as a compressed archive, in half precision and in steps of `1 / STEPS`."""
        arrays = {name: np.round(getattr(self, name) * STEPS) / STEPS for name in self.__dataclass_fields__}
        np.savez_compressed(path, **{name: array.astype(np.float16) for name, array in arrays.items()})


class FastModel:
    """Reads texts. Any number of threads may ask.

    What the layer makes of a sum is the sum of what it makes of the parts, so each table is kept with the layer applied
    to it: then no text needs a product of matrices, for which BLAS would start threads of its own.
    """

    name = "fast"
    tier = 2
    head = ""

    def __init__(self, weights: Weights, classes: Sequence[str]) -> None:
        self._tables = [table @ weights.layer[:-1] for table in weights.tables]
        self._tables[-1] += weights.layer[-1]
        self._token, self._window = weights.token, weights.window
        self._classes = tuple(Category(name) for name in classes)

    def logits(self, texts: Sequence[str]) -> list[float]:
        """Return each text's logit: the highest of its windows'. A text without a word has minus infinity."""
        return [max(windows, default=float("-inf")) for windows, _, _ in self._run(texts)]

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return a reading per text. A text without a word has a logit of minus infinity."""
        return [self._reading(text, *found) for text, found in zip(texts, self._run(texts), strict=True)]

    def _reading(self, text: str, windows: list[float], states: NDArray[Any], found: Words) -> Reading:
        if not windows:
            return Reading(logit=float("-inf"), start=0, end=0)
        at = max(range(len(windows)), key=windows.__getitem__)
        starts, ends = found.starts, found.ends
        if not text.isascii():
            starts, ends = _characters(text, starts), _characters(text, ends)
        last = min(at * STEP + WINDOW, len(starts)) - 1
        marked = (states @ self._token[:-1, 0] + self._token[-1, 0] >= MARKED).nonzero()[0]
        classes = (states[marked] @ self._token[:-1, 1:] + self._token[-1, 1:]).argmax(1)
        stretches = [
            (int(starts[n]), int(ends[n]), self._classes[kind]) for n, kind in zip(marked, classes, strict=True)
        ]
        return Reading(
            logit=windows[at],
            start=int(starts[at * STEP]),
            end=int(ends[last]),
            marks=joined(stretches),
            windows=len(windows),
        )

    def _run(self, texts: Sequence[str]) -> list[tuple[list[float], NDArray[Any], Words]]:
        """Return for each text its windows' logits, its words' states (n, k) and its words."""
        found = [words(text.encode("utf-8", "replace")) for text in texts]
        states = [self._states(numbers(each)) for each in found]
        return [(self._windows(rows), rows, each) for rows, each in zip(states, found, strict=True)]

    def _states(self, numbers: NDArray[Any]) -> NDArray[Any]:
        states: NDArray[Any] = self._tables[0].take(numbers[:, 0], axis=0)
        for table, rows in zip(self._tables[1:], numbers.T[1:], strict=True):
            states += table.take(rows, axis=0)
        np.maximum(states, 0, out=states)
        return states

    def _windows(self, states: NDArray[Any]) -> list[float]:
        """Return the windows' logits. Windows overlap by half, so each is two neighbouring blocks of `STEP` words."""
        count, width = states.shape
        if not count:
            return []
        blocks = -(-count // STEP)
        rows = np.zeros((blocks * STEP, width), dtype=np.float32)  # what is padded is as low as a state can be
        rows[:count] = states
        tokens = np.full(blocks * STEP, -np.inf, dtype=np.float32)
        tokens[:count] = states @ self._token[:-1, 0] + self._token[-1, 0]
        rows = rows.reshape(blocks, STEP, width)
        sums, highest, words = rows.sum(1), rows.max(1), tokens.reshape(blocks, STEP).max(1)
        counts = np.minimum(count - np.arange(0, count, STEP), STEP)
        if blocks > 1:
            sums, counts = sums[:-1] + sums[1:], counts[:-1] + counts[1:]
            highest, words = np.maximum(highest[:-1], highest[1:]), np.maximum(words[:-1], words[1:])
        head = self._window
        logits = (sums / counts[:, None]) @ head[:width] + highest @ head[width:-1] + head[-1]
        found: list[float] = ((logits + words) / 2).tolist()
        return found


def load(directory: Path, classes: Sequence[str]) -> FastModel:
    """Return the model in a directory. Raises OSError, KeyError or ValueError where it cannot."""
    return FastModel(Weights.load(directory / "fast.npz"), classes)


def _characters(text: str, places: NDArray[Any]) -> NDArray[Any]:
    """Return places in a text's UTF-8 bytes as places in its characters."""
    raw = np.frombuffer(text.encode("utf-8", "replace"), dtype=np.uint8)
    before = np.zeros(len(raw) + 1, dtype=np.int64)
    np.cumsum((raw & 0xC0) != 0x80, out=before[1:])
    characters: NDArray[Any] = before[places]
    return characters
