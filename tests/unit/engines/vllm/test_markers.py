"""Markers learnt from templates of the kinds that models have, one token a character."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from safekv.engines.vllm.markers import learn_markers
from safekv.errors import DeclarationError
from safekv.scope.messages import Template

Render = Callable[[dict[str, Any]], str]


def chatml(body: dict[str, Any]) -> str:
    text = ""
    messages = body["messages"]
    if messages[0]["role"] != "system":
        text += "⟦system\nYou are helpful.⟧\n"
    for number, message in enumerate(messages):
        tools = f"\n# Tools {body['tools']}" if number == 0 and body.get("tools") else ""
        calls = f"\n⟪{message['tool_calls']}⟫" if message.get("tool_calls") else ""
        text += f"⟦{message['role']}\n{message['content']}{tools}{calls}⟧\n"
    return text


def headers(body: dict[str, Any]) -> str:
    """A header of special tokens, and a date in front of the system's content."""
    text = "⊢"
    for number, message in enumerate(body["messages"]):
        date = "Today is the 1st.\n\n" if number == 0 and message["role"] == "system" else ""
        if message["role"] == "developer":
            raise DeclarationError("no such role")
        text += f"⟨{message['role']}⟩\n\n{date}{message['content']}⊣"
    return text


def instructions(body: dict[str, Any]) -> str:
    """The system's message is put into the user's first one."""
    system, text = "", "⊢"
    for message in body["messages"]:
        match message["role"]:
            case "system":
                system = message["content"] + "\n\n"
            case "user":
                text += f"[INST] {system}{message['content']} [/INST]"
                system = ""
            case "assistant":
                text += f" {message['content']}⊣"
            case _:
                raise DeclarationError("no such role")
    return text


def newest_first(body: dict[str, Any]) -> str:
    return "".join(f"⟦{m['role']}\n{m['content']}⟧" for m in reversed(body["messages"]))


def learn(render: Render) -> Template:
    async def tokenize(body: dict[str, Any]) -> list[int]:
        return [ord(character) for character in render(body)]

    async def detokenize(tokens: list[int]) -> str:
        return "".join(map(chr, tokens))

    opening, between = asyncio.run(learn_markers(tokenize, detokenize))
    return Template(opening=opening, between=between)


def messages(render: Render, *pairs: tuple[str, str], **extra: Any) -> list[tuple[str, str]]:
    """Role and text of each message that the learnt markers find in a rendering."""
    body = {"messages": [{"role": role, "content": content} for role, content in pairs], **extra}
    text = render(body)
    found = learn(render).messages([ord(character) for character in text])
    return [(message.role, text[message.start : message.end]) for message in found]


@pytest.mark.parametrize("render", [chatml, headers])
def test_messages_are_found_by_the_markers_that_were_learnt(render: Render) -> None:
    found = messages(render, ("system", "Be kind."), ("user", "Hi ⟦there⟧"), ("assistant", "\nHo"), ("user", "Bye"))
    assert [role for role, _ in found] == ["system", "user", "assistant"]
    for (_, text), content in zip(found, ["Be kind.", "Hi ⟦there⟧", "\nHo"], strict=True):
        assert text.endswith(content)
    assert not any("Bye" in text for _, text in found)


def test_a_user_s_text_that_begins_with_white_space_does_not_hide_the_end_of_the_system_s() -> None:
    found = messages(chatml, ("system", "Be kind."), ("user", "\n\n mine"))
    assert found == [("system", "⟦system\nBe kind.")]


def test_tools_are_part_of_the_system_s_message() -> None:
    tools = [{"type": "function", "function": {"name": "book"}}]
    ((role, text),) = messages(chatml, ("system", "Be kind."), ("user", "Hi"), tools=tools)
    assert role == "system"
    assert "book" in text


def test_a_default_system_message_counts_as_one() -> None:
    found = messages(chatml, ("user", "Hi"), ("assistant", "Ho"))
    assert found == [("system", "⟦system\nYou are helpful."), ("user", "⟧\n⟦user\nHi")]


@pytest.mark.parametrize("render", [instructions, newest_first])
def test_a_template_whose_messages_cannot_be_told_apart_gives_no_markers(render: Render) -> None:
    assert messages(render, ("system", "Be kind."), ("user", "Hi"), ("assistant", "Ho"), ("user", "Bye")) == []


def test_an_engine_without_a_chat_template_gives_no_markers() -> None:
    def refuse(body: dict[str, Any]) -> str:
        raise DeclarationError("no chat template")

    assert list(learn(refuse).messages([1, 2, 3])) == []
