"""The real corpora: as many documents and marks as their descriptions say, and no group in two parts.

Only counts are asserted; pytest must not show a text of them, so comparisons are of numbers and booleans.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from safekv_lab.bench.guard.chunks import Gold, chunk, sample
from safekv_lab.bench.guard.corpora import bfcl, files, formal, presidio, pupa, tau_bench, tweets
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, CORPORA, Kind
from safekv_lab.bench.guard.corpora.conll import sentences
from safekv_lab.bench.guard.document import Document
from safekv_lab.bench.guard.splits import part_of
from tests.unit.bench.guard.corpus import DATA

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs the development data, ../shared/data"),
]

DOCUMENTS = {
    "presidio": 1500 + 2109 + 100,
    "pupa": 462,
    "wnut17": 3394 + 1009 + 1287,
    "btc": 9339,
    "gitleaks": 275 + 321,
    "gsm8k": 7473 + 1319,
    "bbh": 6511 + 27,
    "humaneval": 164,
    "mtbench": 2 * 80 + 80,
    "self_instruct": 175 + 252,
    "awesome_prompts": 341,
    "arena_hard": 500,
    "tau_records": 2 * 500 + 2000 + 1000,
}
"""As each DATASET.md says, or follows from it (tau_records: 2,000 reservations are not named there)."""


@cache
def documents(name: str) -> tuple[Document, ...]:
    corpus = BY_NAME[name]
    if not (DATA / corpus.folder).is_dir():
        pytest.skip(f"needs ../shared/data/{corpus.folder}")
    return tuple(corpus.read(DATA))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_as_many_documents_as_described(name: str) -> None:
    assert len(documents(name)) == DOCUMENTS[name]


@pytest.mark.parametrize("name", BY_NAME)
def test_documents_are_named_once_and_say_where_they_are_from(name: str) -> None:
    found = documents(name)
    assert found
    assert {d.corpus for d in found} == {name}
    assert len({d.id for d in found}) == len(found)
    assert all(d.group for d in found)
    kind = BY_NAME[name].kind
    assert any(d.spans for d in found) == (kind in (Kind.PII, Kind.SECRETS))
    if kind in (Kind.BENIGN, Kind.PUBLIC):
        assert not any(d.doubtful for d in found)


def test_no_group_is_in_two_parts() -> None:
    parts: dict[tuple[str, str], set[str]] = {}
    for corpus in CORPORA:
        for found in documents(corpus.name):
            parts.setdefault((corpus.family, found.group), set()).add(part_of(found))
    assert {len(found) for found in parts.values()} == {1}


def test_presidio_spans_are_the_gold_values() -> None:
    gold = Counter[str]()
    for name in presidio.FILES:
        for row in files.parsed(DATA / presidio.FOLDER / name):
            gold.update(s["entity_value"] for s in row["spans"] if s["entity_type"] in presidio.STRICT)
    found = Counter(d.text[s.start : s.end] for d in documents("presidio") for s in d.spans)
    assert not found - gold
    assert (gold - found).total() <= 1, "values that lie within another"
    small = files.parsed(DATA / presidio.FOLDER / "synth_dataset_v2.json.gz")
    assert sum(len(row["spans"]) for row in small) == 2863
    assert sum(not row["spans"] for row in small) == 113


def test_tweets_have_the_persons_that_are_described() -> None:
    def persons(folder: str, names: tuple[str, ...], label: str) -> list[int]:
        posts = [sentences(files.text(DATA / folder / name)) for name in names]
        return [sum(e.label == label for post in file for e in post.entities) for file in posts]

    assert persons(tweets.WNUT17_FOLDER, tweets.WNUT17_FILES, "person") == [660, 470, 429]
    assert sum(persons(tweets.BTC_FOLDER, tweets.BTC_FILES, "PER")) == 7928
    assert persons(formal.FOLDER, formal.FILINGS, "PER") == [747, 216]
    assert persons(formal.FOLDER, (formal.WIKIGOLD,), "PER") == [934]
    assert sum(len(d.spans) for d in documents("wnut17")) == 660 + 470 + 429
    assert sum(len(d.spans) for d in documents("sec_filings")) < 100, "the rest are Borrower and Lender"


def test_pupa_spans_are_listed_units() -> None:
    units: dict[str, set[str]] = {}
    for row in files.rows(DATA / pupa.FOLDER / "PUPA_New.csv.gz"):
        units.setdefault(row["user_query"], set()).update(u.strip().lower() for u in row["pii_units"].split("||"))
    for found in documents("pupa"):
        for span in found.spans:
            listed = found.text[span.start : span.end].lower() in units.get(found.text, ())
            assert listed
    assert 350 <= sum(bool(d.spans) for d in documents("pupa")) <= 462


def test_tau_bench_spans_are_the_values_of_the_records() -> None:
    runs = files.parsed(DATA / tau_bench.FOLDER / tau_bench.TRAJECTORIES)
    assert len(runs) == 200
    assert sum(len(run["traj"]) for run in runs) == 5308
    known = tau_bench.values(DATA)
    found = [d for d in documents("tau_bench") if d.id.startswith("task")]
    assert sum(len(d.spans) for d in found) == 5774, "two fields that make a name are one span, postcodes are none"
    emails = {d.text[s.start : s.end] for d in found for s in d.spans if s.label == "EMAIL"}
    assert emails <= known.emails
    assert not any(d.spans for d in found if d.role == "system")


def test_benign_questions_leave_out_the_narratives() -> None:
    assert sum(1 for _ in bfcl.records(DATA)) == 3990
    assert not any("prereq" in d.id for d in documents("bfcl_questions"))


@pytest.mark.parametrize("name", BY_NAME)
def test_samples_are_the_same_again(name: str) -> None:
    def drawn() -> list[tuple[str, int, bool]]:
        examples = (e for d in documents(name)[:500] for e in chunk(d, 64))
        return [(e.document.id, e.start, e.sensitive) for e in sample(examples, cap=20, seed=5)]

    assert drawn() == drawn()


def test_privacylens_has_no_harmless_chunk() -> None:
    golds = {e.gold for d in documents("privacylens") for e in chunk(d, 64)}
    assert golds == {Gold.SENSITIVE, Gold.UNKNOWN}
