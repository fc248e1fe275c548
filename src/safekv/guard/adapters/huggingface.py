"""Adapter for a token-classification model of the transformers library, from a directory or the hub.

Each token's score for a label is the probability of that label in all its positions (B-PER and I-PER together). A
token is found where its best sensitive label reaches the threshold, even if "nothing" is likelier: so the threshold
means the same for every model, and lowering it only finds more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from safekv.errors import OperatorError
from safekv.guard.adapters.entities import Entity, EntityTier, contents, digest, package
from safekv.guard.adapters.labels import Labels, plain
from safekv.verdicts import Category

NAME = "huggingface"
_LINE = "pip install transformers torch"
_UNNAMED = re.compile(r"label-\d+")
_LONGEST = 512
_SPARE = 4
"""Positions that some models keep for themselves (RoBERTa: two)."""


class TokenClassifier:
    """One model with its tokenizer. Not for use by several threads at once."""

    def __init__(self, model: Any, tokenizer: Any, labels: Labels, threshold: float, torch: Any) -> None:
        self._model, self._tokenizer, self._threshold, self._torch = model.eval(), tokenizer, threshold, torch
        names = [model.config.id2label[index] for index in range(model.config.num_labels)]
        self._names = labels.sensitive(names)
        rows = [[float(plain(name) == wanted) for wanted in self._names] for name in names]
        self._fold = torch.tensor(rows).reshape(len(names), len(self._names))
        limits = (getattr(model.config, "max_position_embeddings", None), tokenizer.model_max_length, _LONGEST)
        self.longest = min(int(limit) for limit in limits if limit and limit > 0) - _SPARE

    def cut(self, text: str) -> list[tuple[int, int]]:
        """Spans of the tokens of a whole text."""
        encoded = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return [(start, end) for start, end in encoded["offset_mapping"]]

    def find(self, window: str) -> Iterator[Entity]:
        """Runs of tokens whose best sensitive label is the same, above the threshold or below it.

        Raises ValueError for a window that has more tokens than the model takes.
        """
        encoded = self._tokenizer(
            window, return_tensors="pt", return_offsets_mapping=True, return_special_tokens_mask=True, verbose=False
        )
        spans = encoded.pop("offset_mapping")[0].tolist()
        special = encoded.pop("special_tokens_mask")[0].tolist()
        if len(spans) > self.longest + _SPARE // 2:
            raise ValueError(f"a window of {len(spans)} tokens; the model takes {self.longest}")
        with self._torch.inference_mode():
            likely = self._model(**encoded).logits[0].float().softmax(-1) @ self._fold
        scores, best = likely.max(-1)
        tokens = (
            Entity(label=self._names[name], start=start, end=end, score=score)
            for (start, end), skip, score, name in zip(spans, special, scores.tolist(), best.tolist(), strict=True)
            if not skip and start < end
        )
        for _, run in groupby(tokens, key=lambda token: (token.label, token.score >= self._threshold)):
            first, *more = run
            last = more[-1] if more else first
            score = max(token.score for token in (first, *more))
            yield Entity(label=first.label, start=first.start, end=last.end, score=score)


def load(
    model: str,
    *,
    labels: Mapping[str, Category | None] | None = None,
    threshold: float = 0.5,
    size: int = 256,
    overlap: int = 32,
    revision: str | None = None,
    offline: bool = False,
) -> EntityTier:
    """A model as a tier; `size` and `overlap` in its tokens, `offline` looks for it on this machine only.

    Raises OperatorError where the packages, the model, its classifier or names of its labels are missing.
    """
    torch, transformers = package("torch", line=_LINE), package("transformers", line=_LINE)
    known = Labels(labels)
    given = {"revision": revision, "local_files_only": offline}
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(model, **given)
        network, how = transformers.AutoModelForTokenClassification.from_pretrained(
            model, output_loading_info=True, **given
        )
    except (OSError, ValueError, KeyError) as error:
        said = str(error).strip().partition("\n")[0]
        raise OperatorError(
            f"{model}: no token-classification model could be loaded ({said}); give a directory with config.json, "
            "weights and tokenizer.json, or the name of such a model on the hub"
        ) from None
    _check(model, network, tokenizer, how, known)
    classifier = TokenClassifier(network, tokenizer, known, threshold, torch)
    size = min(size, classifier.longest * 3 // 4)  # cut alone, a window may have a few tokens more
    return EntityTier(
        classifier.find,
        name=NAME,
        model=digest(_content(model, network), transformers.__version__, torch.__version__),
        labels=known,
        threshold=threshold,
        size=size,
        overlap=min(overlap, size // 2),
        cut=classifier.cut,
    )


def _check(model: str, network: Any, tokenizer: Any, how: Mapping[str, Any], labels: Labels) -> None:
    if missing := sorted(how.get("missing_keys", ())):
        raise OperatorError(f"{model}: the weights lack {missing[0]}: it was not trained to classify tokens")
    if not tokenizer.is_fast:
        raise OperatorError(f"{model}: its tokenizer does not say where tokens stand; save it with a tokenizer.json")
    names = [str(name) for name in network.config.id2label.values()]
    if unnamed := [n for n in names if _UNNAMED.fullmatch(plain(n)) and plain(n) not in labels.given]:
        raise OperatorError(f"{model}: nobody knows what {unnamed[0]!r} is; say it under labels (None: not sensitive)")
    if not labels.sensitive(names):
        raise OperatorError(f"{model}: none of its labels is sensitive ({', '.join(names[:8])}); say it under labels")


def _content(model: str, network: Any) -> str:
    """What lies in the directory, or the commit of a model of the hub."""
    return contents(model) or f"{model}@{getattr(network.config, '_commit_hash', None)}"
