"""The models that are shipped: trained on the train part of every corpus, with their cards."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, load
from safekv_lab.bench.guard.trial import Pool, Settings
from safekv_lab.training.card import Facts, encoder_card, fast_card
from safekv_lab.training.export import export
from safekv_lab.training.quantised import Quantised
from safekv_lab.training.tokens import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from safekv_lab.training.encoder import EncoderTrainer
    from safekv_lab.training.fast import FastTrainer

FILES = {"encoder": "encoder.onnx", "fast": "fast.npz"}
"""The models, and the file that makes the version of each."""


def build(
    data: Path,
    out: Path,
    *,
    encoder: EncoderTrainer | None,
    fast: FastTrainer | None,
    seed: int,
    cap: int,
    say: Callable[[str], None],
) -> tuple[Path, ...]:
    """Train, write and describe tier 3 and tier 2, or one of them; return what was written.

    Tier 2 learns from the encoder in `out`. Tier 3 is `encoder.onnx` and `tokenizer.json`, tier 2 `fast.npz`; each has
    a card, and `models.json` holds classes and versions. Raises OperatorError where the data are not what they should
    be or there is no encoder to learn from.
    """
    documents, skipped = load(data)
    for corpus in skipped:
        say(f"left out {corpus.name}: {corpus.reason}")
    pool = Pool(documents, Settings(seed=seed, cap=cap))
    examples = [example for name in pool.names if BY_NAME[name].trainable for example in pool.training(name)]
    composition = Counter((e.document.corpus, e.sensitive) for e in examples)
    written: list[Path] = []

    def describe(name: str, generated: int, card: Callable[[Facts], str]) -> None:
        model, page = out / FILES[name], out / f"{name}.md"
        size = model.stat().st_size
        facts = Facts(seed=seed, cap=cap, generated=generated, composition=composition, size=size)
        page.write_text(card(facts), encoding="utf-8")
        written.extend((model, page))

    if encoder is not None:
        export(encoder.train(examples, seed=seed), out)
        describe("encoder", encoder.mixture.generated, encoder_card)
        written.append(out / "tokenizer.json")
    if fast is not None:
        teacher = Quantised(out)
        fast.taught(teacher.tokens).fit(examples, seed=seed).weights().save(out / FILES["fast"])
        describe("fast", fast.mixture.generated, fast_card)
    versions = {name: _digest((out / file).read_bytes()) for name, file in FILES.items() if (out / file).exists()}
    versions["strong"] = _digest("".join(versions.values()).encode())
    description = out / "models.json"
    description.write_text(json.dumps({"classes": CLASSES, "versions": versions}, indent=1) + "\n")
    return (*written, description)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
