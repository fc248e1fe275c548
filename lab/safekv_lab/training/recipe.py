"""The recipe as the measuring ground takes it: every tier and the cascade, trained once per set of examples."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, ClassVar

from scipy.special import expit

from safekv.guard.models import strong
from safekv.guard.models.familiar import Familiar
from safekv.guard.models.fast import AFFIX_BITS, WORD_BITS, Weights
from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.verdicts import Undecided
from safekv_lab.training.encoder import DROPOUT, KEPT, EncoderTrainer
from safekv_lab.training.fast import FastDetector, FastTrainer
from safekv_lab.training.generated.library import GENRES
from safekv_lab.training.quantised import Quantised
from safekv_lab.training.rivals import NETWORKS, RivalTrainer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from safekv_lab.bench.guard.chunks import Example
    from safekv_lab.bench.guard.detector import Detector
    from safekv_lab.training.fast import Network

RULES, FAST, ENCODER, STRONG, QUICK, CASCADE = "rules", "fast", "encoder", "strong", "tiers-1-2", "cascade"
"""What can be measured: tier 1, tier 2, the encoder, tier 3 (the encoder and tier 2), tiers 1 and 2, tiers 1 and 3."""


@dataclass(kw_only=True)
class Recipe:
    """Trains tier 3, and tier 2 on gold and on what tier 3 makes of each word.

    Models are kept in the directory `models`, for other views of them and for other runs; what is there already is
    not trained again.
    """

    models: Path
    encoder: EncoderTrainer = field(default_factory=EncoderTrainer)
    fast: FastTrainer = field(default_factory=FastTrainer)
    say: Callable[[str], None] | None = None
    _encoders: dict[str, Quantised] = field(default_factory=dict)
    _fast: dict[str, FastDetector] = field(default_factory=dict)
    _scanner: RuleScanner = field(default_factory=lambda: RuleScanner(BUILT_IN))
    _familiar: Familiar = field(default_factory=Familiar)

    def tier3(self, examples: Sequence[Example], *, seed: int) -> Quantised:
        """Return the encoder of these examples and this seed, trained if it is not there."""
        name = self._encoder_name(examples, seed)
        directory = self.models / name
        if not directory.is_dir():
            if self.say:
                self.say(f"training on {len(examples)} examples: {directory}")
            Quantised.write(self.encoder.train(examples, seed=seed), directory)
        if name not in self._encoders:
            self._encoders[name] = Quantised(directory)
        return self._encoders[name]

    def tier2(self, examples: Sequence[Example], *, seed: int) -> FastDetector:
        """Return the fast model of these examples and this seed, trained if it is not there."""
        name = self._fast_name(examples, seed)
        file = self.models / name / "fast.npz"
        if not file.exists():
            teacher = self.tier3(examples, seed=seed)
            weights = self.fast.taught(teacher.tokens).fit(examples, seed=seed).weights()
            file.parent.mkdir(exist_ok=True)
            part = file.with_name("part.npz")
            weights.save(part)
            part.rename(file)
        if name not in self._fast:
            self._fast[name] = FastDetector(Weights.load(file))
        return self._fast[name]

    def strong(self, examples: Sequence[Example], *, seed: int) -> Strong:
        """Return both models of these examples and this seed as one."""
        return Strong(encoder=self.tier3(examples, seed=seed), fast=self.tier2(examples, seed=seed))

    def rules(self, texts: Sequence[str]) -> list[float]:
        """Return 1 for each text in which a rule finds something, else 0."""
        return [float(bool(self._scanner.scan(text))) for text in texts]

    def unfamiliar(self, texts: Sequence[str]) -> list[float]:
        """Return 1 for each text that is left undecided, so private, else 0."""
        return [float(isinstance(self._familiar.judge(text), Undecided)) for text in texts]

    def trainers(self) -> dict[str, View]:
        """Return a trainer per view of the models, by name."""
        return {name: View(recipe=self, name=name) for name in (FAST, ENCODER, STRONG, QUICK, CASCADE)}

    def rivals(self) -> dict[str, Rival]:
        """Return a trainer per network that was tried in tier 2's place, by name."""
        return {name: Rival(recipe=self, network=network) for name, network in NETWORKS.items()}

    def detectors(self) -> dict[str, Detector]:
        """Return what needs no training."""
        return {RULES: _Units((self.rules,))}

    def _fast_name(self, examples: Sequence[Example], seed: int) -> str:
        settings = replace(self.fast.taught(None), report=None)
        what = repr((self._encoder_name(examples, seed), settings, WORD_BITS, AFFIX_BITS))
        return f"fast-{blake2b(what.encode(), digest_size=8).hexdigest()}"

    def _encoder_name(self, examples: Sequence[Example], seed: int) -> str:
        """What a training depends on beside the code, as a name; its progress report does not matter."""
        digest = blake2b(repr((seed, replace(self.encoder, report=None), DROPOUT, KEPT)).encode(), digest_size=8)
        for genre in GENRES:
            digest.update(repr((genre.private, genre.texts, sorted(genre.rules.items()))).encode())
        for example in examples:
            digest.update(repr((example.document.corpus, example.document.id, example.start, example.end)).encode())
        return f"encoder-{digest.hexdigest()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Tier 3 as it is shipped: an encoder, and a share of tier 2."""

    encoder: Quantised
    fast: FastDetector
    reads_units: ClassVar = True

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return the probability that each text is sensitive, before any calibration."""
        logits = zip(self.encoder.logits(texts), self.fast.logits(texts), strict=True)
        return [float(expit(strong.together(*pair))) for pair in logits]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A trainer that gives one model, or tiers together: what one of them finds is sensitive, whatever others say."""

    recipe: Recipe
    name: str

    def train(self, examples: Sequence[Example], *, seed: int) -> Detector:
        """Return the detector."""
        recipe, together = self.recipe, self.name in (QUICK, CASCADE)
        ways: dict[str, Callable[..., Detector]] = {FAST: recipe.tier2, QUICK: recipe.tier2, ENCODER: recipe.tier3}
        model = ways.get(self.name, recipe.strong)(examples, seed=seed)
        return _Units((recipe.rules, recipe.unfamiliar, model.score)) if together else model


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A trainer that gives another network in tier 2's place, together with the rules."""

    recipe: Recipe
    network: type[Network]

    def train(self, examples: Sequence[Example], *, seed: int) -> Detector:
        """Return the detector."""
        trained = RivalTrainer(network=self.network).train(examples, seed=seed)
        return _Chunks((self.recipe.rules, trained.score))


@dataclass(frozen=True, slots=True)
class _Chunks:
    """Tiers together, asked chunk by chunk."""

    tiers: tuple[Callable[[Sequence[str]], Sequence[float]], ...]

    def score(self, texts: Sequence[str]) -> list[float]:
        return [max(scores) for scores in zip(*(tier(texts) for tier in self.tiers), strict=True)]


class _Units(_Chunks):
    """Tiers together, all of which read units."""

    reads_units = True
