from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from safekv.config import DeclaredPrefix
from safekv.edge.rendering import Rendered, render
from safekv.errors import DeclarationError

Template = Callable[[dict[str, Any]], str]


def chatml(body: dict[str, Any]) -> str:
    tools = f"<tools>{body['tools']}</tools>" if body.get("tools") else ""
    return tools + "".join(f"<{m['role']}>{m.get('content') or ''}</{m['role']}>" for m in body["messages"])


def drops_reasoning(body: dict[str, Any]) -> str:
    """As several models do: what an assistant thought disappears once another turn has begun."""
    last = len(body["messages"]) - 1
    return "".join(
        f"<{m['role']}>{'' if m['role'] == 'assistant' and i < last - 1 else m['content']}</{m['role']}>"
        for i, m in enumerate(body["messages"])
    )


def tools_at_the_end(body: dict[str, Any]) -> str:
    return "".join(f"<{m['content']}>" for m in reversed(body["messages"]))


def dated(body: dict[str, Any]) -> str:
    return f"{len(body['messages'])} messages:" + chatml(body)


def uppercase(body: dict[str, Any]) -> str:
    return chatml(body).upper()


def rendered(template: Template = chatml, merge: str = "", **prefix: Any) -> tuple[Rendered, str]:
    """Render a prefix with one token per character; `merge` is a pair of characters that becomes one token."""

    async def tokenize(body: dict[str, Any]) -> list[int]:
        text = body["prompt"] if "prompt" in body else template(body)
        if merge:
            text = text.replace(merge, chr(0xE000))
        return [ord(character) for character in text]

    found = asyncio.run(render(DeclaredPrefix.model_validate({"name": "a", **prefix}), tokenize))
    return found, "".join(map(chr, found.tokens)).replace(chr(0xE000), merge)


SYSTEM = {"role": "system", "content": "Be kind."}
USER = {"role": "user", "content": "Hello?"}
ASSISTANT = {"role": "assistant", "content": "Hi!"}
CALL = {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", "type": "function"}]}
TOOL = {"role": "tool", "tool_call_id": "c1", "content": "42"}


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        pytest.param([SYSTEM], "<system>Be kind.</system><", id="system"),
        pytest.param([SYSTEM, USER], "<system>Be kind.</system><user>Hello?</user>", id="to a user"),
        pytest.param(
            [SYSTEM, USER, ASSISTANT],
            "<system>Be kind.</system><user>Hello?</user><assistant>Hi!</assistant><",
            id="to an assistant",
        ),
        pytest.param([USER, CALL], "<user>Hello?</user><assistant></assistant><", id="to a call of a tool"),
        pytest.param(
            [USER, CALL, TOOL],
            "<user>Hello?</user><assistant></assistant><tool>42</tool>",
            id="to an answer of a tool",
        ),
        pytest.param(
            [{"role": "system", "content": [{"type": "text", "text": "Be kind."}]}],
            "<system>[{'type': 'text', 'text': 'Be kind.'}]</system><",
            id="content in parts",
        ),
    ],
)
def test_a_prefix_is_what_every_continuation_begins_with(messages: list[dict[str, Any]], text: str) -> None:
    found, shown = rendered(messages=messages)
    assert shown == text
    assert len(found.boundaries) == len(messages)
    assert list(found.boundaries) == sorted(found.boundaries)
    assert found.boundaries[-1] == len(found.tokens)


def test_boundaries_are_where_messages_end() -> None:
    found, shown = rendered(messages=[SYSTEM, USER])
    assert [shown[:end] for end in found.boundaries] == ["<system>Be kind.</system><", shown]


def test_tools_and_template_arguments_reach_the_template() -> None:
    seen: list[dict[str, Any]] = []

    def spy(body: dict[str, Any]) -> str:
        seen.append(body)
        return chatml(body)

    _, shown = rendered(spy, messages=[SYSTEM], tools=[{"x": 1}], chat_template_kwargs={"think": False})
    assert shown.startswith("<tools>")
    assert all(body["chat_template_kwargs"] == {"think": False} for body in seen)
    assert {body["add_generation_prompt"] for body in seen} == {False, True}


@pytest.mark.parametrize(
    ("template", "messages", "number"),
    [
        pytest.param(drops_reasoning, [USER, ASSISTANT, USER], 2, id="a message disappears later"),
        pytest.param(tools_at_the_end, [SYSTEM], 1, id="the order is turned round"),
        pytest.param(dated, [SYSTEM], 1, id="something that changes stands in front"),
    ],
)
def test_a_prefix_that_the_template_does_not_keep_is_refused_not_shortened(
    template: Template, messages: list[dict[str, Any]], number: int
) -> None:
    with pytest.raises(DeclarationError, match=f"renders message {number} .*differently") as refused:
        rendered(template, messages=messages)
    assert "Be kind" not in str(refused.value)


def test_what_is_compared_is_what_the_engine_renders_not_what_was_written() -> None:
    _, shown = rendered(uppercase, messages=[SYSTEM])
    assert shown == "<SYSTEM>BE KIND.</SYSTEM><"


def test_what_an_assistant_may_say_next_is_not_in_the_prefix_either() -> None:
    found, _ = rendered(messages=[SYSTEM])
    prompt = chatml({"messages": [SYSTEM, ASSISTANT, USER]})
    assert prompt.startswith("".join(map(chr, found.tokens)))


def last_system_only(body: dict[str, Any]) -> str:
    """As DeepSeek's R1: a later system message takes the place of the former."""
    systems = [m["content"] for m in body["messages"] if m["role"] == "system"]
    return (systems or [""])[-1] + chatml({"messages": [m for m in body["messages"] if m["role"] != "system"]})


def test_a_continuation_that_takes_the_message_away_is_another_prompt() -> None:
    _, shown = rendered(last_system_only, messages=[SYSTEM])
    assert shown == "Be kind.<"


def tools_last(body: dict[str, Any]) -> str:
    return chatml({"messages": body["messages"]}) + str(body.get("tools") or "")


@pytest.mark.parametrize(("template", "said"), [(chatml, 0), (tools_last, 1)], ids=["in front", "behind"])
def test_tools_that_are_not_in_the_prefix_are_told(template: Template, said: int) -> None:
    found, _ = rendered(template, messages=[SYSTEM], tools=[{"x": 1}])
    assert len(found.remarks) == said
    assert all("'a': the model's chat template writes the declared tools behind" in remark for remark in found.remarks)


def test_white_space_that_the_template_trims_is_no_reason_to_refuse() -> None:
    def trims(body: dict[str, Any]) -> str:
        return chatml({"messages": [{**m, "content": m["content"].strip()} for m in body["messages"]]})

    _, shown = rendered(trims, messages=[{"role": "system", "content": "  Be\nkind. \n"}])
    assert shown == "<system>Be\nkind.</system><"


@pytest.mark.parametrize("calls", ["x", ["x"], [None], {"id": "c1"}, 7], ids=repr)
def test_calls_of_tools_that_make_no_sense_are_a_clear_error(calls: object) -> None:
    with pytest.raises(DeclarationError):
        rendered(messages=[USER, {**CALL, "tool_calls": calls}])


# ── raw text ─────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_its_own_prefix() -> None:
    found, shown = rendered(text="Once upon a time\n")
    assert shown == "Once upon a time\n"
    assert found.boundaries == (len("Once upon a time\n"),)


def test_the_end_of_a_text_that_merges_with_what_follows_is_left_off() -> None:
    _, shown = rendered(text="the end.", merge=".A")
    assert shown == "the end"


def test_a_text_that_is_rendered_otherwise_as_a_whole_is_refused() -> None:
    def tokenize_by_length(text: str) -> list[int]:
        return [len(text), *map(ord, text)]

    async def tokenize(body: dict[str, Any]) -> list[int]:
        return tokenize_by_length(body["prompt"])

    with pytest.raises(DeclarationError, match="only 0 of 18 tokens are stable; end the text at a line break"):
        asyncio.run(render(DeclaredPrefix(name="a", text="Once upon a time\n"), tokenize))
