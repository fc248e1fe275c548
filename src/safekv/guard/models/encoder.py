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
from safekv.verdicts import Category

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
POOLED = "/Concat_output_0"
"""The value inside the exported network from which the window's head reads: the mean and the maximum of the states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A text's logit, and for its n tokens where each begins and its logit, both (n,); of two windows the higher."""

    logit: float
    starts: NDArray[Any]
    logits: NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """One window of a text: its characters `start` to `end`, its logit, its tokens' (n, 1 + classes), and its state."""

    start: int
    end: int
    logit: float
    tokens: NDArray[Any]
    pooled: NDArray[Any]
    marks: tuple[tuple[int, int, Category], ...]


class EncoderModel:
    """Reads texts. Any number of threads may ask. `threads` windows run at a time."""

    def __init__(self, directory: Path, classes: Sequence[str], *, threads: int = 2) -> None:
        """Load `encoder.onnx` and `tokenizer.json` of a directory. Raises OperatorError where it cannot."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                (directory / "encoder.onnx").read_bytes() + _output(POOLED),
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
        for owner, first, logit, tokens, _ in self._windows(encoded):
            highest[owner] = max(highest.get(owner, (float("-inf"), 0)), (logit, first))
            marked[owner] += self._marks(tokens, encoded[owner].offsets[first : first + WINDOW])
        return [self._reading(each, highest.get(at), marked[at]) for at, each in enumerate(encoded)]

    def seen(self, texts: Sequence[str], touching: Sequence[tuple[int, int]] | None = None) -> list[list[Seen]]:
        """Return what the model sees in each window, per text. A text without a token has no window.

        With `touching`, only the windows of a text are read that touch its stretch of characters there.
        """
        encoded = self._encoded(texts)
        found: list[list[Seen]] = [[] for _ in texts]
        for owner, first, logit, tokens, pooled in self._windows(encoded, touching):
            offsets = encoded[owner].offsets[first : first + WINDOW]
            found[owner].append(
                Seen(
                    start=offsets[0][0],
                    end=offsets[-1][1],
                    logit=logit,
                    tokens=tokens,
                    pooled=pooled,
                    marks=tuple(self._marks(tokens, offsets)),
                )
            )
        return found

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return what the model makes of each token, per text; what a smaller model can learn from."""
        encoded = self._encoded(texts)
        logits = [np.full(len(each.ids), -np.inf, dtype=np.float32) for each in encoded]
        highest = [float("-inf")] * len(texts)
        for owner, first, logit, tokens, _ in self._windows(encoded):
            highest[owner] = max(highest[owner], logit)
            part = logits[owner][first : first + WINDOW]
            np.maximum(part, tokens[:, 0], out=part)
        starts = [np.array([start for start, _ in each.offsets], dtype=np.int64) for each in encoded]
        return [Tokens(logit=a, starts=b, logits=c) for a, b, c in zip(highest, starts, logits, strict=True)]

    def _encoded(self, texts: Sequence[str]) -> list[Any]:
        encoded: list[Any] = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return encoded

    def _windows(
        self, encoded: Sequence[Any], touching: Sequence[tuple[int, int]] | None = None
    ) -> Iterator[tuple[int, int, float, NDArray[Any], NDArray[Any]]]:
        """Yield each window: whose it is, its first token, its logit, its tokens' (n, 1 + classes), and its state."""
        windows = [(owner, first) for owner, each in enumerate(encoded) for first in _firsts(len(each.ids))]
        if touching is not None:
            windows = [(owner, first) for owner, first in windows if _touches(encoded[owner], first, touching[owner])]
        rows = [encoded[owner].ids[first : first + WINDOW] for owner, first in windows]
        for (owner, first), row, (logit, tokens, pooled) in zip(windows, rows, self._run_all(rows), strict=True):
            yield owner, first, logit, tokens[1 : 1 + len(row)], pooled

    def _run_all(self, rows: Sequence[Sequence[int]]) -> Iterable[tuple[float, NDArray[Any], NDArray[Any]]]:
        return map(self._run, rows) if len(rows) < 2 else self._pool.map(self._run, rows)

    def _run(self, row: Sequence[int]) -> tuple[float, NDArray[Any], NDArray[Any]]:
        ids = np.array([[FIRST, *row, LAST]], dtype=np.int64)
        logits, tokens, pooled = self._session.run(None, {"ids": ids})
        return float(logits[0]), tokens[0], pooled[0]

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


def _touches(encoded: Any, first: int, stretch: tuple[int, int]) -> bool:
    offsets = encoded.offsets[first : first + WINDOW]
    return bool(offsets[0][0] < stretch[1] and stretch[0] < offsets[-1][1])


def _output(name: str) -> bytes:
    """Return what, put behind a network in ONNX's format, makes a value inside it one more output.

    Two messages of protocol buffers, one behind the other, are read as one: ModelProto.graph (7) . output (12) takes a
    ValueInfoProto of a name (1) and a type (2), here a tensor (1) whose elements (1) are float (1).
    """

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    return field(7, field(12, field(1, name.encode()) + field(2, field(1, b"\x08\x01"))))


def _firsts(count: int) -> list[int]:
    """Return the first token of each window; the last window is moved back to be whole."""
    if count <= WINDOW:
        return [0] if count else []
    return [*range(0, count - WINDOW, STEP), count - WINDOW]
