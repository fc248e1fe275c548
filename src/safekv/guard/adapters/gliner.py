"""Adapter for GLiNER, zero-shot entity recognition (Zaratiana et al., NAACL 2024; package `gliner`).

What it is asked for are the keys of `labels`, in words; what it is not asked for, it does not find. It gives no scores
below the threshold, so a clean text has the score 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from safekv.errors import OperatorError
from safekv.guard.adapters.entities import Entity, EntityTier, contents, digest, package
from safekv.guard.adapters.labels import Labels
from safekv.verdicts import Category

NAME = "gliner"
_LINE = "pip install gliner"
_WORD = re.compile(r"[^\W\u2e80-\U0010ffff]{1,16}|\S")
"""At least as many as GLiNER's own words: it cuts off what is beyond its limit, and says so to nobody."""

ASKED: dict[str, Category | None] = {
    "person": Category.PERSON,
    "email address": Category.CONTACT,
    "phone number": Category.CONTACT,
    "street address": Category.ADDRESS,
    "date of birth": Category.BIRTH_DATE,
    "social security number": Category.NATIONAL_ID,
    "passport number": Category.NATIONAL_ID,
    "driver license number": Category.NATIONAL_ID,
    "bank account number": Category.FINANCIAL_ID,
    "credit card number": Category.FINANCIAL_ID,
    "salary": Category.MONEY,
    "medical condition": Category.HEALTH,
    "medication": Category.HEALTH,
    "employee id": Category.EMPLOYMENT,
    "password": Category.CREDENTIAL,
    "ip address": Category.NETWORK_ID,
    "license plate": Category.VEHICLE,
}
"""The labels that are asked for unless the operator gives others."""


def load(
    model: str,
    *,
    labels: Mapping[str, Category | None] | None = None,
    threshold: float = 0.5,
    size: int = 128,
    overlap: int = 24,
    revision: str | None = None,
    offline: bool = False,
) -> EntityTier:
    """A model as a tier, from a directory or the hub; `size` and `overlap` in words and signs.

    Raises OperatorError where the package or the model is missing, or nothing sensitive is asked for.
    """
    module = package("gliner", line=_LINE)
    asked = ASKED if labels is None else labels
    known = Labels(asked)
    wanted = [label for label in asked if known.category(label) is not None]
    if not wanted:
        raise OperatorError(f"{model}: it is asked for nothing; name what it shall find under labels")
    try:
        network = module.GLiNER.from_pretrained(model, revision=revision, local_files_only=offline)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        said = str(error).strip().partition("\n")[0]
        raise OperatorError(
            f"{model}: no GLiNER model could be loaded ({said}); give a directory with gliner_config.json and weights, "
            "or the name of such a model on the hub"
        ) from None
    room = _room(network, wanted)

    def find(window: str) -> Iterator[Entity]:
        if (tokens := _tokens(network, window)) > room:
            raise ValueError(f"a window of {tokens} tokens; the model takes {room} beside its labels")
        for one in network.predict_entities(window, wanted, flat_ner=True, threshold=threshold):
            yield _entity(one)

    size = min(size, int(network.config.max_len))
    return EntityTier(
        find,
        name=NAME,
        model=digest(contents(model) or (model, revision), getattr(module, "__version__", ""), wanted),
        labels=known,
        threshold=threshold,
        size=size,
        overlap=min(overlap, size // 2),
        cut=words,
    )


def words(text: str) -> list[tuple[int, int]]:
    """Spans of words and signs; long words in pieces of 16 characters."""
    return [match.span() for match in _WORD.finditer(text)]


def _tokens(network: Any, text: str) -> int:
    apart = [text[start:end] for start, end in words(text)]
    return len(network.data_processor.transformer_tokenizer(apart, is_split_into_words=True)["input_ids"])


def _room(network: Any, labels: Sequence[str]) -> int:
    """How many tokens a text may have: labels stand before it, each behind a mark, and a mark behind them all."""
    tokenizer = network.data_processor.transformer_tokenizer
    limits = (tokenizer.model_max_length, getattr(network.config.encoder_config, "max_position_embeddings", None))
    longest = min(int(limit) for limit in limits if limit and limit > 0)
    return longest - sum(_tokens(network, label) + 1 for label in labels) - 1


def _entity(one: Mapping[str, Any]) -> Entity:
    return Entity(label=str(one["label"]), start=int(one["start"]), end=int(one["end"]), score=float(one["score"]))
