"""What the servers of the suite declare: one entry for each form that a declaration can have."""

from __future__ import annotations

from typing import Any

from tests.conformance.texts import words

Message = dict[str, Any]

HOUSE: Message = {"role": "system", "content": words("house rules", 150)}
"""With it every prompt of the table begins, so that in mode `declared` there is something to hit."""

HOUSE_TEXT = words("house text", 150) + "\n"
"""The same for raw prompts."""

TOOLED: Message = {"role": "system", "content": words("tooled", 100)}
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": words(name, 30),
            "parameters": {"type": "object", "properties": {"order": {"type": "string"}}},
        },
    }
    for name in ("find_order", "refund_order")
]

FIRST: Message = {"role": "system", "content": words("first of two", 120)}
SECOND: list[Message] = [
    {"role": "user", "content": words("second user", 80)},
    {"role": "assistant", "content": words("second assistant", 80)},
]

CLUB: Message = {"role": "system", "content": words("club rules", 120)}
MEMBERS = ("member1", "member2")

DECLARED: tuple[dict[str, Any], ...] = (
    {"name": "house", "messages": [HOUSE]},
    {"name": "house-text", "text": HOUSE_TEXT},
    {"name": "tooled", "messages": [TOOLED], "tools": TOOLS},
    {"name": "first", "messages": [FIRST]},
    {"name": "second", "messages": [FIRST, *SECOND]},
    {"name": "club", "messages": [CLUB], "group": "members"},
)
