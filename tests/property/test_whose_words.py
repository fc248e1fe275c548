"""Invariant 10 over the templates that people serve: no unit that can be voted for holds another role's words.

Each message is written in letters of its own that stand in no template, so every token of it can be told. The
conversations are not those that the markers are proved by.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from safekv.edge.markers import Markers
from safekv.errors import DeclarationError
from safekv.scope.messages import frontier
from tests.unit.edge.chat_models import TEMPLATES, ChatModel

pytestmark = pytest.mark.skipif(not TEMPLATES, reason="needs ../shared/data/chat_templates")

LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
VOTING = [("system", "developer", "tool"), ("system",), ("user",), ("system", "user"), ("assistant", "tool")]
ENOUGH_TO_VOTE = 60
"""Of the 65; the others mix the system's words with a user's, or know no system message."""

CONVERSATIONS = [
    "S U",
    "S U A U",
    "S A U",
    "S S U",
    "U",
    "A U",
    "S",
    "D U",
    "D S U",
    "S D U A U",
    "U S U",
    "U U A S U",
    "S U U U",
    "S A A U",
    "S U A",
    "S S S U A U",
    "S U C T",
    "S U C T A U C T T A U",
    "S C T T U",
    "S T U A U",
    "U C T U",
    "A A S U",
    "S U X U",
    "S X U",
    "X S U",
    "S S A S U",
]
ROLES = {
    "S": "system",
    "U": "user",
    "A": "assistant",
    "D": "developer",
    "C": "assistant",
    "T": "tool",
    "X": "systematic",
}
MANNERS = ["{0}{0} {0}.", "\n{0}\n\n- {0}:\n\n", "({0}) ", " \t{0}{0}!?\r\n", "{0}", "{0}: {0}\n" * 9, "</{0}> <{0}|>"]
OPTIONS: list[dict[str, Any]] = [
    {"add_generation_prompt": True},
    {},
    {"tools": 1, "add_generation_prompt": True},
    {"tools": 3},
    {"add_generation_prompt": True, "chat_template_kwargs": {"enable_thinking": False}},
    {"tools": 2, "add_generation_prompt": True, "chat_template_kwargs": {"enable_thinking": True, "thinking": True}},
    {"continue_final_message": True},
    {"add_generation_prompt": True, "chat_template_kwargs": {"reasoning_effort": "high", "thinking_mode": "chat"}},
]


def conversation(kinds: str, manner: str, *, named: bool, reasoned: bool) -> Iterator[dict[str, Any]]:
    for kind, letter in zip(kinds.split(), LETTERS, strict=False):
        message: dict[str, Any] = {"role": ROLES[kind], "content": manner.format(letter)}
        if named:
            message["name"] = letter * 3
        if reasoned and message["role"] == "assistant":
            message["reasoning"] = message["reasoning_content"] = f"{letter} so {letter}"
        if kind == "C":
            arguments = f'{{"place": "{letter}"}}'
            message["tool_calls"] = [
                {"id": "a1b2c3d4e", "type": "function", "function": {"name": "seek", "arguments": arguments}}
            ]
        if kind == "T":
            message["tool_call_id"] = "a1b2c3d4e"
        yield message


def tools(count: int) -> list[dict[str, Any]]:
    parameters = {"type": "object", "properties": {"place": {"type": "string", "description": "Where"}}}
    return [
        {"type": "function", "function": {"name": f"seek{n}", "description": "Seeks.", "parameters": parameters}}
        for n in range(count)
    ]


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    for kinds, (place, manner), options in itertools.product(CONVERSATIONS, enumerate(MANNERS), OPTIONS):
        if (place + 2 * len(options) + len(kinds)) % 5 and manner != MANNERS[0]:
            continue  # a fifth of the odd ones
        messages = list(conversation(kinds, manner, named=place == 2, reasoned=place % 2 == 0))
        yield kinds, {**options, "messages": messages, "tools": tools(options.get("tools", 0)) or None}


def units(model: ChatModel, markers: Markers, tokens: list[int], roles: tuple[str, ...]) -> Iterator[str]:
    """The text of each unit that a prompt could ever contribute to, one behind the other."""
    template, end = markers.template(), 0
    for depth in range(4):
        found = frontier(template, tokens, published=end, depth=depth, roles=roles, block_size=1)
        if found is None:
            return
        yield model.decode(tokens[found.start : found.end])
        end = found.end


def strangers(model: ChatModel, markers: Markers) -> Iterator[str]:
    """Units with words of a role that may not be voted for."""
    for kinds, body in bodies():
        try:
            tokens = model.encode(model.render(body))
        except DeclarationError:
            continue
        for roles in VOTING:
            private = {letter for kind, letter in zip(kinds.split(), LETTERS, strict=False) if ROLES[kind] not in roles}
            for text in units(model, markers, tokens, roles):
                if private & set(text):
                    yield f"{roles}: {kinds}: {text!r}"


@functools.cache
def learnt(path: Path, *, merging: bool = True) -> tuple[ChatModel, Markers]:
    model = ChatModel(path.read_text(), merging=merging)
    return model, model.learn()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_unit_that_can_be_voted_for_holds_another_role_s_words(path: Path) -> None:
    model, markers = learnt(path)
    assert next(strangers(model, markers), None) is None


@pytest.mark.parametrize("path", TEMPLATES[::7], ids=lambda path: path.stem)
def test_nor_where_every_character_is_a_token(path: Path) -> None:
    model, markers = learnt(path, merging=False)
    assert next(strangers(model, markers), None) is None


def votes(path: Path) -> bool:
    """Whether a system message in front of a user's can be voted for, with tools or without."""
    model, markers = learnt(path)
    for extra in ({}, {"tools": tools(2)}):
        messages = [{"role": "system", "content": f"{LETTERS[0]} " * 40}, {"role": "user", "content": LETTERS[1]}]
        try:
            tokens = model.encode(model.render({"messages": messages, "add_generation_prompt": True, **extra}))
        except DeclarationError:
            continue
        if "".join(units(model, markers, tokens, VOTING[0])).count(LETTERS[0]) == 40:
            return True
    return False


def test_most_templates_can_vote() -> None:
    """The control: refusing every template would pass the tests above."""
    assert sum(map(votes, TEMPLATES)) >= ENOUGH_TO_VOTE
