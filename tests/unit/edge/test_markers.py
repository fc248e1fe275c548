"""Markers learnt from templates of the kinds that models have, one token a character."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from safekv.edge.markers import learn_markers
from safekv.engines.vllm.vocabulary import Control
from safekv.errors import DeclarationError
from safekv.scope.messages import Template

CONTROL = Control(special=frozenset(map(ord, "⟦⟧⊢⊣⟨⟩")))
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


def joined(body: dict[str, Any]) -> str:
    """As DeepSeek's: what the system says stands in front, and an answer right behind it, where nobody has asked."""
    text = "⊢" + "\n\n".join(m["content"] for m in body["messages"] if m["role"] == "system")
    for message in body["messages"]:
        match message["role"]:
            case "user":
                text += f"⟨{message['content']}⟩"
            case "assistant":
                text += f"{message['content']}⊣"
            case "system":
                pass
            case _:
                raise DeclarationError("no such role")
    return text


def named(body: dict[str, Any]) -> str:
    """As Kimi K2's: a name takes the place of the role, and tools are a message of their own in front."""
    tools = f"⟦tool_declare⟩{body['tools']}⟧" if body.get("tools") else ""
    sign = {"system": "⟦", "user": "⟨"}
    messages = [(sign.get(m["role"], "⊢"), m.get("name", m["role"]), m["content"]) for m in body["messages"]]
    return tools + "".join(f"{begin}{name}⟩{content}⟧" for begin, name, content in messages)


def deliberate(body: dict[str, Any]) -> str:
    """As Apertus's: a developer's message that nobody has sent stands behind the system's, with the tools in it."""
    text = ""
    for number, message in enumerate(body["messages"]):
        text += f"⟦{message['role']}\n{message['content']}⟧"
        if number == 0:
            tools = f"Tools: {body['tools']}" if body.get("tools") else "Tools: disabled"
            text += f"⟨Deliberation: disabled\n{tools}⟩"
    return text


def learn(render: Render) -> Template:
    async def tokenize(body: dict[str, Any]) -> list[int]:
        if any(not isinstance(message["content"], str) for message in body["messages"]):
            raise DeclarationError("no content in parts")
        return [ord(character) for character in render(body)]

    return asyncio.run(learn_markers(tokenize, CONTROL)).template()


def messages(render: Render, *pairs: tuple[str, str], **extra: Any) -> list[tuple[str, str]]:
    """Role and text of each message that the learnt markers find in a rendering."""
    body = {"messages": [{"role": role, "content": content} for role, content in pairs], **extra}
    text = render(body)
    found = learn(render).messages([ord(character) for character in text])
    return [(message.role, text[message.start : message.end]) for message in found]


@pytest.mark.parametrize("render", [chatml, headers])
def test_messages_are_found_by_the_markers_that_were_learnt(render: Render) -> None:
    found = messages(render, ("system", "Be kind."), ("user", "Hi there"), ("assistant", "\nHo"), ("user", "Bye"))
    assert [role for role, _ in found] == ["system", "user", "assistant"]
    for (_, text), content in zip(found, ["Be kind.", "Hi there", "\nHo"], strict=True):
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


def test_a_control_token_that_begins_no_marker_ends_the_search() -> None:
    found = messages(chatml, ("system", "Be kind."), ("user", "Hi ⟦there⟧"), ("system", "Be brief."), ("user", "Bye"))
    assert found == [("system", "⟦system\nBe kind.")]


def test_an_unknown_role_is_not_taken_for_one_whose_name_begins_alike() -> None:
    found = messages(chatml, ("system", "Be kind."), ("systematic", "Mine."), ("system", "Be brief."), ("user", "Bye"))
    assert found == []


TOOLS = [{"type": "function", "function": {"name": "book"}}]


@pytest.mark.parametrize("render", [chatml, headers, joined, named, deliberate])
@pytest.mark.parametrize("roles", ["SU", "SUAU", "SAU", "SSU", "U", "AU", "SUSU", "S", "UAU"])
@pytest.mark.parametrize("extra", [{}, {"tools": TOOLS}], ids=["plain", "tools"])
@pytest.mark.parametrize("name", [None, "system", "Bob"])
def test_the_system_s_messages_hold_no_word_of_the_others(
    render: Render, roles: str, extra: dict[str, Any], name: str | None
) -> None:
    kinds = {"S": "system", "U": "user", "A": "assistant"}
    sent = [{"role": kinds[role], "content": f"{role}§ {role}§"} for role in roles]
    text = render({"messages": [{**one, "name": name} if name else one for one in sent], **extra})
    template = learn(render)
    for found in template.messages([ord(character) for character in text]):
        if found.role == "system" and template.holds("system") <= {"system", "developer"}:
            assert not {"U§", "A§"} & {text[at : at + 2] for at in range(found.start, found.end - 1)}


@pytest.mark.parametrize("render", [chatml, headers, joined, named, deliberate])
def test_the_system_s_message_before_a_user_s_can_be_voted_for(render: Render) -> None:
    """The control of the test above."""
    found = messages(render, ("system", "Be kind."), ("user", "Hi"))
    assert [role for role, text in found if "Be kind." in text] == ["system"]
    assert learn(render).holds("system") <= {"system", "developer"}


def test_what_a_role_of_the_markers_holds_are_all_roles_whose_words_stand_there() -> None:
    def mixed(body: dict[str, Any]) -> str:
        """What the system says is written again behind what a user says, once there is an answer."""
        answered = any(m["role"] == "assistant" for m in body["messages"])
        said = "".join(m["content"] for m in body["messages"] if m["role"] == "system" and answered)
        users = [{**m, "content": m["content"] + " " + said} if m["role"] == "user" else m for m in body["messages"]]
        return chatml({**body, "messages": users})

    template = learn(mixed)
    assert template.holds("user") >= {"user", "system"}
    assert "user" not in template.holds("system")
