"""The proof of a chat template's markers: whose words stand in the messages that they find.

Many conversations are rendered, and again with the words of one message changed. A message that the markers find, and
that changed with them, holds words of that message. So for each role of the markers the roles of all messages come out
that it may hold; who may be voted for by that role, has to be in the policy with all of these. What cannot be compared
counts as held: a doubt takes votes away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeAlias

from safekv.scope.messages import Template

Chat: TypeAlias = Callable[..., Awaitable["list[int] | None"]]
"""Messages, and what else shapes a prompt → token ids, or None where the template refuses them."""


def _tool(name: str) -> dict[str, Any]:
    parameters = {"type": "object", "properties": {"place": {"type": "string", "description": f"Where to {name}."}}}
    return {"type": "function", "function": {"name": name, "description": f"To {name}.", "parameters": parameters}}


TOOLS = ([_tool("look_up")], [_tool("book"), _tool("cancel")])
"""Two sets of tools that have nothing in common."""

SHAPES = (
    "user",
    "user assistant user",
    "user user",
    "user system user",
    "system",
    "system user",
    "system user assistant",
    "system user assistant user",
    "system user system user",
    "system user assistant system user",
    "system system user",
    "system system user assistant user",
    "system assistant user",
    "system assistant assistant user",
    "assistant user",
    "assistant user assistant user",
    "developer user",
    "developer user assistant user",
    "system developer user",
    "developer system user",
    "system user developer user",
    "system user call tool",
    "system user call tool assistant user",
    "system user call tool tool user",
    "system call tool user",
    "system tool user",
    "tool user",
    "system custom user",
)
"""Conversations, by the kinds of their messages."""

_OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"tools": TOOLS[0], "add_generation_prompt": True},
    {"tools": TOOLS[1], "chat_template_kwargs": {"enable_thinking": False, "thinking": False}},
    {"add_generation_prompt": True, "chat_template_kwargs": {"enable_thinking": True, "thinking": True}},
    {"continue_final_message": True},
)

_CONTENT = "Keep to what stands here."
_ODD_CONTENTS = ("\n(first)\n\nSecond: third\n", "")
_CHANGED = "Other words, and more of them"

_DOCUMENTS = [[{"title": title, "text": f"{title}, and more.", "doc_id": "1"}] for title in ("This", "Those")]
_ROLES = {"call": "assistant"}


def message(kind: str, content: str, *, name: str | None = None) -> dict[str, Any]:
    """A message of this kind: a role, or `call`, an assistant's message that calls a tool."""
    named = {"name": name} if name else {}
    if kind == "call":
        arguments = f'{{"place": "{content.strip()[:1]}"}}'
        call = {"id": "call00001", "type": "function", "function": {"name": "look_up", "arguments": arguments}}
        return {"role": "assistant", "content": content, "tool_calls": [call], **named}
    if kind == "tool":
        return {"role": "tool", "tool_call_id": "call00001", "content": content, **named}
    return {"role": kind, "content": content, **named}


async def roles_held(chat: Chat, template: Template) -> dict[str, frozenset[str]]:
    """For each role that the markers find: the roles of the messages of which it may hold words."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for kinds, messages, extra in _conversations():
        base = await _found(chat, template, messages, extra)
        for place, kind in enumerate(kinds if base else ()):
            name = f"other{place}" if messages[place].get("name") else None
            changed = [*messages[:place], message(kind, _CHANGED, name=name), *messages[place + 1 :]]
            other = await _found(chat, template, changed, extra)
            for label in _differing(base, other):
                held[label].add(_ROLES.get(kind, kind))
    for shape in ("user", "system user"):
        messages = [message(kind, _CONTENT) for kind in shape.split()]
        base, other = [await _found(chat, template, messages, {"documents": documents}) for documents in _DOCUMENTS]
        for label in _differing(base, other):
            held[label].add("documents")
    return {label: frozenset(roles | {label}) for label, roles in held.items()}


def _conversations() -> Iterator[tuple[list[str], list[dict[str, Any]], dict[str, Any]]]:
    """Kinds and messages of each conversation, and what else shapes the prompt."""
    parts = [{"type": "text", "text": _CONTENT}, {"type": "text", "text": "More."}]
    for shape in SHAPES:
        kinds = shape.split()
        for extra in _OPTIONS:
            yield kinds, [message(kind, f"{_CONTENT} {place}") for place, kind in enumerate(kinds)], extra
        for content in _ODD_CONTENTS:
            yield kinds, [message(kind, content) for kind in kinds], {}
        yield kinds, [message(kind, _CONTENT, name=f"n{place}") for place, kind in enumerate(kinds)], {}
        yield kinds, [{**message(kind, ""), "content": parts} for kind in kinds], {}


async def _found(
    chat: Chat, template: Template, messages: Sequence[Mapping[str, Any]], extra: Mapping[str, Any]
) -> list[tuple[str, tuple[int, ...]]]:
    """The messages that the markers find in a conversation: role and tokens of each. None if it is refused."""
    tokens = await chat(messages, **extra)
    return [(m.role, tuple(tokens[m.start : m.end])) for m in template.messages(tokens)] if tokens is not None else []


def _differing(
    base: Sequence[tuple[str, tuple[int, ...]]], other: Sequence[tuple[str, tuple[int, ...]]]
) -> Iterator[str]:
    """The roles of the found messages that are not the same; of those, too, that have nothing beside them."""
    for first, second in zip_longest(base, other):
        if first != second:
            yield from (found[0] for found in (first, second) if found is not None)
