"""A linear model over hashed word and character n-grams, by scikit-learn: cheap, and hard to beat on seen corpora."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.guard.baselines.optional import SkippedBaseline, package
from safekv_lab.bench.guard.chunks import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safekv_lab.bench.guard.chunks import Example

NAME = "linear"
FEATURES = 2**18
REGULARISATION = 1e-5
EPOCHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A fitted pipeline; scores are probabilities."""

    pipeline: Any

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return the probability that each text is sensitive."""
        return [float(p) for p in self.pipeline.predict_proba(list(texts))[:, 1]] if texts else []


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearTrainer:
    """Logistic regression by stochastic gradient; both classes weigh the same."""

    extraction: Any
    models: Any
    pipelines: Any

    def train(self, examples: Sequence[Example], *, seed: int) -> Linear:
        """Return the fitted model."""
        hashed = self.extraction.HashingVectorizer
        words = hashed(ngram_range=(1, 2), n_features=FEATURES, lowercase=False, alternate_sign=False)
        characters = hashed(
            analyzer="char_wb", ngram_range=(2, 5), n_features=FEATURES, lowercase=False, alternate_sign=False
        )
        classifier = self.models.SGDClassifier(
            loss="log_loss",
            alpha=REGULARISATION,
            max_iter=EPOCHS,
            tol=None,
            class_weight="balanced",
            random_state=seed,
        )
        pipeline = self.pipelines.make_pipeline(self.pipelines.make_union(words, characters), classifier)
        pipeline.fit(texts(examples), [example.sensitive for example in examples])
        return Linear(pipeline=pipeline)


def trainer() -> LinearTrainer | SkippedBaseline:
    """Return the trainer, or why there is none."""
    extraction = package("sklearn.feature_extraction.text", baseline=NAME)
    if isinstance(extraction, SkippedBaseline):
        return extraction
    return LinearTrainer(
        extraction=extraction,
        models=package("sklearn.linear_model", baseline=NAME),
        pipelines=package("sklearn.pipeline", baseline=NAME),
    )
