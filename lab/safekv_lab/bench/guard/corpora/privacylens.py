"""PrivacyLens: what agents did with their users' mail, calendars and notes.

Gold by exact match: the user's name and e-mail address, the other e-mail addresses of persons (not of departments:
see `IMPERSONAL`), and those of the sensitive items, sentences about a third person, that stand in the text word for
word. Everything else in a trajectory is private, too, without gold: it is doubtful, and no negative example.
Users are always called Jane or John Doe, so a group is a trajectory.
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

FOLDER = "pii_privacylens"
_IMPERSONAL = """
admin alerts billing careers contact customerservice editor events feedback hello help hr info it jobs mail
marketing news newsletter no-reply noreply notifications office orders press sales service services
subscriptions support team updates webmaster
"""
IMPERSONAL = frozenset(_IMPERSONAL.split())
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.\w+)+")
_STEP = re.compile(r"^(Action|Observation): ?", re.MULTILINE)


def read(data: Path) -> Iterator[Document]:
    """Yield the user's instruction, then every action (assistant) and observation (tool) of each trajectory."""
    for record in files.parsed(data / FOLDER / "main_data.json.gz"):
        trajectory = record["trajectory"]
        parts = [(Role.USER, trajectory["user_instruction"]), *steps(trajectory["executable_trajectory"])]
        for number, (role, text) in enumerate(parts):
            if text:
                yield _document(record["name"], number, role, text, trajectory)


def steps(trajectory: str) -> list[tuple[Role, str]]:
    """Split a trajectory at its Action and Observation marks."""
    marks = list(_STEP.finditer(trajectory))
    ends = [mark.start() for mark in marks[1:]] + [len(trajectory)]
    roles = {"Action": Role.ASSISTANT, "Observation": Role.TOOL}
    return [(roles[mark.group(1)], trajectory[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)]


def _document(name: str, number: int, role: Role, text: str, trajectory: dict[str, Any]) -> Document:
    spans = [
        Span(start=m.start(), end=m.end(), label=labels.EMAIL)
        for m in _EMAIL.finditer(text)
        if m.group().partition("@")[0].lower() not in IMPERSONAL
    ]
    spans += _occurrences(text, trajectory["user_name"], labels.PERSON)
    for item in trajectory["sensitive_info_items"]:
        spans += _occurrences(text, item.rstrip("."), labels.ITEM)
    return Document(
        corpus="privacylens",
        id=f"{name}:{number}",
        group=name,
        role=role,
        text=text,
        spans=without_overlap(spans),
        doubtful=(Span(start=0, end=len(text), label=labels.UNCERTAIN),),
    )


def _occurrences(text: str, value: str, label: str) -> Iterator[Span]:
    start = text.find(value)
    while start >= 0:
        yield Span(start=start, end=start + len(value), label=label)
        start = text.find(value, start + len(value))
