"""The cost model that fits what was measured: least squares of the relative errors, no part of the cost negative."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import nnls

from safekv_lab.simulator.cost import CostModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safekv_lab.bench.simulator.probes import Decode, Prefill

PARTS = tuple(part.name for part in fields(CostModel))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A cost model, and how far it is off what it was fitted to: relative errors, 0.1 is ten percent."""

    cost: CostModel
    median_error: float
    largest_error: float


def fit(prefills: Sequence[Prefill], decodes: Sequence[Decode], *, chunk: int) -> Fit:
    """Fit the seven parts; `chunk` is how many tokens of prompts the engine computed in one step.

    Raises ValueError where the measurements do not tell a step's own time.
    """
    rows = np.array([_prefill(p, chunk) for p in prefills] + [_decode(d) for d in decodes])
    seconds = np.array([p.seconds for p in prefills] + [d.seconds for d in decodes])
    scale = rows.max(axis=0)  # columns are of very different sizes
    scale[scale == 0] = 1.0
    found, _ = nnls(rows / scale / seconds[:, None], np.ones(len(seconds)))
    cost = CostModel(**dict(zip(PARTS, map(float, found / scale), strict=True)))
    errors = [float(error) for error in np.abs(rows @ (found / scale) / seconds - 1)]
    return Fit(cost=cost, median_error=statistics.median(errors), largest_error=max(errors))


def _prefill(measured: Prefill, chunk: int) -> list[float]:
    """What a first token takes of each part, in the order of `PARTS`."""
    tokens = measured.prompt - measured.cached
    pairs = tokens * (measured.cached + tokens / 2)
    return [1.0, measured.prompt, -(-tokens // chunk), tokens, pairs, 0.0, 0.0]


def _decode(measured: Decode) -> list[float]:
    return [0.0, 0.0, 1.0, 0.0, 0.0, measured.answers, measured.context]
