"""Row 2 of what strangers met: all that a declaration would make public is looked at, and told without its text."""

from __future__ import annotations

from typing import Any

import pytest

from safekv.config import DeclaredPrefix
from safekv.guard.review import review
from safekv.verdicts import Category, Clean, Finding, Sensitive, Undecided, Verdict

CANARY = "canary"


def judge(text: str) -> Verdict:
    """Finds every canary, and nothing else."""
    starts = [at for at in range(len(text)) if text.startswith(CANARY, at)]
    found = [Finding(category=Category.PERSON, start=at, end=at + 6, tier=3, detector="bird") for at in starts]
    return Sensitive(findings=tuple(found), score=1.0) if found else Clean(score=0.0)


def prefix(**fields: Any) -> DeclaredPrefix:
    if "text" not in fields:
        fields.setdefault("messages", [{"role": "system", "content": "Be kind."}])
    return DeclaredPrefix.model_validate({"name": "a", **fields})


PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("text", {"text": f"A {CANARY}."}),
    "content": ("message 1", {"messages": [{"role": "system", "content": f"A {CANARY}."}]}),
    "a part": (
        "message 1, part 2",
        {"messages": [{"role": "system", "content": [{"type": "text", "text": t} for t in ("a", f"A {CANARY}")]}]},
    ),
    "a refusal": (
        "message 2",
        {
            "messages": [
                {"role": "system", "content": "x"},
                {"role": "assistant", "content": [{"type": "refusal", "refusal": f"A {CANARY}"}]},
            ]
        },
    ),
    "a name": ("message 1, name", {"messages": [{"role": "system", "content": "x", "name": f"a {CANARY}"}]}),
    "a thought": (
        "message 1, reasoning",
        {"messages": [{"role": "assistant", "content": "x", "reasoning_content": f"A {CANARY}"}]},
    ),
    "a call": (
        "message 1, tool_calls",
        {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": CANARY}}]}]},
    ),
    "a tool": ("tool 2", {"tools": [{"type": "function"}, {"function": {"description": CANARY}}]}),
    "a document": ("document 1, text", {"documents": [{"title": "x", "text": f"A {CANARY}"}]}),
    "a template": ("chat_template", {"chat_template": f"{{{{ messages }}}} {CANARY}"}),
    "variables": ("chat_template_kwargs", {"chat_template_kwargs": {"deep": [{"er": CANARY}]}}),
    "a form": ("response_format", {"response_format": {"type": "json_schema", "schema": CANARY}}),
}


@pytest.mark.parametrize(("where", "fields"), PLACES.values(), ids=PLACES)
def test_a_finding_is_told_with_its_place_wherever_it_stands(where: str, fields: dict[str, Any]) -> None:
    found = review(prefix(**fields), judge, "g1")
    assert [(remark.where, remark.category) for remark in found.remarks] == [(where, Category.PERSON)]
    assert found.remarks[0].end - found.remarks[0].start == len(CANARY)
    assert found.verdict == "sensitive: person"
    told = f"{found.summary()} {[remark.record() for remark in found.remarks]} {found!r}"
    assert CANARY not in told


def test_where_nothing_is_found_nothing_is_said() -> None:
    found = review(prefix(tools=[{"type": "function"}], documents=[{"text": ""}]), judge, "g1")
    assert (found.remarks, found.verdict, found.guard) == ((), "clean", "g1")


def test_what_the_guard_cannot_tell_somebody_has_to_look_at() -> None:
    def fails(_text: str) -> Verdict:
        raise RuntimeError(CANARY)

    for doubtful, reason in ((fails, "not judged: RuntimeError"), (lambda _: Undecided(reason="slow"), "slow")):
        found = review(prefix(), doubtful, "g1")
        assert [(remark.category, remark.detector) for remark in found.remarks] == [(None, reason)]
        assert found.verdict == "undecided"
        assert CANARY not in found.summary()


def test_a_long_summary_is_cut() -> None:
    found = review(prefix(text=f"{CANARY} " * 30), judge, "g1")
    assert len(found.remarks) == 30
    assert found.summary().endswith("and 20 more")
