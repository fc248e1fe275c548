"""ChunkGuard's rules over whatever text: no exception, spans that lie in it, offsets that lead back, one truth."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safekv.guard.chunker import chunks
from safekv.guard.normalise import normalise
from safekv.guard.rules import BUILT_IN, RuleScanner
from safekv.guard.rules.engine import HyperscanGate, Re2Gate
from tests.unit.guard.rules.twins import ALL

pytest.importorskip("hyperscan")

SCANNER = RuleScanner(BUILT_IN, gate=HyperscanGate)
FALLBACK = RuleScanner(BUILT_IN, gate=Re2Gate)

PIECES = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(codec=None), max_size=20),
    st.sampled_from([twin.text for twin in ALL]),
    st.sampled_from(
        [
            "1 2 3 4 ",
            "\u200b",
            "\u202e",
            "\u0430",
            "\ufdfa",
            "\ud800",
            "\x00",
            "\\n",
            '\\"',
            "\u00df",
            "a\u0301",
            "\uff11",
        ]
    ),
    st.text("0123456789 -./:()+@", max_size=40),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(text=TEXTS)
@settings(max_examples=300)
def test_a_scan_never_raises_and_its_spans_lie_in_the_text(text: str) -> None:
    last = 0
    for found in SCANNER.scan(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end


@given(text=TEXTS)
@settings(max_examples=150)
def test_both_first_passes_give_the_same_findings(text: str) -> None:
    assert SCANNER.scan(text) == FALLBACK.scan(text)


@given(text=TEXTS)
@settings(max_examples=300)
def test_every_normalised_character_leads_back(text: str) -> None:
    plain = normalise(text)
    last = 0
    for index, char in enumerate(plain.text):
        start, end = plain.original(index)
        assert end == start + 1
        assert last <= start < len(text)
        assert char.casefold() in normalise(text[start]).text.casefold() or char == text[start]
        last = start


@given(text=TEXTS)
def test_normalising_again_changes_nothing_in_plain_text(text: str) -> None:
    plain = normalise(text).text
    if plain.isascii() and not any(c.isdigit() for c in plain):
        assert normalise(plain).text == plain


@given(text=TEXTS, size=st.integers(1, 40), data=st.data())
def test_chunks_cover_the_text(text: str, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    found = chunks(text, size=size, overlap=overlap)
    assert {i for chunk in found for i in range(chunk.start, chunk.end)} == set(range(len(text)))
    assert all(text[chunk.start : chunk.end] == chunk.text for chunk in found)
