"""Tokens become text as people write it, and entities keep their places."""

from __future__ import annotations

import pytest

from safekv_lab.bench.guard.corpora.conll import located, sentences, written

BIO = "Ms\tO\nAda\tB-person\nQuirke\tI-person\n,\tO\nhi\tO\n\n@\tB-PER\nada_q\tB-PER\n:\tO\n)\tO\n\t\nlast\tO"
IO = "-DOCSTART- -X- O O\n\nBy IN - O\nIvo NNP - I-PER\nBrandt NNP - I-PER\nLtd NNP - I-ORG\n\n-DOCSTART- O\n\nend O"


def test_both_ways_of_tagging_are_read() -> None:
    first, second, third = sentences(BIO)
    assert [(e.start, e.end, e.label) for e in first.entities] == [(1, 3, "person")]
    assert [(e.start, e.end) for e in second.entities] == [(0, 1), (1, 2)], "B- begins an entity, also next to another"
    assert third.tokens == ("last",), "an empty line may hold a tab, and the last sentence needs none behind it"
    formal, end = sentences(IO)
    assert [(e.start, e.end, e.label) for e in formal.entities] == [(1, 3, "PER"), (3, 4, "ORG")]
    assert (formal.section, end.section) == (1, 2)


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("Is n't that Ada 's ( old ) bike ?", "Isn't that Ada's (old) bike?"),
        ('She said " wait , no " and left .', 'She said "wait, no" and left.'),
        ("@ ada #fun # 1 $ 5", "@ada #fun #1 $5"),
        ("hello", "hello"),
        ("", ""),
    ],
)
def test_text_is_written_as_people_write(tokens: str, expected: str) -> None:
    text, places = written(tuple(tokens.split()))
    assert text == expected
    assert [text[p.start : p.end] for p in places] == tokens.split()


def test_an_entity_is_located_in_the_text() -> None:
    (sentence, *_) = sentences(BIO)
    text, places = written(sentence.tokens)
    span = located(sentence.entities[0], places, "PERSON")
    assert text[span.start : span.end] == "Ada Quirke"
