"""Tier 2: what is trained in PyTorch is what NumPy computes, and a little training works."""

# ruff: noqa: E402 - what is optional is asked for first

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch")
pytest.importorskip("faker", reason="needs safekv-lab[train]")

from safekv.guard.models.encoder import Tokens
from safekv.guard.models.fast import STEP, WINDOW, FastModel, numbers
from safekv.guard.models.features import words
from safekv_lab.bench.guard.document import Span
from safekv_lab.bench.guard.labels import PERSON
from safekv_lab.training.fast import FastDetector, FastTrainer, Network, lesson
from safekv_lab.training.item import Item
from safekv_lab.training.mixture import Mixture
from safekv_lab.training.tokens import CLASSES

TEXTS = ["Call Ann Lee on 555-0100.", "x", "It rained all day, and the bus was late again. " * 3]


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(0)
    made = Network().eval()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return made


def by_torch(network: Network, text: str) -> float:
    return of_rows(network, numbers(words(text.encode())))


def of_rows(network: Network, found: NDArray[Any]) -> float:
    rows = torch.from_numpy(found.astype(np.int64))[None]
    with torch.inference_mode():
        window, tokens = network(rows, torch.ones(rows.shape[:2]))
    return float(window + tokens[..., 0].max()) / 2


def test_numpy_computes_what_was_trained(network: Network) -> None:
    model = FastModel(network.weights(), CLASSES)
    assert model.logits(TEXTS) == pytest.approx([by_torch(network, text) for text in TEXTS], abs=1e-3)


@pytest.mark.parametrize("count", [39, 40, 41, 79, 80, 81, 119, 120, 121, 200])
def test_a_text_is_as_sensitive_as_its_highest_window(network: Network, count: int) -> None:
    rows = np.random.default_rng(count).integers(0, 1000, (count, 4))
    model = FastModel(network.weights(), CLASSES)
    firsts = range(0, max(count - WINDOW + STEP, 1), STEP)
    expected = [of_rows(network, rows[first : first + WINDOW]) for first in firsts]
    assert model._windows(model._states(rows)) == pytest.approx(expected, abs=1e-3)


def test_texts_of_a_batch_do_not_see_each_other(network: Network) -> None:
    model = FastModel(network.weights(), CLASSES)
    assert model.logits(TEXTS) == pytest.approx([model.logits([text])[0] for text in TEXTS], abs=1e-4)


def test_nothing_scores_lowest(network: Network) -> None:
    model = FastModel(network.weights(), CLASSES)
    assert model.logits(["", " \n"]) == [float("-inf")] * 2
    assert model.logits([]) == []


def test_a_long_text_is_read_in_windows_to_its_end(network: Network) -> None:
    model = FastModel(network.weights(), CLASSES)
    quiet = "the and " * (2 * WINDOW)
    found = model.read([quiet + "Call Ann Lee on 555-0100."])[0]
    assert 0 <= found.start < found.end <= len(quiet) + 25
    assert found.logit >= model.logits([quiet])[0] - 1e-4


def test_places_are_characters_not_bytes(network: Network) -> None:
    model = FastModel(network.weights(), CLASSES)
    (found,) = model.read(["日本 " * 40])
    assert found.end <= 120


def test_weights_survive_the_disk(network: Network, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "fast.npz"
    weights = network.weights()
    weights.save(path)
    again = type(weights).load(path)
    assert FastModel(again, CLASSES).logits(TEXTS) == pytest.approx(FastModel(weights, CLASSES).logits(TEXTS), abs=0.05)


def test_a_word_is_taught_what_the_highest_of_its_tokens_is() -> None:
    item = Item(text="To Ann Leeuwen", sensitive=True, spans=(Span(start=3, end=14, label=PERSON),))
    tokens = Tokens(logit=0.0, starts=np.array([0, 3, 7, 10]), logits=np.array([-9.0, 2.0, -1.0, 3.0]))
    learnt = lesson(item, tokens)
    assert learnt.goal == 0.75
    assert learnt.wanted[:, 0].tolist() == [0, 1, 1]
    assert learnt.taught is not None
    assert learnt.taught == pytest.approx([1 / (1 + np.exp(9)), 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-3))], abs=1e-6)


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_text_without_a_word_is_taught_nothing(text: str) -> None:
    nothing = Tokens(logit=float("-inf"), starts=np.array([], dtype=np.int64), logits=np.array([]))
    assert lesson(Item(text=text, sensitive=False), nothing).taught is None


def test_a_teacher_changes_what_is_learnt() -> None:
    def frightened(texts: Sequence[str]) -> list[Tokens]:
        return [Tokens(logit=9.0, starts=np.array([0]), logits=np.array([9.0])) for _ in texts]

    mixture = Mixture(generated=64, mixed=0, inserted=0)
    texts = ["The bus was late again."]
    trainers = [FastTrainer(mixture=mixture, size=8, rate=1e-2, teacher=teacher) for teacher in (None, frightened)]
    alone, taught = (FastDetector(trainer.fit([], seed=1).weights()) for trainer in trainers)
    assert taught.score(texts)[0] > alone.score(texts)[0]
