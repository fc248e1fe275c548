"""The tiers as they are shipped, in order. One that cannot be loaded stands there as a tier that is always undecided."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from safekv import __version__
from safekv.errors import OperatorError
from safekv.guard.cascade import Cascade, Rules, Tier
from safekv.guard.models.familiar import Familiar
from safekv.guard.models.tier import Calibration, Model, ModelTier
from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.guard.rules.custom import fingerprint
from safekv.types import Undecided, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from safekv.guard.rules import Rule

WEIGHTS = Path(__file__).parent / "weights"
FAST, ENCODER = "fast", "encoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A tier that is wanted and not there."""

    name: str
    reason: str
    version: str = "absent"

    def judge(self, text: str) -> Verdict:  # noqa: ARG002 - whatever the text
        """Undecided."""
        return Undecided(reason=f"{self.name}: {self.reason}")


def shipped(
    own: Sequence[Rule] = (),
    *,
    clock: Callable[[], float],
    seconds: float,
    tiers: Collection[int] = (1, 2, 3),
    weights: Path = WEIGHTS,
) -> Cascade:
    """Return the cascade of the wanted tiers. `own` are the operator's rules.

    With tier 3 the threshold of tier 2 is the one at which it hardly ever errs, for tier 3 comes after it.
    Raises OperatorError where the rules cannot be used at all.
    """
    built: list[Tier] = [Familiar()]
    if 1 in tiers:
        version = f"{__version__}.{fingerprint(own)}" if own else __version__
        built.append(Rules(RuleScanner((*BUILT_IN, *own)).scan, version=version))
    if 2 in tiers:
        built.append(_model(FAST, weights, first=3 in tiers))
    if 3 in tiers:
        built.append(_model(ENCODER, weights, first=False))
    return Cascade(built, clock=clock, seconds=seconds)


def _model(name: str, weights: Path, *, first: bool) -> Tier:
    try:
        calibration = Calibration.load(weights / f"{name}.json")
        return ModelTier(_load(name, weights), calibration, threshold=calibration.certain if first else None)
    except OperatorError as error:
        return Absent(name=name, reason=str(error))


def _load(name: str, weights: Path) -> Model:
    try:
        classes = json.loads((weights / "models.json").read_text(encoding="utf-8"))["classes"]
        if name == FAST:
            from safekv.guard.models.fast import FastModel, Weights

            return FastModel(Weights.load(weights / "fast.npz"), classes)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise OperatorError(f"{weights}: the model of tier 2 cannot be loaded: {error}") from None
    from safekv.guard.models.encoder import EncoderModel

    return EncoderModel(weights, classes)
