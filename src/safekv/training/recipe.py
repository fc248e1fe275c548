"""The recipe as the measuring ground takes it: every tier and the cascade, trained once per set of examples."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.training.encoder import EncoderTrainer, TorchEncoder
from safekv.training.fast import FastDetector, FastTrainer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safekv.bench.guard.chunks import Example
    from safekv.bench.guard.detector import Detector

RULES, FAST, ENCODER, QUICK, CASCADE = "rules", "fast", "encoder", "tiers-1-2", "cascade"
"""What can be measured: tier 1, tier 2, tier 3, the first two together, all together."""


@dataclass(kw_only=True)
class Recipe:
    """Trains tier 3, and tier 2 on gold and tier 3's scores; keeps what it trained, for other views of it."""

    encoder: EncoderTrainer = field(default_factory=EncoderTrainer)
    fast: FastTrainer = field(default_factory=FastTrainer)
    say: Callable[[str], None] | None = None
    _encoders: dict[int, TorchEncoder] = field(default_factory=dict)
    _fast: dict[int, FastDetector] = field(default_factory=dict)
    _scanner: RuleScanner = field(default_factory=lambda: RuleScanner(BUILT_IN))

    def tier3(self, examples: Sequence[Example], *, seed: int) -> TorchEncoder:
        """Return the encoder of these examples and this seed, trained at the first call."""
        key = _key(examples, seed)
        if key not in self._encoders:
            if self.say:
                self.say(f"training on {len(examples)} examples")
            self._encoders[key] = self.encoder.train(examples, seed=seed)
        return self._encoders[key]

    def tier2(self, examples: Sequence[Example], *, seed: int) -> FastDetector:
        """Return the fast model of these examples and this seed, trained at the first call."""
        key = _key(examples, seed)
        if key not in self._fast:
            trainer = replace(self.fast, teacher=self.tier3(examples, seed=seed).score)
            self._fast[key] = trainer.train(examples, seed=seed)
        return self._fast[key]

    def rules(self, texts: Sequence[str]) -> list[float]:
        """Return 1 for each text in which a rule finds something, else 0."""
        return [float(bool(self._scanner.scan(text))) for text in texts]

    def trainers(self) -> dict[str, View]:
        """Return a trainer per view of the models, by name."""
        return {name: View(recipe=self, name=name) for name in (FAST, ENCODER, QUICK, CASCADE)}

    def detectors(self) -> dict[str, Detector]:
        """Return what needs no training."""
        return {RULES: _Scored(self.rules)}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A trainer that gives one model, or tiers together: what a rule finds is sensitive, whatever a model says."""

    recipe: Recipe
    name: str

    def train(self, examples: Sequence[Example], *, seed: int) -> Detector:
        """Return the detector."""
        train = self.recipe.tier2 if self.name in (FAST, QUICK) else self.recipe.tier3
        model: Detector = train(examples, seed=seed)
        if self.name in (FAST, ENCODER):
            return model
        rules = self.recipe.rules
        return _Scored(lambda texts: [max(pair) for pair in zip(rules(texts), model.score(texts), strict=True)])


def _key(examples: Sequence[Example], seed: int) -> int:
    return hash((seed, tuple((e.document.corpus, e.document.id, e.start) for e in examples)))


@dataclass(frozen=True, slots=True)
class _Scored:
    function: Callable[[Sequence[str]], list[float]]

    def score(self, texts: Sequence[str]) -> list[float]:
        return self.function(texts)
