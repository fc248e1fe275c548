"""Learning a chat template's markers: what it writes between two messages, found by rendering pairs that differ.

Two renderings that differ only in a message's content agree up to that content, and again after it. The marker of the
next message's role begins at the first control token behind the end of the one content, and ends where the next
content begins, whatever it begins with. Templates that write no control token there have no marker: the tokenizer may
merge what they write with what is said. What the markers find is then put to proof (`proof.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from safekv.edge.continuations import common_length
from safekv.edge.proof import TOOLS, Chat, message, roles_held
from safekv.edge.rendering import Tokenize
from safekv.engines.vllm.vocabulary import Control
from safekv.errors import DeclarationError
from safekv.scope.messages import Marker, Template

_HEADS = ("", "\n", "\n\n", " ", "  ", "\t", "\r\n")
_STEMS = ("A b", "7, c", "(d", "é")
_TAILS = ("A b", "7, c", "d.", "e:\n\n", "f ")
"""How contents begin and end: the tokenizer may merge white space and signs with what the template writes."""

_BEFORE: dict[str, list[str]] = {
    "system": ["system"],
    "developer": ["system", "developer"],
    "user": ["system", "developer", "assistant", "user", "tool"],
    "assistant": ["system", "user", "tool"],
    "tool": ["call", "tool"],
}
"""Roles, and what may stand before a message of each; `call` is an assistant's message that calls a tool."""

_FIRST = ("system", "developer", "user", "assistant")

UNVOTED = "tools"
"""The role of what a template writes about tools where no message has begun. No policy can name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """What was learnt, as `Template` takes it. Without markers nothing can be voted for."""

    opening: tuple[Marker, ...] = ()
    between: tuple[Marker, ...] = ()
    control: tuple[int, ...] = ()
    holds: Mapping[str, Collection[str]] = field(default_factory=dict)

    def template(self) -> Template:
        """The template with these markers."""
        return Template(opening=self.opening, between=self.between, control=self.control, holds=self.holds)

    def votable(self, roles: Collection[str]) -> set[str]:
        """Roles of messages that can be voted for where these may be."""
        template = self.template()
        found = {marker.role for marker in (*self.opening, *self.between)}
        return {role for role in found if template.holds(role).issubset(roles)}

    def command(self) -> dict[str, Any]:
        """What the scheduler is told."""
        return {
            "op": "messages",
            "opening": [[m.role, list(m.tokens)] for m in self.opening],
            "between": [[m.role, list(m.tokens), m.after] for m in self.between],
            "control": list(self.control),
            "holds": {role: sorted(held) for role, held in self.holds.items()},
        }


async def learn_markers(tokenize: Tokenize, control: Control) -> Markers:
    """The markers at a prompt's beginning and between messages; none where the template does not allow it."""

    async def chat(messages: Sequence[Mapping[str, Any]], **extra: Any) -> list[int] | None:
        try:
            return await tokenize({"messages": list(messages), "add_generation_prompt": False, **extra})
        except DeclarationError:  # this template knows no such role, or order of roles
            return None

    opening = [marker for role in _FIRST for marker in await _openings(chat, role)]
    if "system" not in {marker.role for marker in opening}:
        return Markers()
    between = [
        marker
        for role, before in _BEFORE.items()
        for previous in before
        for marker in await _between(chat, control, previous, role)
    ]
    learnt = Markers(
        opening=tuple(dict.fromkeys(opening)),
        between=tuple(dict.fromkeys(between)),
        control=tuple(sorted(control.special)),
    )
    return replace(learnt, holds=await roles_held(chat, learnt.template()))


async def _openings(chat: Chat, role: str) -> list[Marker]:
    """What every prompt begins with whose first message is of this role; with tools, too, where that is other."""
    found: list[Marker] = []
    with_tools: list[dict[str, Any]] = [{"tools": tools} for tools in TOOLS]
    without: list[dict[str, Any]] = [{}]
    for extras in (without, with_tools):
        for head in _HEADS:
            begun = [([message(role, head + stem), *_after(role)], extra) for stem in _STEMS for extra in extras]
            renderings = await _all(chat, begun)
            if renderings is not None:
                found.append(Marker(role=role, tokens=tuple(renderings[0][: common_length(*renderings)])))
    markers = {marker for marker in found if marker.tokens}
    return sorted((m for m in markers if not _covered(m, markers)), key=lambda m: (-len(m.tokens), m.tokens))


def _covered(marker: Marker, others: Iterable[Marker]) -> bool:
    """Whether another one stands wherever this one does."""
    return any(o != marker and marker.tokens[: len(o.tokens)] == o.tokens for o in others)


async def _between(chat: Chat, control: Control, previous: str, role: str) -> list[Marker]:
    """What stands between the contents of two neighbours: without tools and with, however the latter begins."""
    found = []
    for tools in (None, TOOLS[0]):
        pair = _Pair(previous=previous, role=role, tools=tools)
        start = await pair.start(chat)
        if start is None:
            continue
        if (marker := await pair.before_tools(chat, control, start)) is not None:
            found.append(marker)
            continue
        found += [m for head in _HEADS if (m := await pair.marker(chat, control, start, head)) is not None]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two neighbours, in a conversation with these tools."""

    previous: str
    role: str
    tools: list[dict[str, Any]] | None

    @property
    def _after(self) -> str:
        return "assistant" if self.previous == "call" else self.previous

    async def start(self, chat: Chat) -> int | None:
        """Where the content of the former ends; None if the template knows no such neighbours."""
        ends = await self._render(chat, [(tail, _STEMS[0]) for tail in _TAILS])
        if ends is None or ends[0] == ends[1]:
            return None
        return len(ends[0]) - common_length(*(one[::-1] for one in ends))

    async def marker(self, chat: Chat, control: Control, start: int, head: str) -> Marker | None:
        """What stands before the content of the latter when it begins with `head`."""
        begins = await self._render(chat, [(_TAILS[0], head + stem) for stem in _STEMS])
        if begins is None or begins[0] == begins[1]:
            return None
        between = begins[0][start : common_length(*begins)]
        place = _control_in(between, control)
        return None if place is None else Marker(role=self.role, tokens=tuple(between[place:]), after=self._after)

    async def before_tools(self, chat: Chat, control: Control, start: int) -> Marker | None:
        """What stands before the tools, where a control token opens them between the two."""
        if self.tools is None:
            return None
        messages = self._messages(_TAILS[0], _STEMS[0])
        others = await _all(chat, [(messages, {"tools": tools}) for tools in TOOLS])
        between = others[0][start : common_length(*others)] if others is not None else []
        place = next((place for place, token in enumerate(between) if token in control.special), None)
        begins = await self._render(chat, [(_TAILS[0], stem) for stem in _STEMS])
        if place is None or begins is None or start + len(between) >= common_length(*begins):
            return None
        return Marker(role=UNVOTED, tokens=tuple(between[place:]), after=self._after)

    async def _render(self, chat: Chat, contents: Sequence[tuple[str, str]]) -> list[list[int]] | None:
        extra = {"tools": self.tools} if self.tools else {}
        return await _all(chat, [(self._messages(*pair), extra) for pair in contents])

    def _messages(self, former: str, latter: str) -> list[dict[str, Any]]:
        context = []
        if self.previous in ("assistant", "call", "tool"):
            context = [message("system", "x"), message("user", "y")]
        if self.previous == "tool":
            context.append(message("call", "z"))
        return [*context, message(self.previous, former), message(self.role, latter), *_after(self.role)]


def _control_in(tokens: Sequence[int], control: Control) -> int | None:
    """Where the first special token stands; failing that, the first that was added."""
    for kind in (control.special, control.added):
        if (found := next((place for place, token in enumerate(tokens) if token in kind), None)) is not None:
            return found
    return None


def _after(role: str) -> list[dict[str, Any]]:
    """What follows a message, for templates that refuse a conversation without a user's."""
    return [] if role == "user" else [message("user", "y")]


async def _all(
    chat: Chat, wanted: Iterable[tuple[Sequence[Mapping[str, Any]], dict[str, Any]]]
) -> list[list[int]] | None:
    """All of these renderings, if there are all."""
    renderings = []
    for messages, extra in wanted:
        rendering = await chat(messages, **extra)
        if rendering is None:
            return None
        renderings.append(rendering)
    return renderings
