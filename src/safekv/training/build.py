"""The model that is shipped: trained on the train part of every corpus, exported, with its card."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

from safekv.bench.guard.corpora.catalogue import BY_NAME, load
from safekv.bench.guard.trial import Pool, Settings
from safekv.training.card import Facts, encoder_card
from safekv.training.export import export
from safekv.training.tokens import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from safekv.training.encoder import EncoderTrainer


def build(
    data: Path, out: Path, trainer: EncoderTrainer, *, seed: int, cap: int, say: Callable[[str], None]
) -> tuple[Path, ...]:
    """Train, write and describe tier 3; return what was written.

    `encoder.onnx`, `tokenizer.json`, `models.json` (classes and versions) and the card, `encoder.md`. Raises
    OperatorError where the data are not what they should be.
    """
    documents, skipped = load(data)
    for corpus in skipped:
        say(f"left out {corpus.name}: {corpus.reason}")
    pool = Pool(documents, Settings(seed=seed, cap=cap))
    examples = [example for name in pool.names if BY_NAME[name].trainable for example in pool.training(name)]
    export(trainer.train(examples, seed=seed), out)
    model = out / "encoder.onnx"
    version = hashlib.sha256(model.read_bytes()).hexdigest()[:12]
    description = out / "models.json"
    description.write_text(json.dumps({"classes": CLASSES, "versions": {"encoder": version}}, indent=1) + "\n")
    facts = Facts(
        seed=seed,
        cap=cap,
        generated=trainer.mixture.generated,
        composition=Counter((e.document.corpus, e.sensitive) for e in examples),
        size=model.stat().st_size,
    )
    card = out / "encoder.md"
    card.write_text(encoder_card(facts), encoding="utf-8")
    return model, out / "tokenizer.json", description, card
