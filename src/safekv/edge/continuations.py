"""Lists how a conversation may go on, to be rendered: by every role, with and without an answer begun.

What the renderings of a beginning with all of its continuations agree on is what every prompt of that beginning has,
and nothing of what follows. Two continuations by a user are the measure of what differs; the others count as far as
the template takes them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from safekv.errors import DeclarationError

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Messages that may follow. `options` are fields of the request that say how its prompt ends."""

    messages: tuple[Message, ...] = field(repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuations:
    """Those that a template has to take, or nothing is told from it; and those that count where it takes them."""

    needed: tuple[Continuation, ...]
    possible: tuple[Continuation, ...]


def continuations(last: Message | None) -> Continuations:
    """The continuations after a message; None: at the beginning. Raises DeclarationError for calls without a sense."""
    role = last["role"] if last is not None else None
    needed: list[tuple[Message, ...]]
    possible: list[tuple[Message, ...]]
    if last is not None and role == "assistant" and last.get("tool_calls"):
        called = _called(last["tool_calls"])
        needed = [(_tool(called, "A b"),), (_tool(called, "7, c"), _say("assistant", "D"), _say("user", "e"))]
        possible = [(_say("user", "(d"),)]
    elif role in ("user", "tool"):
        needed = [(_say("assistant", "A b"),), (_say("assistant", "7, c"), _say("user", "D"))]
        possible = [(_say("user", "(d"),), (_say("system", "éf"), _say("user", "g"))]
        if role == "tool" and last is not None:
            possible.append((_tool(str(last.get("tool_call_id")), "h"), _say("assistant", "i")))
    else:
        needed = [(_say("user", "A b"),), (_say("user", "7, c"), _say("assistant", "D"), _say("user", "e"))]
        possible = [(_say("assistant", "(d"), _say("user", "éf")), (_say("system", "7g"), _say("user", "h"))]
    return Continuations(needed=tuple(map(_plain, needed)), possible=tuple(_with_ends(possible, needed)))


def _with_ends(possible: Sequence[tuple[Message, ...]], needed: Sequence[tuple[Message, ...]]) -> list[Continuation]:
    """Where the model's answer is asked for, where one is begun, and where neither is."""
    asked = {"add_generation_prompt": True, "continue_final_message": False}
    begun = {"add_generation_prompt": False, "continue_final_message": True}
    answered = needed[0] if needed[0][-1]["role"] == "assistant" else (*needed[0], _say("assistant", "+ j"))
    unanswered = () if needed[0][-1]["role"] == "assistant" else needed[0]
    return [
        *map(_plain, possible),
        Continuation(messages=unanswered, options=asked),
        Continuation(messages=answered, options=begun),
    ]


def common_length(*renderings: Sequence[int]) -> int:
    """Length of the longest common prefix, in tokens."""
    return sum(1 for _ in itertools.takewhile(lambda ids: len(set(ids)) == 1, zip(*renderings, strict=False)))


def _plain(messages: tuple[Message, ...]) -> Continuation:
    return Continuation(messages=messages)


def _say(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _tool(called: str, content: str) -> Message:
    return {"role": "tool", "tool_call_id": called, "content": content}


def _called(calls: Any) -> str:
    try:
        return str(calls[0].get("id", "call"))
    except (TypeError, KeyError, AttributeError, IndexError):
        raise DeclarationError("tool_calls must be a list of calls, as an OpenAI client sends it") from None
