"""Items: spans stay on their text through every change."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("faker", reason="needs safekv-lab[train]")

from hypothesis import given
from hypothesis import strategies as st

from safekv_lab.bench.guard.chunks import chunk
from safekv_lab.bench.guard.document import Document, Role, Span
from safekv_lab.bench.guard.labels import EMAIL, PERSON
from safekv_lab.training.item import Item, item, joined, plain, rewritten, stretch
from safekv_lab.training.vary import REMARK, SHORT, inserted, mixed, recast, remark, renamed, rough, shortened

TEXT = "Dear Anna Kovács, write to anna@kovacs.example or ask Anna. Yours, THE BANK"


def spanned(text: str, *parts: str, label: str = PERSON) -> Item:
    spans = tuple(Span(start=text.index(part), end=text.index(part) + len(part), label=label) for part in parts)
    return Item(text=text, sensitive=True, spans=spans)


def held(one: Item) -> list[str]:
    return [one.text[span.start : span.end] for span in one.spans]


def test_an_example_brings_the_spans_that_touch_it() -> None:
    text = "a b c Anna Kovács d e"
    spans = (Span(start=6, end=17, label=PERSON),)
    document = Document(corpus="c", id="1", group="1", role=Role.USER, text=text, spans=spans)
    first, second, *_ = (item(example) for example in chunk(document, 4))
    assert held(first) == ["Anna"]
    assert held(second) == ["Kovács"]


def test_joined_texts_keep_their_spans() -> None:
    assert held(joined(spanned("I am Anna", "Anna"), spanned("Bo wrote", "Bo"))) == ["Anna", "Bo"]


def test_a_replaced_name_is_the_span() -> None:
    one = spanned(TEXT, "Anna Kovács", "anna@kovacs.example")
    changed = rewritten(one, [(5, 16, "Bo"), (0, 4, "Dearest")])
    assert held(changed) == ["Bo", "anna@kovacs.example"]


@given(st.integers(0, 10**6))
def test_other_names_stand_where_the_old_ones_stood(seed: int) -> None:
    one = spanned(TEXT, "Anna Kovács")
    two = Item(text=TEXT, sensitive=True, spans=(*one.spans, *spanned(TEXT, "anna@kovacs.example", label=EMAIL).spans))
    changed = renamed(two, random.Random(seed))
    assert changed.text.startswith(f"Dear {held(changed)[0]}, write to {held(changed)[1]} or")
    assert "Kovács" not in changed.text or "Kovács" in held(changed)[0]


@given(st.integers(0, 10**6))
def test_rough_typing_leaves_the_spans_in_the_text(seed: int) -> None:
    changed = rough(spanned(TEXT, "Anna Kovács", "THE BANK"), random.Random(seed))
    assert all(0 <= span.start < span.end <= len(changed.text) for span in changed.spans)
    assert held(changed)[0].lower().startswith("a")


def test_recasting_an_exercise_changes_its_names_alike() -> None:
    text = "Emily has 3 apples. Emily eats 2."
    changed = recast(Item(text=text, sensitive=False), random.Random(3)).text
    name = changed.split()[0]
    assert name != "Emily"
    assert changed == text.replace("Emily", name)


def test_mixed_is_sensitive_when_one_is() -> None:
    assert mixed(Item(text="x", sensitive=False), spanned("I am Bo", "Bo"), random.Random(0)).sensitive


def test_normalised_text_keeps_its_spans() -> None:
    one = plain(spanned("Grüße von Zoë\u200b Ünal, bye", "Zoë\u200b Ünal"))
    assert held(one) == ["Zoe Unal"]


def test_a_stretch_is_as_sensitive_as_what_is_left() -> None:
    one = spanned(TEXT, "Anna Kovács")
    assert held(stretch(one, 0, 10)) == ["Anna "]
    assert not stretch(one, 20, len(TEXT)).sensitive


@given(st.integers(0, 10**6))
def test_a_remark_holds_a_whole_span(seed: int) -> None:
    rng = random.Random(seed)
    one = spanned(f"{TEXT} {'word ' * 40}".strip(), "Anna Kovács", "anna@kovacs.example")
    said = remark(one, rng)
    assert said.sensitive
    assert {"Anna Kovács", "anna@kovacs.example"} & set(held(said))
    assert len(said.text.split()) <= REMARK[1] + 1
    assert not remark(Item(text="nothing at all", sensitive=False), rng).sensitive


@given(st.integers(0, 10**6))
def test_what_is_inserted_stands_between_sentences(seed: int) -> None:
    host = Item(text="First this. Then that!\nAnd so on.", sensitive=False)
    whole = inserted(spanned("I am Anna", "Anna"), host, random.Random(seed))
    assert whole.sensitive
    assert held(whole) == ["Anna"]
    assert all(part in whole.text for part in ("First this.", "Then that!", "And so on.", "I am Anna"))
    assert not inserted(host, host, random.Random(seed)).sensitive


@given(st.integers(0, 200))
def test_a_shortened_text_is_as_sensitive_as_what_is_left(seed: int) -> None:
    long = spanned("word " * 30 + "Anna Kovács" + " word" * 30, "Anna Kovács")
    short = shortened(long, random.Random(seed))
    assert SHORT[0] <= len(short.text.split()) <= SHORT[1]
    assert short.sensitive == ("Anna" in short.text or "Kovács" in short.text)
    assert "".join(held(short)) in "Anna Kovács"


def test_a_text_without_words_is_not_shortened() -> None:
    assert shortened(Item(text=" ", sensitive=False), random.Random(1)).text == " "
