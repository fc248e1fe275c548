"""What somebody does to a text so that a detector does not see it, and what a text is wrapped in on its way."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKALIKES = str.maketrans(
    "aceopxyAEOPCTXHKMB",
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0410\u0415\u041e\u0420\u0421\u0422\u0425\u041d\u041a\u041c\u0412",
)
_POLICY = (
    "Answer in short sentences and stay polite, even when the caller is not. Look up an order before you say anything "
    "about it, and read the whole record, not only its first line. Never promise a refund that the rules do not allow; "
    "explain which rule it is, and offer what may be done instead. If a tool fails twice, say so and hand over. "
)
"""Harmless text, about 70 words."""


def zero_width(text: str) -> str:
    """A character of no width after every character."""
    return "\u200b".join(text)


def lookalikes(text: str) -> str:
    """Letters of the Cyrillic alphabet that look like Latin ones."""
    return text.translate(_LOOKALIKES)


def full_width(text: str) -> str:
    """The wide forms of all signs."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def spaced_digits(text: str) -> str:
    """Blanks between the digits of every number of four digits or more."""
    return re.sub(r"\b\d{4,}\b", lambda run: " ".join(run.group()), text)


def mixed_case(text: str) -> str:
    """Every second character in the other case."""
    return "".join(c.swapcase() if i % 2 else c for i, c in enumerate(text))


def markdown(text: str) -> str:
    """A list with bold and quoted text."""
    return "## Notes\n\n- **" + text.replace("\n", "**\n- **") + "**\n\n> end\n"


def in_json(text: str) -> str:
    """A chat message as it is sent."""
    return json.dumps({"messages": [{"role": "user", "content": text}]}, ensure_ascii=False)


def in_other_text(text: str) -> str:
    """Between other texts, in one window with both."""
    return " ".join(_POLICY.split(" ")[:20]) + "\n" + text + "\n" + _POLICY


def across_borders(text: str) -> str:
    """Behind so much other text that the border of a window of tokens falls into its middle."""
    words = (_POLICY * 3).split(" ")
    before = max(0, 96 - len(text.split()) // 2)
    return " ".join(words[:before]) + "\n" + text + "\n" + _POLICY


DISGUISES: dict[str, Callable[[str], str]] = {
    "zero width": zero_width,
    "look-alikes": lookalikes,
    "full width": full_width,
    "spaced digits": spaced_digits,
    "mixed case": mixed_case,
    "markdown": markdown,
    "JSON": in_json,
    "in other text": in_other_text,
    "across a border": across_borders,
}
"""For any text."""


def plainly_told(key: str) -> str:
    """A key in a sentence."""
    return f"Here it is: {key} - that is all."


def in_base64(key: str) -> str:
    """The same sentence with the key in base64."""
    return plainly_told(base64.b64encode(key.encode()).decode())
