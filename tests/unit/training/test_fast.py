"""Tier 2: what is trained in PyTorch is what NumPy computes, and a little training works."""

# ruff: noqa: E402 - what is optional is asked for first

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("faker", reason="needs the extra guard-train")

from safekv.guard.models.fast import WINDOW, FastModel, numbers
from safekv.guard.models.features import words
from safekv.training.fast import Network
from safekv.training.tokens import CLASSES

TEXTS = ["Call Ann Lee on 555-0100.", "x", "It rained all day, and the bus was late again. " * 3]


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(0)
    made = Network().eval()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return made


def by_torch(network: Network, text: str) -> float:
    rows = torch.from_numpy(numbers(words(text.encode())).astype(np.int64))[None]
    with torch.inference_mode():
        window, tokens = network(rows, torch.ones(rows.shape[:2]))
    return float(window + tokens[..., 0].max()) / 2


def test_numpy_computes_what_was_trained(network: Network) -> None:
    model = FastModel(network.weights(), CLASSES)
    assert model.logits(TEXTS) == pytest.approx([by_torch(network, text) for text in TEXTS], abs=1e-3)


def test_texts_of_a_batch_do_not_see_each_other(network: Network) -> None:
    model = FastModel(network.weights(), CLASSES)
    assert model.logits(TEXTS) == pytest.approx([model.logits([text])[0] for text in TEXTS], abs=1e-4)


def test_nothing_scores_lowest(network: Network) -> None:
    assert FastModel(network.weights(), CLASSES).logits(["", " \n"]) == [float("-inf")] * 2


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
