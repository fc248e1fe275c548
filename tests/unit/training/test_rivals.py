"""Networks in tier 2's place: a little training works, and what stands beside a text does not change its score."""

from __future__ import annotations

import pytest

from safekv_lab.bench.guard.chunks import chunk
from tests.unit.bench.guard.corpus import document

pytest.importorskip("torch")
pytest.importorskip("faker", reason="needs safekv-lab[train]")

from safekv_lab.training.mixture import Mixture
from safekv_lab.training.rivals import NETWORKS, RivalTrainer

TEXTS = ["Call Ann Lee on 555-0100.", "x", "", "It rained all day, and the bus was late again. " * 3]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_text_scores_the_same_in_any_company(name: str) -> None:
    texts = [document(f"{number} by Ada Quirke", "Ada Quirke", name=str(number)) for number in range(4)]
    examples = [piece for text in texts for piece in chunk(text, 8)]
    trainer = RivalTrainer(mixture=Mixture(generated=40), network=NETWORKS[name])
    detector = trainer.train(examples, seed=1)
    together = detector.score(TEXTS)
    assert together == pytest.approx([detector.score([text])[0] for text in TEXTS], abs=1e-5)
    assert all(0 <= score <= 1 for score in together)
