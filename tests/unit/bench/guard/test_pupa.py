"""Which units of a prompt count as one person's. All prompts here are invented."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

from safekv_lab.bench.guard.corpora import pupa
from tests.unit.bench.guard.corpus import marked, unsure


@pytest.mark.parametrize(
    ("unit", "written", "counts"),
    [
        pytest.param("quirke", "Quirke", True, id="one capitalised word"),
        pytest.param("quirke", "quirke", False, id="one word in lower case"),
        pytest.param("ada quirke", "ada quirke", True, id="two words"),
        pytest.param("popular", "Popular", False, id="stands in too many prompts"),
        pytest.param("university", "University", False, id="generic"),
        pytest.param("south africa", "South Africa", True, id="generic in part only"),
        pytest.param("dear sir", "Dear Sir", False, id="generic words only"),
        pytest.param("ad", "AD", False, id="too short"),
        pytest.param("ref 20417", "ref 20417", True, id="digits"),
        pytest.param("a@b.example", "a@b.example", True, id="address"),
        pytest.param("<presidio_anonymized_name>", "<PRESIDIO_ANONYMIZED_NAME>", False, id="placeholder"),
    ],
)
def test_a_unit_counts_by_the_rules(unit: str, written: str, counts: bool) -> None:
    assert pupa.identifying(unit, written, {"popular": pupa.MAX_PROMPTS + 1, "quirke": 1}) is counts


def test_prompts_are_read_once_with_every_occurrence(tmp_path: Path) -> None:
    prompt = (
        "I am Ada Quirke of the University.\nThe Quarry Gazette wants a letter. Regards, ADA QUIRKE (not Ada Quirkes)"
    )
    rows = [
        {"user_query": prompt, "pii_units": "ada quirke||university"},
        {"user_query": prompt, "pii_units": "quirke||||nowhere else"},
        {"user_query": prompt + " P.S.", "pii_units": ""},
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, ["user_query", "pii_units"])
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / pupa.FOLDER).mkdir()
    (tmp_path / pupa.FOLDER / "PUPA_New.csv.gz").write_bytes(gzip.compress(out.getvalue().encode()))
    first, second = pupa.read(tmp_path)
    assert marked(first) == [("Ada Quirke", "UNIT"), ("ADA QUIRKE", "UNIT")]
    assert unsure(first) == ["University"]
    assert not second.spans
    assert first.group == second.group, "the same letter, changed a little"
    assert "Quirke" not in repr(first) + first.group
