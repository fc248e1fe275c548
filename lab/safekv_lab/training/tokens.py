"""What each token of an item is, as numbers to train on: sensitive or not, and of which category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from safekv_lab.bench.guard.labels import CATEGORIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safekv_lab.training.item import Item

CLASSES = tuple(sorted({category for category in CATEGORIES.values() if category}))
"""What a token head tells apart, beside 'sensitive' as such, which is its first output."""
IGNORED = -1.0
SENSITIVE_WEIGHT = 3.0
"""Sensitive tokens are few."""


def targets(item: Item, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return 1, 0 or IGNORED for each token, from `starts` to `ends` (n,), and each output, (n, 1 + classes)."""
    found = np.zeros((len(starts), 1 + len(CLASSES)), dtype=np.float32)
    for span in item.unknown:
        found[(starts < span.end) & (ends > span.start)] = IGNORED
    for span in item.spans:
        inside = (starts < span.end) & (ends > span.start)
        category = CATEGORIES[span.label]
        found[inside, 0] = 1
        found[inside, 1:] = IGNORED if category is None else 0
        if category is not None:
            found[inside, 1 + CLASSES.index(category)] = 1
    found[starts == ends] = IGNORED
    return found


def token_loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy of the known tokens: twice that of 'sensitive', once that of the classes.

    Both arguments are (batch, length, 1 + classes).
    """
    each = nn.functional.binary_cross_entropy_with_logits(logits, wanted.clamp(min=0), reduction="none")
    weight = torch.where(wanted > 0, SENSITIVE_WEIGHT, 1.0) * (wanted >= 0)
    total, weights = (each * weight).sum((0, 1)), weight.sum((0, 1))
    first = total[0] / weights[0].clamp(min=1)
    return 2 * first + total[1:].sum() / weights[1:].sum().clamp(min=1)
