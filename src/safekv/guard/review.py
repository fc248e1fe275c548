"""Runs ChunkGuard over what an operator declares public, and lists findings by place, without their text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from safekv.config import DeclaredPrefix, Message
from safekv.verdicts import Category, Clean, Sensitive, Undecided, Verdict

_BESIDE = ("tool_choice", "reasoning_effort", "response_format", "chat_template_kwargs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to look at, never its text: `where` it stands, and characters `start` to `end` of what stands there.

    `category` is None where the guard cannot tell, and then `detector` says why.
    """

    where: str
    category: Category | None
    start: int
    end: int
    detector: str

    def record(self) -> dict[str, Any]:
        """As JSON knows it."""
        return {
            "where": self.where,
            "category": self.category and self.category.value,
            "start": self.start,
            "end": self.end,
            "detector": self.detector,
        }

    def __str__(self) -> str:
        if self.category is None:
            return f"{self.where}: undecided ({self.detector})"
        return f"{self.where}, characters {self.start}-{self.end}: {self.category} ({self.detector})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the guard of version `guard` says of all that would be shared, in the order in which it stands there."""

    remarks: tuple[Remark, ...]
    guard: str

    @property
    def verdict(self) -> str:
        """As the log of releases spells verdicts: categories only."""
        if not self.remarks:
            return "clean"
        found = sorted({remark.category.value for remark in self.remarks if remark.category is not None})
        undecided = any(remark.category is None for remark in self.remarks)
        return f"sensitive: {', '.join(found)}" if found else "undecided" if undecided else "sensitive"

    def summary(self, most: int = 10) -> str:
        """The remarks in one line, the first of them if there are many."""
        more = f" and {len(self.remarks) - most} more" if len(self.remarks) > most else ""
        return "; ".join(map(str, self.remarks[:most])) + more


def review(prefix: DeclaredPrefix, judge: Callable[[str], Verdict], guard: str) -> Review:
    """Have the guard judge each text of a declaration. A judge that raises has not decided."""
    return Review(
        remarks=tuple(remark for where, text in _texts(prefix) for remark in _remarks(where, text, judge)), guard=guard
    )


def _remarks(where: str, text: str, judge: Callable[[str], Verdict]) -> Iterator[Remark]:
    if not text.strip():
        return
    try:
        verdict = judge(text)
    except Exception as error:  # whatever it is, somebody has to look
        verdict = Undecided(reason=f"not judged: {type(error).__name__}")
    match verdict:
        case Clean():
            return
        case Sensitive(findings=findings) if findings:
            for found in findings:
                yield Remark(
                    where=where, category=found.category, start=found.start, end=found.end, detector=found.detector
                )
        case Sensitive():
            yield Remark(where=where, category=Category.NARRATIVE, start=0, end=len(text), detector="as a whole")
        case Undecided(reason=reason):
            yield Remark(where=where, category=None, start=0, end=len(text), detector=reason)


def _texts(prefix: DeclaredPrefix) -> Iterator[tuple[str, str]]:
    """Everything of a declaration that may come into a prompt, with the place where it stands."""
    if prefix.text is not None:
        yield "text", prefix.text
    for number, message in enumerate(prefix.messages or (), start=1):
        yield from _of_message(f"message {number}", message)
    for number, tool in enumerate(prefix.tools or (), start=1):
        yield f"tool {number}", _json(tool)
    for number, document in enumerate(prefix.documents or (), start=1):
        for key, value in document.items():
            yield f"document {number}, {key}", value
    if prefix.chat_template is not None:
        yield "chat_template", prefix.chat_template
    for field in _BESIDE:
        if (value := getattr(prefix, field)) is not None:
            yield field, value if isinstance(value, str) else _json(value)


def _of_message(where: str, message: Message) -> Iterator[tuple[str, str]]:
    texts = message.texts()
    for number, text in enumerate(texts, start=1):
        yield where if len(texts) == 1 else f"{where}, part {number}", text
    beside: Mapping[str, Any] = message.model_dump(exclude={"role", "content"}, exclude_none=True)
    for field, value in beside.items():
        yield f"{where}, {field}", value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
