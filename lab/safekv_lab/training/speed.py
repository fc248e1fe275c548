"""What `safekv bench guard` measures: the tiers, alone and in a row, and others' detectors."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.guard.shipped import shipped
from safekv_lab.bench.guard.baselines.catalogue import FIXED
from safekv_lab.bench.guard.baselines.optional import SkippedBaseline
from safekv_lab.training.generated.grammar import expand
from safekv_lab.training.generated.library import GENRES

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from safekv_lab.bench.guard.detector import Detector

TEXTS = 3000
HARMLESS = 0.8
"""Share of harmless texts, about that of real prompts; it hardly changes the speed of the models."""
TIERS = {
    "tier 1": (1, (1,)),
    "tier 2": (1, (2,)),
    "tiers 1 and 2": (1, (1, 2)),
    "tier 3": (2, (3,)),
    "tiers 1 and 3": (2, (1, 3)),
}
"""What is measured, on how many cores."""
OTHERS = ("presidio-patterns", "detect-secrets")


def texts(rng: random.Random, *, harmless: float = HARMLESS) -> list[str]:
    """Return texts of all genres, such a share of them harmless."""
    private, others = ([genre for genre in GENRES if genre.private is kind] for kind in (True, False))
    return [expand(rng.choice(others if rng.random() < harmless else private), rng)[0] for _ in range(TEXTS)]


def judges() -> Iterator[tuple[str, int, Callable[[str], object]]]:
    """Yield name, cores and function of each detector that is installed; what is read twice is judged twice."""
    yield "rules alone", 1, RuleScanner(BUILT_IN).scan
    for name, (cores, tiers) in TIERS.items():
        yield name, cores, _unremembered(tiers)
    for name in OTHERS:
        detector = FIXED[name]()
        if not isinstance(detector, SkippedBaseline):
            yield name, 1, _scoring(detector)


def _unremembered(tiers: tuple[int, ...]) -> Callable[[str], object]:
    cascade = shipped(version="measured", clock=time.monotonic, seconds=60, tiers=tiers)
    return cascade.fresh


def _scoring(detector: Detector) -> Callable[[str], object]:
    return lambda text: detector.score([text])
