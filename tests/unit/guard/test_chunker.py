"""Windows over a unit: every character in one, every short entity whole in one."""

from __future__ import annotations

import pytest

from safekv.guard.chunker import chunks, words

TEXT = " ".join(f"word{i}" for i in range(200)) + "  "


def test_a_short_text_is_one_chunk() -> None:
    (only,) = chunks("hello big world")
    assert (only.start, only.end, only.text, only.before, only.after) == (0, 15, "hello big world", "", "")


def test_nothing_gives_nothing() -> None:
    assert chunks("") == ()


def test_white_space_is_covered_too() -> None:
    assert [chunk.text for chunk in chunks("   ")] == ["   "]


@pytest.mark.parametrize(("size", "overlap"), [(64, 16), (10, 9), (7, 0), (1, 0), (199, 3), (200, 0)])
def test_every_character_is_in_a_chunk_and_the_last_is_not_tiny(size: int, overlap: int) -> None:
    found = chunks(TEXT, size=size, overlap=overlap)
    covered = {i for chunk in found for i in range(chunk.start, chunk.end)}
    assert covered == set(range(len(TEXT)))
    assert all(chunk.text == TEXT[chunk.start : chunk.end] for chunk in found)
    assert {len(chunk.text.split()) for chunk in found} == {min(size, 200)}


def test_what_is_no_longer_than_the_overlap_is_whole_in_a_chunk() -> None:
    found = chunks(TEXT, size=20, overlap=5)
    spans = words(TEXT)
    for first in range(200 - 5):
        start, end = spans[first][0], spans[first + 4][1]
        assert any(chunk.start <= start and end <= chunk.end for chunk in found)


def test_neighbours_are_given() -> None:
    _, second, *_ = chunks(TEXT, size=20, overlap=5, context=3)
    assert second.before.split() == ["word12", "word13", "word14"]
    assert second.after.split() == ["word35", "word36", "word37"]


def test_tokens_of_a_tokenizer() -> None:
    found = chunks("abcdefgh", [(0, 2), (2, 4), (4, 4), (4, 6), (6, 8)], size=2, overlap=1)
    assert [chunk.text for chunk in found] == ["abcd", "cdef", "efgh"]


@pytest.mark.parametrize(("size", "overlap", "context"), [(0, 0, 0), (4, 4, 0), (4, -1, 0), (4, 1, -1)])
def test_windows_that_make_no_sense(size: int, overlap: int, context: int) -> None:
    with pytest.raises(ValueError, match="chunks need"):
        chunks(TEXT, size=size, overlap=overlap, context=context)
