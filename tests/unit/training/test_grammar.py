"""Generated text: choices, slots, spans."""

from __future__ import annotations

import random
from collections import Counter

import pytest

pytest.importorskip("faker", reason="needs safekv-lab[train]")

from safekv_lab.bench.guard import labels
from safekv_lab.training.generated.grammar import Genre, expand
from safekv_lab.training.generated.library import GENRES


def text_of(
    *texts: str, private: bool = True, seed: int = 0, **rules: tuple[str, ...]
) -> tuple[str, list[tuple[str, str]]]:
    genre = Genre(name="g", private=private, texts=texts, rules=rules)
    text, spans = expand(genre, random.Random(seed))
    return text, [(span.label, text[span.start : span.end]) for span in spans]


def test_a_slot_is_the_same_person_throughout() -> None:
    text, spans = text_of("{first} {last}; {first}; {first2}")
    assert [label for label, _ in spans] == [labels.PERSON] * 4
    assert spans[0][1] == spans[2][1] != spans[3][1]
    assert text.startswith(f"{spans[0][1]} {spans[1][1]};")


def test_choices_nest_and_do_not_repeat() -> None:
    text, _ = text_of("<a>-<a>-<a>", a=("1", "2", "<b>"), b=("3",))
    assert Counter(text.split("-")) == {"1": 1, "2": 1, "3": 1}


def test_what_is_no_slot_and_no_choice_stays() -> None:
    assert text_of('<b>{"a": {x}}</b>') == ('<b>{"a": {x}}</b>', [])


def test_a_marked_stretch_holds_the_slots_in_it() -> None:
    text, spans = text_of("so: [[{name} owes me {amount}]].")
    assert spans == [(labels.ITEM, text[4:-1])]


def test_nothing_is_sensitive_in_a_harmless_genre() -> None:
    assert text_of("{name} <x|y> {email} {city}", private=False)[1] == []


def test_neutral_slots_are_not_sensitive() -> None:
    assert text_of("{city} {company} {date} {amount} {age} {orderno}")[1] == []


@pytest.mark.parametrize("wrong", ["[[ open", "close ]]"])
def test_half_a_mark_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"without"):
        text_of(wrong)


def test_a_rule_that_names_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="names itself"):
        text_of("<a>", a=("<a>x",))


def test_the_seed_decides() -> None:
    genre = GENRES[0]
    assert expand(genre, random.Random(5)) == expand(genre, random.Random(5))


@pytest.mark.parametrize("genre", GENRES, ids=lambda genre: genre.name)
def test_a_genre_fills_every_text(genre: Genre) -> None:
    rng = random.Random(1)
    marked = 0
    for only in genre.texts:
        text, spans = expand(Genre(name=genre.name, private=genre.private, texts=(only,), rules=genre.rules), rng)
        assert text.strip()
        assert "[[" not in text
        marked += bool(spans)
    assert bool(marked) == genre.private


def test_names_are_unique() -> None:
    assert max(Counter(genre.name for genre in GENRES).values()) == 1
