"""Tier 3's last layer: a linear head from the encoder's state of a window, and tier 2's logit of it, to one logit.

It was fitted after the encoder, on what operators send (docs/evaluation/guard.md): windows of harmless prompts, tools
and handbooks against records, memories, tickets and secrets put into them. It is linear, and small enough to be a file
of its own, so that it can be fitted anew in minutes without a GPU: `safekv guard units`.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FILE = "head.npz"
LIKELY, POSSIBLE = 0.0, -2.0
"""Logits from which on a token is counted as sensitive, and as perhaps sensitive."""
HIGHEST = 5
"""Tokens whose mean is a feature beside the highest one."""
MOST = 16.0
"""Tier 2's logit counts as no more than this, nor as less than its opposite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowHead:
    """A weight per feature, in the order of `features`, and a bias. `version` is made of both."""

    weights: NDArray[Any]
    bias: float
    version: str

    def logits(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return a logit for each row of features; what stands in other rows does not change it."""
        found: NDArray[Any] = (rows.astype(np.float64) * self.weights).sum(1) + self.bias
        return found

    @classmethod
    def load(cls, path: Path) -> WindowHead:
        """Read what `save` wrote. Raises OSError, KeyError or ValueError where it cannot."""
        content = path.read_bytes()
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                weights, bias = stored["weights"].astype(np.float64), float(stored["bias"])
        except (BadZipFile, zlib.error, EOFError) as error:
            raise ValueError(f"{path}: {error}") from None
        return cls(weights=weights, bias=bias, version=version_of(content))


def save(path: Path, weights: NDArray[Any], bias: float) -> str:
    """Write weights and bias in single precision; return the version."""
    np.savez(path, weights=weights.astype(np.float32), bias=np.float32(bias))
    return version_of(path.read_bytes())


def version_of(content: bytes) -> str:
    """Return the version of a file's content."""
    return hashlib.sha256(content).hexdigest()[:12]


def features(logit: float, tokens: NDArray[Any], pooled: NDArray[Any], fast: float) -> NDArray[Any]:
    """Return the features of a window.

    `logit` and `pooled` (2 x width,) are the encoder's of the window, `tokens` (n, 1 + classes) its tokens' logits, n
    at least 1; `fast` is tier 2's logit of the same characters.
    """
    sensitive, classes = tokens[:, 0], tokens[:, 1:]
    shifted = classes - classes.max(1, keepdims=True)
    each = sensitive[:, None] + shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    of_tokens = [
        sensitive.max(),
        np.count_nonzero(sensitive >= LIKELY),
        np.count_nonzero(sensitive >= POSSIBLE),
        np.sort(sensitive)[-HIGHEST:].mean(),
    ]
    row: NDArray[Any] = np.concatenate([[logit], of_tokens, each.max(0), [min(max(fast, -MOST), MOST)], pooled])
    return row
