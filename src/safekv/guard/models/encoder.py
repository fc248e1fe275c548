"""The fine-tuned encoder of tier 3, in int8, by ONNX Runtime. It reads a unit in windows that overlap.

Each window runs by itself: int8 takes its scale from all that runs together, so in a batch the verdict on a text would
depend on its neighbours, and windows of equal work share nothing that would make a batch faster. Instead as many
windows run side by side as there are processors.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from safekv.errors import OperatorError
from safekv.guard.models.tier import Reading, joined
from safekv.types import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

WINDOW, STEP = 126, 106
"""Tokens of a window, without the two that frame it, and from one window to the next."""
MARKED = 0.0
"""Logit of a token from which on it is named in a finding."""
SLOW = ("SkipLayerNormFusion",)
"""What ONNX Runtime must not join: on a CPU its joint addition and normalisation takes longer than the two apart."""
FIRST, LAST = 101, 102
"""Numbers of the tokens [CLS] and [SEP]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A text's logit, and for its n tokens where each begins and its logit, both (n,); of two windows the higher."""

    logit: float
    starts: NDArray[Any]
    logits: NDArray[Any]


class EncoderModel:
    """Reads texts. Any number of threads may ask. `threads` windows run at a time."""

    def __init__(self, directory: Path, classes: Sequence[str], *, threads: int = 2) -> None:
        """Load `encoder.onnx` and `tokenizer.json` of a directory. Raises OperatorError where it cannot."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(directory / "encoder.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=SLOW,
            )
            self._tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own
            raise OperatorError(f"{directory}: the model of tier 3 cannot be loaded: {error}") from None
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="safekv-encoder")
        self._classes = tuple(Category(name) for name in classes)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return a reading per text. A text without a token has a logit of minus infinity."""
        encoded = self._encoded(texts)
        highest: dict[int, tuple[float, int]] = {}
        marked: list[list[tuple[int, int, Category]]] = [[] for _ in texts]
        for owner, first, logit, tokens in self._windows(encoded):
            highest[owner] = max(highest.get(owner, (float("-inf"), 0)), (logit, first))
            marked[owner] += self._marks(tokens, encoded[owner].offsets[first : first + WINDOW])
        return [self._reading(each, highest.get(at), marked[at]) for at, each in enumerate(encoded)]

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return what the model makes of each token, per text; what a smaller model can learn from."""
        encoded = self._encoded(texts)
        logits = [np.full(len(each.ids), -np.inf, dtype=np.float32) for each in encoded]
        highest = [float("-inf")] * len(texts)
        for owner, first, logit, tokens in self._windows(encoded):
            highest[owner] = max(highest[owner], logit)
            part = logits[owner][first : first + WINDOW]
            np.maximum(part, tokens[:, 0], out=part)
        starts = [np.array([start for start, _ in each.offsets], dtype=np.int64) for each in encoded]
        return [Tokens(logit=a, starts=b, logits=c) for a, b, c in zip(highest, starts, logits, strict=True)]

    def _encoded(self, texts: Sequence[str]) -> list[Any]:
        encoded: list[Any] = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return encoded

    def _windows(self, encoded: Sequence[Any]) -> Iterator[tuple[int, int, float, NDArray[Any]]]:
        """Yield each window: whose it is, its first token, its logit, and its tokens' logits (n, 1 + classes)."""
        windows = [(owner, first) for owner, each in enumerate(encoded) for first in _firsts(len(each.ids))]
        rows = [encoded[owner].ids[first : first + WINDOW] for owner, first in windows]
        for (owner, first), row, (logit, tokens) in zip(windows, rows, self._run_all(rows), strict=True):
            yield owner, first, logit, tokens[1 : 1 + len(row)]

    def _run_all(self, rows: Sequence[Sequence[int]]) -> Iterable[tuple[float, NDArray[Any]]]:
        return map(self._run, rows) if len(rows) < 2 else self._pool.map(self._run, rows)

    def _run(self, row: Sequence[int]) -> tuple[float, NDArray[Any]]:
        ids = np.array([[FIRST, *row, LAST]], dtype=np.int64)
        logits, tokens = self._session.run(None, {"ids": ids})
        return float(logits[0]), tokens[0]

    def _marks(self, rows: NDArray[Any], offsets: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Category]]:
        for row, (start, end) in zip(rows, offsets, strict=True):
            if row[0] >= MARKED:
                yield start, end, self._classes[int(row[1:].argmax())]

    @staticmethod
    def _reading(encoded: Any, highest: tuple[float, int] | None, marked: list[tuple[int, int, Category]]) -> Reading:
        if highest is None:
            return Reading(logit=float("-inf"), start=0, end=0)
        logit, first = highest
        last = min(first + WINDOW, len(encoded.ids)) - 1
        return Reading(logit=logit, start=encoded.offsets[first][0], end=encoded.offsets[last][1], marks=joined(marked))


def load(directory: Path, classes: Sequence[str]) -> EncoderModel:
    """Return the model in a directory. Raises OperatorError where it cannot."""
    return EncoderModel(directory, classes)


def _firsts(count: int) -> list[int]:
    """Return the first token of each window; the last window is moved back to be whole."""
    if count <= WINDOW:
        return [0] if count else []
    return [*range(0, count - WINDOW, STEP), count - WINDOW]
