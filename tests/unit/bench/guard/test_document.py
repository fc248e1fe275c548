"""Spans lie in their text, and texts stay out of what is printed."""

from __future__ import annotations

import pytest

from safekv_lab.bench.guard.document import Document, Role, Span, without_overlap
from tests.unit.bench.guard.corpus import document


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 6)])
def test_a_span_outside_its_text_is_refused(start: int, end: int) -> None:
    spans = (Span(start=start, end=end, label="PERSON"),)
    for field in ({"spans": spans}, {"doubtful": spans}):
        with pytest.raises(ValueError, match="does not lie"):
            Document(corpus="c", id="1", group="g", role=Role.USER, text="hello", **field)


def test_a_document_does_not_show_its_text() -> None:
    assert "Quimby" not in repr(document("Ask Ann Quimby.", "Ann Quimby"))


def test_of_two_overlapping_spans_the_longer_stays() -> None:
    name, whole, other = (Span(start=s, end=e, label=x) for s, e, x in [(0, 3, "A"), (0, 9, "B"), (12, 14, "C")])
    assert without_overlap([other, name, whole]) == (whole, other)
    assert without_overlap([name, Span(start=3, end=6, label="D")])[1].label == "D", "neighbours do not overlap"
