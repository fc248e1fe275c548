"""Words as numbers: the same word is the same number wherever it stands."""

# ruff: noqa: E402 - what is optional is asked for first

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")

from hypothesis import given
from hypothesis import strategies as st

from safekv.guard.models.features import SHAPES, words


def pieces(text: str) -> list[str]:
    data = text.encode()
    found = words(data)
    return [data[start:end].decode() for start, end in zip(found.starts, found.ends, strict=True)]


def test_letters_digits_and_signs_part() -> None:
    assert " ".join(pieces("Ann O'Neil, 42nd: a@b.c\n--")) == "Ann O ' Neil , 42 nd : a @ b . c - -"
    assert pieces("Zoë Łódź") == ["Zoë", "Łódź"]


def test_nothing_has_no_words() -> None:
    assert pieces("") == pieces(" \n\t") == []


def test_case_is_in_the_shape_only() -> None:
    low, high = words(b"anna"), words(b"ANNA")
    assert low.words == high.words
    assert low.shapes != high.shapes


def test_digits_are_alike_and_their_number_counts() -> None:
    assert words(b"1984").words == words(b"2077").words != words(b"198").words


@given(st.text(max_size=40), st.text(alphabet="abcXYZ0189 .-é", min_size=1, max_size=12), st.text(max_size=40))
def test_a_word_is_the_same_wherever_it_stands(before: str, text: str, after: str) -> None:
    alone = words(text.encode())
    data = f"{before.encode('utf-8', 'replace').decode()} ".encode()
    within = words(data + text.encode() + f" {after}".encode("utf-8", "replace"))
    at = np.searchsorted(within.starts, len(data))
    for name in ("words", "prefixes", "suffixes"):
        assert (getattr(within, name)[at : at + len(alone.starts)] == getattr(alone, name)).all()


@given(st.binary(max_size=200))
def test_any_bytes_have_words_in_order_and_shapes_in_bounds(data: bytes) -> None:
    found = words(data)
    assert (found.starts < found.ends).all()
    assert (found.ends[:-1] <= found.starts[1:]).all()
    assert ((found.shapes >= 0) & (found.shapes < SHAPES)).all()


def test_texts_longer_than_the_powers_at_hand() -> None:
    data = b"word " * 40_000
    assert len(set(words(data).words.tolist())) == 1
