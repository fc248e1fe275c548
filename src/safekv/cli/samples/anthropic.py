"""A sample of /v1/messages, as the engine makes a chat request of it.

As AnthropicServingMessages.to_chat_completion_request of vLLM 0.32, block by block. What that makes of a request
depends on the server in two places: where a system message among the others goes, and what effort `thinking: disabled`
is. Both are refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from safekv.cli.samples.fields import check, known_keys, listed, mapping, string
from safekv.cli.samples.sample import Sample
from safekv.errors import DeclarationError

SHAPING = ("system", "messages", "tools", "tool_choice", "thinking", "output_config", "chat_template_kwargs")
IGNORED = frozenset({"stop_sequences", "anthropic_version", "anthropic_beta", "betas"})

_BLOCKS = frozenset({"tool_use", "tool_result", "thinking", "redacted_thinking"})
_BILLING = "x-anthropic-billing-header"  # of Claude Code; differs in each request, and the engine leaves it out
_CHOICES = {"auto": "auto", "any": "required", "none": "none"}
_BLOCK_KEYS = ("type", "text", "cache_control")


def is_one(request: Mapping[Any, Any]) -> bool:
    """Whether a request with `messages` is one of Anthropic's API: something in it that OpenAI's has not."""
    if request.keys() & {"system", "thinking", "output_config", *IGNORED}:
        return True
    tools, messages = request.get("tools"), request.get("messages")
    if any("input_schema" in tool for tool in tools or () if isinstance(tool, Mapping)):
        return True
    contents = [m.get("content") for m in messages or () if isinstance(m, Mapping)]
    return any(_foreign(block) for content in contents if isinstance(content, list) for block in content)


def _foreign(block: object) -> bool:
    return isinstance(block, Mapping) and (block.get("type") in _BLOCKS or "source" in block)


def read(request: Mapping[Any, Any]) -> Sample:
    """The sample. Raises DeclarationError."""
    given = check(request, SHAPING, ignored=IGNORED)
    system = _system(given.get("system"))
    messages = [mapping(f"message {n}", m) for n, m in enumerate(listed("messages", given.get("messages", [])), 1)]
    _check_roles(messages, beside=system is not None)
    first = [] if system is None else [system]
    roles = (*("system" for _ in first), *(str(message["role"]) for message in messages))
    if not roles:
        raise DeclarationError("has no messages")

    def convert(count: int) -> list[dict[str, Any]]:
        chosen = enumerate(messages[: count - len(first)], start=len(first) + 1)
        return [*first, *(made for number, message in chosen for made in _messages(f"message {number}", message))]

    return Sample(roles=roles, convert=convert, fields=_fields(given))


def _check_roles(messages: list[Mapping[Any, Any]], *, beside: bool) -> None:
    """The engine moves system messages to the front for some templates, so one is understood only if it stands there.

    Raises DeclarationError.
    """
    for number, message in enumerate(messages, start=1):
        role = message.get("role")
        if role not in ("user", "assistant", "system"):
            raise DeclarationError(f"messages: entry {number} has the role {str(role)[:40]!r}, none of Anthropic's")
        if role == "system" and (number > 1 or beside):
            raise DeclarationError(
                f"messages: entry {number} is a system message among the others; whether the engine moves it to the "
                "front depends on the model's template, so it cannot be known what such prompts begin with"
            )


def _system(given: object) -> dict[str, Any] | None:
    """The first message, if there is something in it."""
    text = given if isinstance(given, str) else "".join(_system_texts("system", given)) if given else ""
    return {"role": "system", "content": text} if text else None


def _system_texts(what: str, blocks: object) -> list[str]:
    texts = [_text(f"{what}, block {number}", block) for number, block in enumerate(listed(what, blocks), start=1)]
    return [text for text in texts if not text.startswith(_BILLING)]


def _text(what: str, block: object) -> str:
    fields = mapping(what, block)
    if fields.get("type") != "text":
        raise DeclarationError(f"{what} is of type {str(fields.get('type'))[:40]!r}; only text can be declared")
    known_keys(what, fields, _BLOCK_KEYS, empty=("citations",))
    return string(what, fields.get("text", ""))


def _messages(what: str, message: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """The chat messages of one message: results of tools come first, each a message of its own."""
    known_keys(what, message, ("role", "content"), empty=("id", "type", "model"))
    role, content = message["role"], message.get("content")
    if role == "system":
        system = _system("" if isinstance(content, str) and content.startswith(_BILLING) else content)
        return [] if system is None else [system]
    if isinstance(content, str):
        return [{"role": role, "content": content}]
    before: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    thoughts: list[str] = []
    for number, given in enumerate(listed(f"{what}, content", content), start=1):
        where, block = f"{what}, block {number}", mapping(f"{what}, block {number}", given)
        match block.get("type"):
            case "tool_use":
                calls.append(_call(where, block))
            case "tool_result" if role == "user":
                before.append(_result(where, block))
            case "thinking":
                known_keys(where, block, ("type", "thinking", "signature"))
                thoughts.append(string(where, block.get("thinking")))
            case "redacted_thinking":
                known_keys(where, block, ("type", "data"))  # the engine leaves it out
            case _:
                if text := _text(where, block):
                    parts.append({"type": "text", "text": text})
    made: dict[str, Any] = {"role": role}
    made |= {"reasoning": "".join(thoughts)} if thoughts else {}
    made |= {"tool_calls": calls} if calls else {}
    made |= {"content": parts[0]["text"] if len(parts) == 1 else parts} if parts else {}
    return [*before, *([] if role == "user" and not parts else [made])]


def _call(what: str, block: Mapping[Any, Any]) -> dict[str, Any]:
    known_keys(what, block, ("type", "id", "name", "input", "cache_control"), empty=("caller",))
    function = {"name": string(what, block.get("name")), "arguments": json.dumps(block.get("input") or {})}
    return {"id": string(what, block.get("id")), "type": "function", "function": function}


def _result(what: str, block: Mapping[Any, Any]) -> dict[str, Any]:
    known_keys(what, block, ("type", "tool_use_id", "content", "is_error", "cache_control"))
    content = block.get("content") or ""
    parts = enumerate(content if isinstance(content, list) else (), start=1)
    text = content if isinstance(content, str) else "\n".join(_text(f"{what}, part {n}", part) for n, part in parts)
    return {"role": "tool", "tool_call_id": string(what, block.get("tool_use_id")), "content": text}


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """What else shapes the prompt, under the names of a declaration."""
    fields: dict[str, Any] = {}
    if "chat_template_kwargs" in given:
        fields["chat_template_kwargs"] = given["chat_template_kwargs"]
    if "tools" in given:
        tools = enumerate(listed("tools", given["tools"]), start=1)
        fields["tools"] = [_tool(f"tool {number}", tool) for number, tool in tools]
    if "tool_choice" in given:
        fields["tool_choice"] = _choice(mapping("tool_choice", given["tool_choice"]))
    thinking = mapping("thinking", given.get("thinking", {}))
    if thinking.get("type") not in (None, "enabled", "adaptive"):
        raise DeclarationError(
            "thinking: which effort the engine takes for a thinking that is disabled depends on the model; leave it "
            "out and give chat_template_kwargs as the template has them"
        )
    output = mapping("output_config", given.get("output_config", {}))
    known_keys("output_config", output, ("effort", "format"))
    fields |= {"reasoning_effort": output["effort"]} if output.get("effort") else {}
    if output.get("format"):
        form = mapping("output_config.format", output["format"])
        schema = {"name": form.get("type"), "schema": form.get("schema")}
        fields["response_format"] = {"type": form.get("type"), "json_schema": schema}
    return fields


def _tool(what: str, given: object) -> dict[str, Any]:
    tool = mapping(what, given)
    if tool.get("type", "custom") != "custom" or "input_schema" not in tool:
        raise DeclarationError(f"{what}: is not defined in the request (no input_schema), and not known to the engine")
    known = ("type", "name", "description", "input_schema", "strict", "defer_loading", "cache_control")
    known_keys(what, tool, known, empty=("input_examples", "allowed_callers"))
    schema = dict(mapping(what, tool["input_schema"]))
    schema.setdefault("type", "object")
    function = {"name": string(what, tool.get("name")), "description": tool.get("description"), "parameters": schema}
    function |= {key: tool[key] for key in ("strict", "defer_loading") if tool.get(key) is not None}
    return {"type": "function", "function": function}


def _choice(given: Mapping[Any, Any]) -> Any:
    known_keys("tool_choice", given, ("type", "name", "disable_parallel_tool_use"))
    if given.get("type") == "tool":
        return {"type": "function", "function": {"name": string("tool_choice", given.get("name"))}}
    try:
        return _CHOICES[str(given.get("type"))]
    except KeyError:
        raise DeclarationError(f"tool_choice: {str(given.get('type'))[:40]!r} is none of Anthropic's") from None
