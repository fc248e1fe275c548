"""presidio-research: synthetic sentences from templates, with spans.

Strict labels, that is what names a private person, or finds or identifies one by itself: PERSON, STREET_ADDRESS or
ADDRESS, PHONE_NUMBER, EMAIL_ADDRESS, CREDIT_CARD, IBAN_CODE, US_SSN, US_DRIVER_LICENSE, IP_ADDRESS. Not sensitive
alone, and plain negatives: GPE and LOCATION (towns, countries), ORGANIZATION, DATE_TIME, NRP (nationality, religion),
TITLE and PREFIX, DOMAIN_NAME. Doubtful: AGE and ZIP_CODE, which narrow a person down without naming one.

A group is a template: the text with every filled-in value taken out. The three files share most of their templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.guard import labels
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.document import Document, Role, Span, without_overlap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "pii_presidio_research"
FILES = ("synth_dataset_v2.json.gz", "generated_large.json.gz", "generated_small.json")
STRICT = {
    "PERSON": labels.PERSON,
    "STREET_ADDRESS": labels.ADDRESS,
    "ADDRESS": labels.ADDRESS,
    "PHONE_NUMBER": labels.PHONE,
    "EMAIL_ADDRESS": labels.EMAIL,
    "CREDIT_CARD": labels.CARD,
    "IBAN_CODE": labels.IBAN,
    "US_SSN": labels.NATIONAL_ID,
    "US_DRIVER_LICENSE": labels.LICENSE,
    "IP_ADDRESS": labels.IP,
}
DOUBTFUL = frozenset({"AGE", "ZIP_CODE"})


def read(data: Path) -> Iterator[Document]:
    """Yield every record of the three files."""
    for name in FILES:
        for number, record in enumerate(files.parsed(data / FOLDER / name)):
            yield _document(record, f"{name.partition('.')[0]}:{number}")


def template(masked: str) -> str:
    """Return the template of a masked text: placeholders without their names, which differ between the files."""
    return re.sub(r"\s+", " ", re.sub(r"\{\{.*?\}\}", "{}", masked)).strip()


def _document(record: dict[str, Any], name: str) -> Document:
    text = record["full_text"]
    spans, doubtful = [], []
    for item in record["spans"]:
        start, kind = item["start_position"], item["entity_type"]
        if not text.startswith(item["entity_value"], start):  # one record is off by one
            start = text.index(item["entity_value"])
        end = start + len(item["entity_value"])
        if kind in STRICT:
            spans.append(Span(start=start, end=end, label=STRICT[kind]))
        elif kind in DOUBTFUL:
            doubtful.append(Span(start=start, end=end, label=labels.UNCERTAIN))
    return Document(
        corpus="presidio",
        id=name,
        group=template(record["masked"]),
        role=Role.DOCUMENT,
        text=text,
        spans=without_overlap(spans),
        doubtful=tuple(doubtful),
    )
