"""Row 1 of what strangers met: requests of other APIs become the chat messages that the engine makes of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from safekv.cli.samples import anthropic, chat, fields, responses
from safekv.config import DeclaredPrefix
from safekv.errors import DeclarationError
from tests.unit.cli.samples.reading import read, system, user

pytest.importorskip("vllm")
from vllm.entrypoints.anthropic.protocol import AnthropicMessagesRequest
from vllm.entrypoints.anthropic.serving import AnthropicServingMessages
from vllm.entrypoints.openai.chat_completion.protocol import ChatCompletionRequest
from vllm.entrypoints.openai.completion.protocol import CompletionRequest
from vllm.entrypoints.openai.responses.protocol import ResponsesRequest
from vllm.entrypoints.openai.responses.utils import construct_input_messages, construct_tool_dicts
from vllm.entrypoints.serve.tokenize.protocol import TokenizeChatRequest

from safekv.edge.rendering import ChatApi, template_fields

pytestmark = pytest.mark.engine

WEATHER = {"name": "weather", "description": "Tells the weather.", "input_schema": {"properties": {"city": {}}}}
CALL = {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Ulm", "days": 3}}
RESULT = {"type": "tool_result", "tool_use_id": "call_1", "content": "Sunny."}
PARTS = {**RESULT, "content": [{"type": "text", "text": "Sunny."}, {"type": "text", "text": "Dry."}], "is_error": False}
THOUGHT = {"type": "thinking", "thinking": "Look it up.", "signature": "x"}
REDACTED = {"type": "redacted_thinking", "data": "x"}


def text(content: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": content, **more}


def assistant(*blocks: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


CACHED = {"cache_control": {"type": "ephemeral"}}
ANTHROPIC: dict[str, dict[str, Any]] = {
    "a system prompt": {"system": "Be brief.", "messages": [user()]},
    "in blocks": {"system": [text("Be "), text("brief.", **CACHED)], "messages": [user()]},
    "of Claude Code": {"system": [text("x-anthropic-billing-header: 1"), text("Be brief.")], "messages": [user()]},
    "in the messages": {"messages": [system(), user([text("Hi", **CACHED)]), assistant(THOUGHT, text("Hm."))]},
    "empty": {"system": [text("")], "messages": [user([text("Hi"), text(""), text("there")])]},
    "a tool": {
        "system": "Be brief.",
        "tools": [WEATHER, {**WEATHER, "name": "b", "type": "custom", "strict": True, **CACHED}],
        "messages": [
            user("Ulm?"),
            assistant(THOUGHT, REDACTED, text("I look."), CALL, {**CALL, "id": "call_2", "input": {}}),
            user([RESULT, {**PARTS, "tool_use_id": "call_2"}]),
            assistant(text("Sunny.")),
            user([PARTS, text("Thanks."), text("And now?")]),
            assistant(CALL),
            user([{**RESULT, "content": ""}]),
        ],
        "tool_choice": {"type": "any", "disable_parallel_tool_use": True},
    },
    "a tool by name": {"system": "x", "tools": [WEATHER], "tool_choice": {"type": "tool", "name": "weather"}},
    "an effort": {"system": "x", "output_config": {"effort": "high"}, "thinking": {"type": "adaptive"}},
    "a form": {"system": "x", "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}},
    "variables": {
        "system": "x",
        "chat_template_kwargs": {"y": 1},
        "stop_sequences": ["z"],
        "metadata": {"user_id": "u"},
    },
}


def shapes(request: ChatCompletionRequest) -> dict[str, Any]:
    """What of a chat request reaches the renderer."""
    params = request.build_chat_params(None, "auto")
    given = {name: value for name, value in params.chat_template_kwargs.items() if name != "add_generation_prompt"}
    tools = [tool.model_dump() for tool in request.tools or ()]
    return {"messages": request.messages, "variables": given, "tools": tools, "choice": params.tool_choice}


@pytest.mark.parametrize("sample", ANTHROPIC.values(), ids=ANTHROPIC)
@pytest.mark.parametrize("merge", [False, True])
def test_an_anthropic_request_is_what_the_engine_makes_of_it(sample: dict[str, Any], merge: bool) -> None:
    whole = {"model": "m", "max_tokens": 9, "messages": [], **sample}
    theirs = AnthropicServingMessages.to_chat_completion_request(
        AnthropicMessagesRequest.model_validate(json.loads(json.dumps(whole))), merge_inline_system=merge
    )
    count = len(whole["messages"]) + bool(sample.get("system") and theirs.messages[0]["role"] == "system")
    declared = read(whole, count, include_user=True).fields
    ours = ChatCompletionRequest.model_validate({"model": "m", **declared})
    expected, found = shapes(theirs), shapes(ours)
    assert json.dumps(found["messages"]) == json.dumps(expected["messages"])
    assert found == expected
    if theirs.response_format is not None:
        assert ours.response_format == theirs.response_format


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ({"messages": [user("x"), system("late")]}, "system message among the others"),
        ({"messages": [system("x"), user("x")]}, "system message among the others"),
        ({"thinking": {"type": "disabled"}}, "thinking: "),
        ({"system": [{"type": "image", "source": {}}]}, "block 1 is of type 'image'"),
        ({"messages": [user([{"type": "image", "source": {}}])]}, "block 1 is of type 'image'"),
        ({"messages": [user([{"type": "document", "source": {}}])]}, "block 1 is of type 'document'"),
        ({"messages": [user([{**RESULT, "content": [{"type": "image", "source": {}}]}])]}, "'image'"),
        ({"messages": [assistant(RESULT)]}, "block 1 is of type 'tool_result'"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "the role 'tool'"),
        ({"messages": [user([{**CALL, "id": None}])]}, "expected a string"),
        ({"messages": [user([text("x", weight=1)])]}, "the key 'weight'"),
        ({"messages": [{**user("x"), "weight": 1}]}, "the key 'weight'"),
        ({"tools": [{"type": "bash_20250124", "name": "bash"}]}, "tool 1: is not defined in the request"),
        ({"tools": [{**WEATHER, "eager": True}]}, "the key 'eager'"),
        ({"tool_choice": {"type": "perhaps"}}, "tool_choice: 'perhaps'"),
        ({"output_config": {"length": 1}}, "the key 'length'"),
        ({"mcp_servers": [1]}, "'mcp_servers' is not understood"),
        ({"context_management": {}}, "'context_management' is not understood"),
        ({"reasoning_effort": "high"}, "'reasoning_effort' is not understood"),
        ({"messages": 1}, "messages: expected a list"),
    ],
)
def test_what_the_server_alone_knows_is_refused_by_name(sample: dict[str, Any], said: str) -> None:
    whole = {"system": "Be brief.", "messages": [user("x")], **sample}
    with pytest.raises(DeclarationError, match=said):
        read(whole, 1 + len(whole["messages"]) if isinstance(whole["messages"], list) else 1, include_user=True)


# ── /v1/responses ────────────────────────────────────────────────────────────────────────────────

FUNCTION = {"type": "function", "name": "f", "description": "F.", "parameters": {"type": "object"}, "strict": True}
FUNCTION_CALL = {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c1", "output": "1"}
RESPONSES: dict[str, dict[str, Any]] = {
    "a text": {"instructions": "Be brief.", "input": "Hi"},
    "messages": {
        "input": [{"role": "developer", "content": "Be brief."}, user([{"type": "input_text", "text": "Hi"}])]
    },
    "no instructions": {"input": [system(), user("x"), {"role": "assistant", "content": "y"}, user("z")]},
    "a function": {
        "instructions": "Be brief.",
        "tools": [FUNCTION],
        "tool_choice": "required",
        "input": [
            user("x"),
            {"role": "assistant", "content": "I look."},
            FUNCTION_CALL,
            {**FUNCTION_CALL, "call_id": "c2"},
            OUTPUT,
            {**OUTPUT, "call_id": "c2"},
            user("z"),
        ],
    },
    "an effort": {"instructions": "x", "input": "y", "reasoning": {"effort": "low", "summary": "auto"}},
    "variables": {"instructions": "x", "input": "y", "chat_template_kwargs": {"z": 1}, "text": {"verbosity": "low"}},
}


@pytest.mark.parametrize("sample", RESPONSES.values(), ids=RESPONSES)
def test_a_responses_request_is_what_the_engine_makes_of_it(sample: dict[str, Any]) -> None:
    request = ResponsesRequest.model_validate({"model": "m", **json.loads(json.dumps(sample))})
    theirs = construct_input_messages(request_instructions=request.instructions, request_input=request.input)
    items = 1 if isinstance(sample["input"], str) else len(sample["input"])
    declared = read(sample, items + bool(sample.get("instructions")), include_user=True).fields
    ours = DeclaredPrefix.model_validate({"name": "a", **declared})
    assert ours.messages is not None
    read_anew = [DeclaredPrefix.model_validate({"name": "b", "messages": theirs}).messages]
    assert [ours.messages] == read_anew
    tools = construct_tool_dicts(request.tools, request.tool_choice)
    chat_request = ChatCompletionRequest.model_validate({"model": "m", **declared})
    assert [tool.model_dump() for tool in chat_request.tools or ()] == (tools or [])
    effort = request.build_chat_params(None, "auto").chat_template_kwargs.get("reasoning_effort")
    assert chat_request.reasoning_effort == effort


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ({"previous_response_id": "r"}, "previous_response_id: "),
        ({"prompt": {"id": "p"}}, "prompt: the server of the API"),
        ({"truncation": "auto"}, "truncation: "),
        ({"input": [{"type": "reasoning", "summary": []}]}, "of type 'reasoning'"),
        ({"input": [{"type": "item_reference", "id": "x"}]}, "of type 'item_reference'"),
        ({"input": [user([{"type": "input_image", "image_url": "data:,"}])]}, "'input_image'"),
        ({"input": [{"role": "assistant", "status": "incomplete", "content": "x"}]}, "it is not complete"),
        ({"input": [{**OUTPUT, "output": [1]}]}, "expected a string"),
        ({"tools": [{"type": "web_search"}]}, "tool 1: of type 'web_search'"),
        ({"documents": []}, "'documents' is not understood"),
    ],
)
def test_a_responses_request_that_is_not_understood_is_refused_by_name(sample: dict[str, Any], said: str) -> None:
    whole = {"instructions": "Be brief.", "input": "x", **sample}
    with pytest.raises(DeclarationError, match=said):
        read(whole, 2, include_user=True)


def test_an_answer_is_not_cut_from_its_call() -> None:
    whole = {"instructions": "x", "input": [user("y"), {"role": "assistant", "content": "z"}, FUNCTION_CALL]}
    with pytest.raises(DeclarationError, match="cuts an answer"):
        read(whole, 3, include_user=True)
    assert len(read(whole, 4, include_user=True).fields["messages"]) == 3


# ── every field that the engine knows has been thought about ─────────────────────────────────────


@pytest.mark.parametrize(
    ("request_class", "shaping", "ignored"),
    [
        pytest.param(ChatCompletionRequest, {"messages", *chat.SHAPING}, frozenset(), id="chat"),
        pytest.param(CompletionRequest, {"prompt", "add_special_tokens"}, {"response_format"}, id="completions"),
        pytest.param(AnthropicMessagesRequest, set(anthropic.SHAPING), anthropic.IGNORED, id="messages"),
        pytest.param(ResponsesRequest, set(responses.SHAPING), responses.IGNORED, id="responses"),
    ],
)
def test_every_field_of_the_engine_is_declared_ignored_or_refused(
    request_class: Any, shaping: set[str], ignored: frozenset[str]
) -> None:
    known = shaping | fields.IGNORED | fields.REFUSED.keys() | ignored
    assert set(request_class.model_fields) <= known
    assert not shaping & (fields.IGNORED | fields.REFUSED.keys())


# ── from a declaration to the template ───────────────────────────────────────────────────────────

DECLARED: list[dict[str, Any]] = [
    {},
    {"reasoning_effort": "high"},
    {"reasoning_effort": "none", "chat_template_kwargs": {"x": 1}},
    {"reasoning_effort": "low", "chat_template_kwargs": {"enable_thinking": False, "reasoning_effort": "high"}},
    {"documents": [{"title": "a", "text": "b"}], "chat_template_kwargs": {"documents": []}},
    {"chat_template": "{{ 1 }}", "add_special_tokens": True},
    {"tools": [{"type": "function", "function": {"name": "f", "strict": None}}], "tool_choice": "auto"},
    {"continue_final_message": True, "add_generation_prompt": False},
]


@pytest.mark.parametrize("more", DECLARED, ids=str)
def test_a_declaration_reaches_the_template_as_a_request_would(more: dict[str, Any]) -> None:
    given = {"messages": [system()], **json.loads(json.dumps(more))}
    theirs = ChatCompletionRequest.model_validate(given).build_chat_params("default", "auto")
    body = template_fields(DeclaredPrefix.model_validate({"name": "a", **given}), ChatApi())
    sent = {name: value for name, value in body.items() if value is not None}
    ours = TokenizeChatRequest.model_validate({"messages": [system()], **sent})
    found = ours.build_chat_params("default", "auto")

    def told(variables: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in variables.items() if name != "add_generation_prompt"}

    assert told(found.chat_template_kwargs) == told(theirs.chat_template_kwargs)
    assert found.chat_template == theirs.chat_template
    assert ours.add_special_tokens == ChatCompletionRequest.model_validate(given).add_special_tokens


def test_tools_that_the_server_drops_are_not_declared() -> None:
    given = {"name": "a", "messages": [system()], "tools": [{"type": "function", "function": {"name": "f"}}]}
    for choice, drops, there in (("none", True, False), ("none", False, True), ("auto", True, True)):
        prefix = DeclaredPrefix.model_validate({**given, "tool_choice": choice})
        assert bool(template_fields(prefix, ChatApi(drops_unchosen_tools=drops))["tools"]) is there


@pytest.mark.parametrize("more", [{"tool_choice": "required"}, {"response_format": {"type": "json_object"}}], ids=str)
def test_a_renderer_that_writes_what_cannot_be_asked_for_is_refused_by_name(more: dict[str, Any]) -> None:
    prefix = DeclaredPrefix.model_validate({"name": "a", "messages": [system()], **more})
    (field,) = more
    with pytest.raises(DeclarationError, match=f"'a': this model's prompts say what {field} is"):
        template_fields(prefix, ChatApi(renderer="KimiK3Renderer"))
    assert template_fields(prefix, ChatApi(renderer="HfRenderer"))
