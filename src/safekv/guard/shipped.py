"""Loads the shipped tiers of ChunkGuard. One that cannot be loaded fails every text, so all stays private."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv.guard.cascade import Cascade, Rules, Tier
from safekv.guard.models.familiar import Familiar
from safekv.guard.models.tier import Calibration, Model, ModelTier
from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from safekv.guard.rules import Rule

WEIGHTS = Path(__file__).parent / "weights"
RULES_TIER = 1
MODELS = {2: "fast", 3: "strong"}
"""Our models by tier."""
DEFAULT_TIERS = (RULES_TIER, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A tier that is wanted and not there."""

    name: str
    reason: str
    version: str = "absent"

    def judge(self, text: str) -> Verdict:  # noqa: ARG002 - whatever the text
        """Raises OperatorError, which the cascade counts as a failure of this tier."""
        raise OperatorError(self.reason)


def shipped(
    own: Sequence[Rule] = (),
    *,
    version: str,
    clock: Callable[[], float],
    seconds: float,
    tiers: Collection[int] = DEFAULT_TIERS,
    weights: Path = WEIGHTS,
    adapters: Sequence[Tier] = (),
    strict: bool = False,
) -> Cascade:
    """Return the cascade of the wanted tiers. `own` are the operator's rules, `version` is that of all rules.

    `strict` takes the models' thresholds that are set for recall, instead of those set for few false vetoes.

    `adapters` are models of the operator's own; they come last, and are not asked about what is not English.

    Raises OperatorError where the rules cannot be used at all.
    """
    built: list[Tier] = []
    if RULES_TIER in tiers:
        built.append(Rules(RuleScanner((*BUILT_IN, *own)).scan, version=version))
    built.append(Familiar())
    built += [_model(name, weights, strict=strict) for tier, name in MODELS.items() if tier in tiers]
    return Cascade((*built, *adapters), clock=clock, seconds=seconds)


def _model(name: str, weights: Path, *, strict: bool) -> Tier:
    try:
        model = _load(name, weights)
        calibration = _calibration(weights / f"{name}.json", model)
    except OperatorError as error:
        return Absent(name=name, reason=str(error))
    return ModelTier(model, calibration.by_recall() if strict else calibration)


def _calibration(path: Path, model: Model) -> Calibration:
    calibration = Calibration.load(path)
    if model.head != calibration.head:
        raise OperatorError(f"{path}: calibrated with another head than the one beside it; anew: safekv guard units")
    return calibration


def _load(name: str, weights: Path) -> Model:
    try:
        classes = json.loads((weights / "models.json").read_text(encoding="utf-8"))["classes"]
        module = importlib.import_module(f"safekv.guard.models.{name}")
        model: Model = module.load(weights, classes)
    except ImportError as error:
        raise OperatorError(f"{error.name} is not installed: pip install 'safekv[guard]'") from None
    except (OSError, ValueError, KeyError) as error:
        raise OperatorError(f"the model in {weights} cannot be loaded: {error}") from None
    return model
