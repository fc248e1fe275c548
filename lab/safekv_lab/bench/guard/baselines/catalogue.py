"""The baselines by name. Trained ones are left-one-corpus-out, the others are scored as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safekv_lab.bench.guard.baselines import detect_secrets, linear, presidio
from safekv_lab.bench.guard.baselines.capitals import CapitalPairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from safekv_lab.bench.guard.baselines.optional import SkippedBaseline
    from safekv_lab.bench.guard.detector import Detector, Trainer

TRAINED: dict[str, Callable[[], Trainer | SkippedBaseline]] = {linear.NAME: linear.trainer}
FIXED: dict[str, Callable[[], Detector | SkippedBaseline]] = {
    "capital-pairs": CapitalPairs,
    presidio.NAME: presidio.detector,
    detect_secrets.NAME: detect_secrets.detector,
}
