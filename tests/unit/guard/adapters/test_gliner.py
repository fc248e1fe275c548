"""GLiNER, with a stand-in for the package: it pins the library's versions of others, so it is not installed here."""

from __future__ import annotations

import re
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from safekv.errors import OperatorError
from safekv.guard.adapters import ADAPTERS, EntityTier
from safekv.guard.cascade import Cascade
from safekv.verdicts import Category, Clean, Sensitive, Undecided


class Tokenizer:
    model_max_length = 10**30

    def __call__(self, words: list[str], *, is_split_into_words: bool) -> dict[str, list[int]]:
        """A token for every second character, and two around them all."""
        assert is_split_into_words
        return {"input_ids": [0] * (sum(-(-len(word) // 2) for word in words) + 2)}


class GLiNER:
    """What the adapter uses of gliner.GLiNER 0.2: names it knows by heart."""

    asked: list[tuple[int, tuple[str, ...], float]]

    def __init__(self) -> None:
        self.config = SimpleNamespace(max_len=40, encoder_config=SimpleNamespace(max_position_embeddings=320))
        self.data_processor = SimpleNamespace(transformer_tokenizer=Tokenizer())
        self.asked = []

    @classmethod
    def from_pretrained(cls, model_id: str, **_: object) -> GLiNER:
        if model_id != "model":
            raise FileNotFoundError(f"no {model_id}")
        return cls()

    def predict_entities(
        self, text: str, labels: list[str], flat_ner: bool = True, threshold: float = 0.5
    ) -> list[dict[str, Any]]:
        self.asked.append((len(re.findall(r"\w+(?:[-_]\w+)*|\S", text)), tuple(labels), threshold))
        at = text.find("Jane Doe")
        found = {"start": at, "end": at + 8, "text": "Jane Doe", "label": "person", "score": 0.8}
        return [found] if at >= 0 and "person" in labels and threshold <= 0.8 else []


@pytest.fixture(autouse=True)
def _package(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("gliner")
    module.GLiNER = GLiNER  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gliner", module)


def load(model: str = "model", **more: Any) -> EntityTier:
    return ADAPTERS["gliner"](model, **more)


@pytest.mark.parametrize("lead", [0, 7, 15, 16, 19, 20, 500])
def test_a_name_is_found_wherever_it_stands(lead: int) -> None:
    text = "word " * lead + "for Jane Doe." + " more" * 40
    verdict = load().judge(text)
    assert isinstance(verdict, Sensitive)
    (found,) = verdict.findings
    assert text[found.start : found.end] == "Jane Doe"
    assert (found.category, found.detector) == (Category.PERSON, "gliner/person")


def test_it_is_never_given_more_than_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    model = GLiNER()
    monkeypatch.setattr(GLiNER, "from_pretrained", lambda *_, **__: model)
    tier = load(threshold=0.6, labels={"person": Category.PERSON, "date": None})
    tier.judge("word, (a.b) " * 200)
    assert len(model.asked) > 20
    assert all(words <= 40 and asked == ("person",) and least == 0.6 for words, asked, least in model.asked)


def test_a_window_that_is_too_long_is_undecided_and_never_cut_off() -> None:
    cascade = Cascade([load(labels={"person": Category.PERSON})], clock=lambda: 0.0, seconds=1.0)
    assert isinstance(cascade.judge("word " * 100), Clean)
    assert isinstance(cascade.judge("longestwordofall " * 100), Undecided)


def test_what_it_is_not_asked_for_it_does_not_find() -> None:
    assert load(labels={"medication": Category.HEALTH}).judge("for Jane Doe") == Clean(score=0.0)
    assert load(threshold=0.9).judge("for Jane Doe") == Clean(score=0.0)


def test_a_label_of_the_operators_own() -> None:
    (found,) = load(labels={"person": Category.EMPLOYMENT}).judge("for Jane Doe").findings  # type: ignore[union-attr]
    assert found.category is Category.EMPLOYMENT


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"model": "nowhere"}, "nowhere: no GLiNER model"),
        ({"labels": {}}, "asked for nothing"),
        ({"labels": {"date": None}}, "asked for nothing"),
    ],
)
def test_mistakes_are_the_operators(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        load(**arguments)


def test_the_version_is_that_of_what_is_asked() -> None:
    assert len({load().version, load(labels={"person": Category.PERSON}).version, load(revision="2").version}) == 3
