"""The models that are shipped: trained on the train part of every corpus, exported, with their cards."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

from safekv.bench.guard.corpora.catalogue import BY_NAME, load
from safekv.bench.guard.trial import Pool, Settings
from safekv.training.card import Facts, encoder_card, fast_card
from safekv.training.export import export
from safekv.training.tokens import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from safekv.training.recipe import Recipe


def build(
    data: Path, out: Path, recipe: Recipe, *, seed: int, cap: int, say: Callable[[str], None]
) -> tuple[Path, ...]:
    """Train, write and describe both models; return what was written.

    `encoder.onnx`, `tokenizer.json`, `fast.npz`, `models.json` (classes and versions) and a card each. Raises OperatorError where the data are not
    what they should be.
    """
    documents, skipped = load(data)
    for corpus in skipped:
        say(f"left out {corpus.name}: {corpus.reason}")
    pool = Pool(documents, Settings(seed=seed, cap=cap))
    examples = [example for name in pool.names if BY_NAME[name].trainable for example in pool.training(name)]
    models = recipe.models(examples, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    export(models.encoder.model, out)
    models.fast.model.weights.save(out / "fast.npz")
    files = {"encoder": out / "encoder.onnx", "fast": out / "fast.npz"}
    versions = {name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for name, path in files.items()}
    description = out / "models.json"
    description.write_text(json.dumps({"classes": CLASSES, "versions": versions}, indent=1) + "\n", encoding="utf-8")
    facts = Facts(
        seed=seed,
        cap=cap,
        generated=recipe.encoder.mixture.generated,
        generated_fast=recipe.fast.mixture.generated,
        composition=Counter((e.document.corpus, e.sensitive) for e in examples),
        sizes={name: path.stat().st_size for name, path in files.items()},
    )
    cards = {out / "encoder.md": encoder_card(facts), out / "fast.md": fast_card(facts)}
    for path, card in cards.items():
        path.write_text(card, encoding="utf-8")
    return (*files.values(), out / "tokenizer.json", description, *cards)
