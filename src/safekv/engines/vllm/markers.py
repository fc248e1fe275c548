"""Learning a chat template's markers: what it writes between two messages, found by rendering pairs that differ.

Two renderings that differ only in a message's content agree up to that content, and again after it. What lies between
the end of one content and the beginning of the next is the marker of the next message's role. White space at a
marker's ends is left out, since the tokenizer may merge it with content. A template in which the markers, once
learnt, do not find the messages of a probe gives no template at all: then nothing can be voted for.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

from safekv.engines.vllm.rendering import Detokenize, Tokenize, common_length
from safekv.errors import DeclarationError
from safekv.scope.messages import Marker, Template

_Chat: TypeAlias = Callable[..., Awaitable["list[int] | None"]]

_CONTENTS = ("A b", "7, c")
_TOOL = {
    "type": "function",
    "function": {"name": "look_up", "description": "Looks up.", "parameters": {"type": "object", "properties": {}}},
}
_BEFORE: dict[str, list[str]] = {
    "system": ["system"],
    "developer": ["system"],
    "user": ["system", "assistant", "user"],
    "assistant": ["user", "tool"],
    "tool": ["call"],
}
"""Roles, and what may stand before a message of each; `call` is an assistant's message that calls a tool."""

_PROBE = ("system", "user", "assistant", "user")


async def learn_markers(tokenize: Tokenize, detokenize: Detokenize) -> tuple[list[Marker], list[Marker]]:
    """The markers at a prompt's beginning and between messages; none where the template does not allow it."""

    async def chat(messages: Sequence[dict[str, Any]], **extra: Any) -> list[int] | None:
        try:
            return await tokenize({"messages": list(messages), "add_generation_prompt": False, **extra})
        except DeclarationError:  # this template knows no such role, or order of roles
            return None

    opening = [m for role in ("system", "user") if (m := await _opening(chat, detokenize, role)) is not None]
    between = [
        marker
        for role, before in _BEFORE.items()
        for previous in before
        if (marker := await _between(chat, detokenize, previous, role)) is not None
    ]
    between = list(dict.fromkeys(between))
    if opening and opening[0].role == "system" and await _holds(chat, Template(opening=opening, between=between)):
        return opening, between
    return [], []


def _message(kind: str, content: str) -> dict[str, Any]:
    if kind == "call":
        call = {"id": "call00001", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}
        return {"role": "assistant", "content": content, "tool_calls": [call]}
    if kind == "tool":
        return {"role": "tool", "tool_call_id": "call00001", "content": content}
    return {"role": kind, "content": content}


def _context(previous: str) -> list[dict[str, Any]]:
    """Messages that may stand before one of kind `previous`."""
    asked = [_message("system", "x"), _message("user", "y")]
    return {"assistant": asked, "call": asked, "tool": [*asked, _message("call", "z")]}.get(previous, [])


async def _opening(chat: _Chat, detokenize: Detokenize, role: str) -> Marker | None:
    """What every prompt begins with whose first message is of this role, with tools or without."""
    renderings = [await chat([_message(role, content)]) for content in _CONTENTS]
    renderings.append(await chat([_message(role, _CONTENTS[0])], tools=[_TOOL]))
    known = [tokens for tokens in renderings if tokens is not None]
    if len(known) < 2:
        return None
    return await _trimmed(role, known[0][: common_length(*known)], detokenize, head=True)


async def _between(chat: _Chat, detokenize: Detokenize, previous: str, role: str) -> Marker | None:
    """What stands between the contents of two neighbours."""
    context, (first, second) = _context(previous), _CONTENTS
    one = await chat([*context, _message(previous, first), _message(role, first)])
    other_before = await chat([*context, _message(previous, second), _message(role, first)])
    other_after = await chat([*context, _message(previous, first), _message(role, second)])
    if one is None or other_before is None or other_after is None:
        return None
    start = len(one) - common_length(one[::-1], other_before[::-1])
    return await _trimmed(role, one[start : common_length(one, other_after)], detokenize)


async def _trimmed(role: str, tokens: list[int], detokenize: Detokenize, *, head: bool = False) -> Marker | None:
    """The marker without white space at its end and, unless it is a prompt's `head`, at its beginning."""
    blank = [(await detokenize([token])).isspace() for token in tokens]
    while blank and blank[-1]:
        blank.pop()
    start = 0 if head else len(list(itertools.takewhile(bool, blank)))
    return Marker(role=role, tokens=tuple(tokens[start : len(blank)])) if blank[start:] else None


async def _holds(chat: _Chat, template: Template) -> bool:
    """Whether the markers find the messages of a probe, each with its content and nothing of another's."""
    contents = [f"{word} b" for word in ("North", "East", "South", "West")]
    messages = [_message(role, content) for role, content in zip(_PROBE, contents, strict=True)]
    whole, *parts = [await chat(messages[:count]) for count in (4, 1, 2, 3)]
    if whole is None or any(part is None for part in parts):
        return False
    found = list(template.messages(whole))
    ends = [common_length(whole, part) for part in parts if part is not None]
    return [m.role for m in found] == list(_PROBE[:-1]) and all(
        message.end <= end for message, end in zip(found, ends, strict=True)
    )
