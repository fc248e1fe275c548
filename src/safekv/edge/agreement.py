"""Finds the message boundary in tokens: what all renderings of a beginning, one a continuation, have in common.

No token before that place can belong to what follows, since none of what follows was rendered. A continuation that
rewrites the beginning (some templates keep the last system message only) is the beginning of another prompt, and does
not count.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from safekv.edge.continuations import Message, common_length, continuations
from safekv.errors import DeclarationError

Chat: TypeAlias = Callable[[Sequence[Message], Mapping[str, Any]], Awaitable[list[int]]]
"""Messages, and options of how the prompt ends → token ids. Raises DeclarationError where the template refuses them."""

MERGED = 8
"""So many tokens at the end of a text may merge with what follows it."""

_MARK = "Z9 q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What all renderings begin with. The last message's text goes from token `first` on, up to `last`.

    `base` is one whole rendering. `first` and `last` are None where the message has no text, or none in the prompt.
    """

    tokens: tuple[int, ...] = field(repr=False)
    base: tuple[int, ...] = field(repr=False)
    first: int | None
    last: int | None


async def agree(chat: Chat, head: Sequence[Message]) -> Agreement:
    """What every prompt begins with whose messages begin with `head`. Raises DeclarationError for what is refused."""
    ways = continuations(head[-1] if head else None)
    agreed = [await chat([*head, *way.messages], way.options) for way in ways.needed]
    base = agreed[0]
    places = [
        place
        for marked in (marks(head[-1]) if head else ())
        if (place := await _differs(chat, base, [*head[:-1], marked, *ways.needed[0].messages])) is not None
    ]
    first = min(places, default=None)
    for way in ways.possible:
        rendering = await _if_taken(chat, [*head, *way.messages], way.options)
        if rendering is not None and common_length(base, rendering) > (first or 0):
            agreed.append(rendering)
    tokens = tuple(base[: common_length(*agreed)])
    return Agreement(tokens=tokens, base=tuple(base), first=first, last=max(places, default=None))


def marks(message: Message) -> list[Message]:
    """The message with other words at the beginning of its text, and at its end; none if it has no text."""
    content = message.get("content")
    if isinstance(content, str):
        return [{**message, "content": text} for text in _marked(content)] if content.strip() else []
    parts = list(content or ())
    places = [place for place, part in enumerate(parts) if str(part.get("text") or "").strip()]
    if not places:
        return []
    first, last = parts[places[0]], parts[places[-1]]
    begun = [*parts[: places[0]], {**first, "text": _marked(first["text"])[0]}, *parts[places[0] + 1 :]]
    ended = [*parts[: places[-1]], {**last, "text": _marked(last["text"])[1]}, *parts[places[-1] + 1 :]]
    return [{**message, "content": begun}, {**message, "content": ended}]


def _marked(text: str) -> tuple[str, str]:
    return f"{_MARK} {text}", f"{text} {_MARK}"


async def _differs(chat: Chat, base: list[int], messages: Sequence[Message]) -> int | None:
    """The first token at which another rendering differs, if it does."""
    other = await _if_taken(chat, messages, {})
    if other is None or other == base:
        return None
    return common_length(base, other)


async def _if_taken(chat: Chat, messages: Sequence[Message], options: Mapping[str, Any]) -> list[int] | None:
    try:
        return await chat(messages, options)
    except DeclarationError:
        return None
