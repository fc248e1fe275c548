"""What disguises and errors cost, counted on texts whose verdicts are known."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

pytest.importorskip("numpy")

from safekv.verdicts import Category, Clean, Finding, Sensitive, Undecided, Verdict
from safekv_lab.bench.guard.costs import LONGEST, Cost, costs, development
from safekv_lab.bench.guard.disguises import DISGUISES, across_borders, in_base64, in_json, plainly_told
from safekv_lab.bench.guard.document import Document, Role, Span
from safekv_lab.bench.guard.evasion import keys, measure, sensitive_chunks
from safekv_lab.bench.guard.share import SIZES
from safekv_lab.bench.guard.splits import Part, part_of

FOUND = Sensitive(
    findings=(Finding(category=Category.CUSTOM, start=0, end=1, tier=1, detector="stub"),),
    score=1.0,
)


def judge(texts: Sequence[str]) -> list[Verdict]:
    """Sensitive with an X in it, without a verdict with a ?."""
    return [FOUND if "X" in text else Undecided(reason="?") if "?" in text else Clean(score=0.0) for text in texts]


def document(number: int, text: str, *, marked: str = "", corpus: str = "pupa") -> Document:
    at = text.index(marked) if marked else -1
    spans = (Span(start=at, end=at + len(marked), label="PERSON"),) if marked else ()
    return Document(corpus=corpus, id=str(number), group=str(number), role=Role.USER, text=text, spans=spans)


def drawn(text: str, *, marked: str = "", corpus: str = "pupa", count: int = 4) -> list[Document]:
    """Documents of the development part."""
    many = [document(number, text, marked=marked, corpus=corpus) for number in range(60)]
    return [one for one in many if part_of(one) is not Part.TEST][:count]


def test_errors_are_counted_in_blocks() -> None:
    words = "word " * 100
    documents = {
        "pupa": [
            *drawn(words + "Jane Roe", marked="Jane Roe"),
            *drawn(words + "X marks", marked="marks", count=3),
            *drawn(words + "X", count=2),
            *drawn(words + "?", count=1),
        ]
    }
    (row,) = costs(judge, documents, SIZES[1], cap=100, seed=1)
    expected = Cost(
        corpus="pupa", role="user", texts=10, blocks=20, sensitive=7, missed=4, missed_blocks=4, harmless=3,
        harmless_blocks=6, alarms=2, alarm_blocks=4, undecided=1, undecided_blocks=2, private_blocks=12,
    )  # fmt: skip
    assert row == expected


def test_the_part_kept_for_the_last_look_and_long_texts_are_not_judged() -> None:
    all_of_them = [document(number, "X") for number in range(200)]
    (row,) = costs(judge, {"pupa": all_of_them}, SIZES[1], cap=1000, seed=1)
    assert row.texts == len(development({"pupa": all_of_them})["pupa"]) < 200
    (long,) = costs(judge, {"pupa": drawn("a " * LONGEST) + drawn("a")}, SIZES[1], cap=1000, seed=1)
    assert long.texts == 4


def test_what_a_disguise_costs() -> None:
    rows = {row.disguise: row for row in measure(judge, ["X one", "two X", "none", "?"], ["Xkey4711"])}
    assert set(rows) == {*DISGUISES, "base64 of a key"}
    assert (rows["JSON"].plain, rows["JSON"].disguised, rows["JSON"].undecided) == (3, 3, 1)
    assert rows["full width"].loss == 3 / 4
    assert rows["base64 of a key"].loss == 1.0


def test_texts_are_wrapped_and_not_lost() -> None:
    text = "my key is 12345678, ok?"
    assert text in across_borders(text)
    assert text in in_json(text)
    assert "MTIzNDU2Nzg=" in in_base64("12345678") != plainly_told("12345678")
    assert all(disguise(text) != text for disguise in DISGUISES.values())


def test_keys_and_chunks_come_from_the_corpora_that_have_them() -> None:
    marked = 'token: "abcDEF1234567890xyz" # end'
    secrets = drawn(marked, marked=marked, corpus="gitleaks")
    assert keys({"gitleaks": secrets, "pupa": drawn(marked, marked=marked)}, cap=5) == ["abcDEF1234567890xyz"]
    harmless = drawn("nothing", corpus="gsm8k")
    chunks = sensitive_chunks({"gitleaks": secrets, "gsm8k": harmless}, cap=5, seed=1)
    assert chunks == [marked]
