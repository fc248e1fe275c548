"""Row 1 of what strangers met: by real templates, requests begin with what is declared, whatever shapes them."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from safekv.config import DeclaredPrefix
from safekv.edge.rendering import render
from safekv.errors import DeclarationError

pytest.importorskip("vllm")
from vllm.entrypoints.openai.chat_completion.protocol import ChatCompletionRequest

from tests.unit.edge.chat_models import TEMPLATES, ChatModel

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not TEMPLATES, reason="needs ../shared/data/chat_templates"),
]

SYSTEM = {"role": "system", "content": "Answer from the price list, in one sentence."}
TOOL = {
    "type": "function",
    "function": {"name": "look_up", "description": "Looks up.", "parameters": {"type": "object", "properties": {}}},
}
SHAPES: dict[str, dict[str, Any]] = {
    "plain": {},
    "tools": {"tools": [TOOL]},
    "an effort": {"reasoning_effort": "high"},
    "no effort": {"reasoning_effort": "none"},
    "documents": {"documents": [{"title": "Prices", "text": "All is free."}]},
    "variables": {"chat_template_kwargs": {"enable_thinking": False}},
}


FOLLOWED = {
    "by a user": [("user", "How much is it?")],
    "by a longer one": [("user", "x" * 40)],
    "by a conversation": [("user", "Hm."), ("assistant", "So."), ("user", "And?")],
    "by an assistant": [("assistant", "Good day!"), ("user", "How much is it?")],
}


def request_of(model: ChatModel, shape: dict[str, Any], followed: list[tuple[str, str]]) -> list[int]:
    """The prompt of a chat request, with the variables that the engine gives to the template."""
    messages = [SYSTEM, *({"role": role, "content": content} for role, content in followed)]
    request = ChatCompletionRequest.model_validate({"messages": messages, **shape})
    variables = request.build_chat_params(None, "auto").chat_template_kwargs
    tools = [tool.model_dump() for tool in request.tools or ()] or None
    given = {name: value for name, value in variables.items() if name not in ("add_generation_prompt", "documents")}
    body = {"messages": messages, "tools": tools, "chat_template_kwargs": given, "add_generation_prompt": True}
    return asyncio.run(model.tokenize({**body, "documents": variables.get("documents")}))


def declared(model: ChatModel, shape: dict[str, Any]) -> tuple[int, ...]:
    async def tokenize(body: dict[str, Any]) -> list[int]:
        variables = dict(body.get("chat_template_kwargs") or {})
        return await model.tokenize(
            {**body, "chat_template_kwargs": variables, "documents": variables.pop("documents", None)}
        )

    prefix = DeclaredPrefix.model_validate({"name": "a", "messages": [SYSTEM], **shape})
    return asyncio.run(render(prefix, tokenize)).tokens


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
@pytest.mark.parametrize("shape", SHAPES)
def test_requests_begin_with_what_is_declared(template: Path, shape: str) -> None:
    model = ChatModel(template.read_text())
    try:
        tokens = declared(model, SHAPES[shape])
    except DeclarationError as error:
        pytest.skip(f"the template does not take it: {str(error)[:80]}")
    tried = 0
    for followed in FOLLOWED.values():
        try:
            prompt = request_of(model, SHAPES[shape], followed)
        except DeclarationError:
            continue  # a conversation that the template refuses
        assert prompt[: len(tokens)] == list(tokens)
        tried += 1
    assert tried > 0, "no conversation was tried"


LEAST = 0.8
"""The share of templates that has to be tried with each shape: what one refuses is passed over above."""


def test_most_templates_are_tried_and_some_look_at_what_is_handed_on() -> None:
    """The controls: without it, another text would be declared; and were all refused, nothing would be shown."""
    moved, tried = Counter[str](), Counter[str]()
    for template in TEMPLATES:
        model = ChatModel(template.read_text())
        for shape, fields in SHAPES.items():
            try:
                plain, shaped = declared(model, {}), declared(model, fields)
            except DeclarationError:
                continue
            tried[shape] += 1
            moved[shape] += plain != shaped
    assert {shape for shape, count in moved.items() if count} >= {"tools", "an effort", "documents"}
    few = {shape: tried[shape] for shape in SHAPES if tried[shape] < LEAST * len(TEMPLATES)}
    assert not few, f"of {len(TEMPLATES)} templates"
