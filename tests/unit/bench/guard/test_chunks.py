"""Which chunks are sensitive, harmless, unknown; and that sampling is the same every time."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safekv_lab.bench.guard.chunks import Gold, Measure, chunk, sample, unit, windows
from tests.unit.bench.guard.corpus import document


def test_windows_cover_the_text_and_overlap_as_asked() -> None:
    text = " one two  three\nfour five "
    assert [text[a:b] for a, b in windows(text, 2)] == ["one two", "three\nfour", "five"]
    assert [text[a:b] for a, b in windows(text, 3, overlap=1)] == ["one two  three", "three\nfour five"]
    assert windows("  ", 4) == []
    assert windows("word", 4, overlap=3) == [(0, 4)]
    with pytest.raises(ValueError, match="does not fit"):
        windows(text, 2, overlap=2)


@given(st.text(alphabet="ab 1.\n", max_size=80), st.integers(1, 7), st.sampled_from(Measure), st.data())
def test_every_piece_lies_in_a_window_and_none_is_within_another(
    text: str, size: int, measure: Measure, data: st.DataObject
) -> None:
    cuts = windows(text, size, measure=measure, overlap=data.draw(st.integers(0, size - 1)))
    covered = {place for start, end in cuts for place in range(start, end)}
    assert {place for place, character in enumerate(text) if not character.isspace()} <= covered
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(cuts))


def test_tokens_are_about_as_long_as_those_of_a_model() -> None:
    text = "extraordinary 1234567 (ok)"
    pieces = [text[a:b] for a, b in windows(text, 1, measure=Measure.TOKENS)]
    assert pieces == ["extrao", "rdinar", "y", "123", "456", "7", "(", "ok", ")"]


@pytest.mark.parametrize(
    ("text", "golds"),
    [
        pytest.param("a b ADA QUIRKE c d e f", "S H", id="whole span in the first"),
        pytest.param("a b c ADA QUIRKE d e f", "U S", id="three of ten in the first, the rest in the second"),
        pytest.param("a b c d e f g h ADA QUIRKE", "H H S", id="in the last"),
    ],
)
def test_a_chunk_is_sensitive_when_it_holds_most_of_a_span(text: str, golds: str) -> None:
    names = {Gold.SENSITIVE: "S", Gold.HARMLESS: "H", Gold.UNKNOWN: "U"}
    assert " ".join(names[e.gold] for e in chunk(document(text, "ADA QUIRKE"), 4)) == golds


def test_a_chunk_inside_a_long_span_is_sensitive_and_carries_its_label() -> None:
    text = "key: " + "x " * 20 + "and three more end it here"
    found = chunk(document(text, ("x " * 20).strip()), 4)
    assert [e.gold for e in found][1:5] == [Gold.SENSITIVE] * 4
    assert found[2].labels == {"PERSON"}
    assert found[-1].gold is Gold.HARMLESS


def test_doubt_keeps_a_chunk_from_being_harmless_and_not_from_being_sensitive() -> None:
    text = "Ada said no w w w w w Ivo Brandt and Ada"
    golds = [e.gold for e in chunk(document(text, "Ivo Brandt", doubtful=["Ada", "and Ada"]), 4)]
    assert golds == [Gold.UNKNOWN, Gold.HARMLESS, Gold.SENSITIVE]


def test_a_unit_is_sensitive_by_any_span() -> None:
    assert unit(document("by Ada Quirke", "Ada Quirke", doubtful=["by"])).labels == {"PERSON"}
    assert unit(document("by Ada", doubtful=["Ada"])).gold is Gold.UNKNOWN
    assert unit(document("by me")).gold is Gold.HARMLESS


def test_a_sample_is_fixed_by_the_seed_and_grows_with_the_cap() -> None:
    texts = [f"text {n} of Ada" if n % 2 else f"text {n}" for n in range(40)]
    examples = [unit(document(t, *(["Ada"] if "Ada" in t else []), name=t)) for t in texts]
    few, many = sample(examples, cap=5, seed=1), sample(examples, cap=9, seed=1)
    assert len(few) == 10
    assert sum(e.sensitive for e in few) == 5
    assert {e.text for e in few} < {e.text for e in many}
    assert few == sample(reversed(examples), cap=5, seed=1)[5:] + sample(reversed(examples), cap=5, seed=1)[:5]
    assert few != sample(examples, cap=5, seed=2)


def test_a_sample_holds_no_text_twice_and_nothing_unknown() -> None:
    examples = [unit(document("same", name=str(n))) for n in range(3)] + [unit(document("Ada", doubtful=["Ada"]))]
    assert [e.text for e in sample(examples, cap=10, seed=0)] == ["same"]
