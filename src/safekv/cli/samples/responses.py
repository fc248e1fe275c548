"""A sample of /v1/responses, as the engine makes chat messages of it.

As construct_input_messages of vLLM 0.32, for the items that people write: messages, calls of functions and what they
gave. Everything else is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safekv.cli.samples.fields import check, known_keys, listed, mapping, string
from safekv.cli.samples.sample import Sample
from safekv.errors import DeclarationError

SHAPING = ("instructions", "input", "tools", "tool_choice", "reasoning", "chat_template_kwargs", "truncation", "prompt")
IGNORED = frozenset({"include", "max_output_tokens", "max_tool_calls", "enable_response_messages", "text"})

_ROLES = frozenset({"system", "developer", "user", "assistant"})
_PARTS = frozenset({"input_text", "output_text", "text"})


def read(request: Mapping[Any, Any]) -> Sample:
    """The sample. Raises DeclarationError."""
    given = check(request, SHAPING, ignored=IGNORED)
    if given.get("prompt"):
        raise DeclarationError("prompt: the server of the API keeps that text, so it is not in the file")
    if given.get("truncation") not in (None, "disabled"):
        raise DeclarationError("truncation: it cuts prompts off, so that they may begin anywhere; leave it out")
    instructions = string("instructions", given.get("instructions", ""))
    first = [{"role": "system", "content": instructions}] if instructions else []
    items = given.get("input", [])
    items = [{"role": "user", "content": items}] if isinstance(items, str) else listed("input", items)
    made = [_message(f"message {number}", item) for number, item in enumerate(items, start=len(first) + 1)]
    roles = tuple(str(message["role"]) for message in (*first, *made))
    if not roles:
        raise DeclarationError("has no messages")
    return Sample(roles=roles, convert=lambda count: _joined([*first, *made], count), fields=_fields(given))


def _message(what: str, given: object) -> dict[str, Any]:
    item = mapping(what, given)
    match item.get("type", "message"):
        case "function_call":
            known_keys(what, item, ("type", "call_id", "name", "arguments", "id", "status"))
            texts = {key: string(f"{what}, {key}", item.get(key)) for key in ("call_id", "name", "arguments")}
            function = {"name": texts["name"], "arguments": texts["arguments"]}
            call = {"id": texts["call_id"], "type": "function", "function": function}
            return {"role": "assistant", "tool_calls": [call]}
        case "function_call_output":
            known_keys(what, item, ("type", "call_id", "output", "id", "status"))
            output = string(f"{what}, output", item.get("output"))
            return {"role": "tool", "content": output, "tool_call_id": string(what, item.get("call_id"))}
        case "message" if item.get("role") in _ROLES:
            known_keys(what, item, ("type", "role", "content", "id", "status"))
            if item.get("status") not in (None, "completed"):
                raise DeclarationError(f"{what}: it is not complete, so the engine goes on with it; leave it out")
            return {"role": item["role"], "content": _content(what, item["role"], item.get("content"))}
        case kind:
            raise DeclarationError(f"{what}: an item of type {str(kind)[:40]!r} and that role is not understood")


def _content(what: str, role: str, given: object) -> str | list[dict[str, Any]]:
    if isinstance(given, str):
        return given
    parts = [mapping(what, part) for part in listed(what, given)]
    for part in parts:
        kind = str(part.get("type"))[:40]
        if kind not in _PARTS:
            raise DeclarationError(f"{what}: a part is of type {kind!r}; only text can be declared")
        known_keys(what, part, ("type", "text"), empty=("annotations", "logprobs"))
        string(what, part.get("text"))
    if role != "assistant":
        return [{"type": part["type"], "text": part["text"]} for part in parts]
    if len(parts) != 1:
        raise DeclarationError(f"{what}: of an answer in several parts the engine reads the first only; leave it out")
    return str(parts[0]["text"])


def _joined(messages: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The first `count` messages. Calls, and an answer, that follow one another are one message of the assistant's.

    Raises DeclarationError for a cut inside such a message.
    """
    joined: list[dict[str, Any]] = []
    for number, message in enumerate(messages, start=1):
        before = joined[-1] if joined else {"role": ""}
        goes_on = before["role"] == message["role"] == "assistant"
        goes_on = goes_on and ("tool_calls" in message or before.get("content") is None)
        if number > count:
            if goes_on and number == count + 1:
                raise DeclarationError(f"--up-to {count} cuts an answer from a call of a function; take both or none")
            break
        if goes_on:
            calls = [*before.get("tool_calls", []), *message.get("tool_calls", [])]
            joined[-1] = {**before, **message, **({"tool_calls": calls} if calls else {})}
        else:
            joined.append(message)
    return joined


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    fields = {key: given[key] for key in ("chat_template_kwargs",) if key in given}
    if given.get("tools"):
        tools = enumerate(listed("tools", given["tools"]), start=1)
        fields["tools"] = [_tool(f"tool {number}", tool) for number, tool in tools]
    choice = given.get("tool_choice")
    if isinstance(choice, Mapping):
        known_keys("tool_choice", choice, ("type", "name"))
        choice = {"type": "function", "function": {"name": string("tool_choice", choice.get("name"))}}
    fields |= {"tool_choice": choice} if choice is not None else {}
    reasoning = mapping("reasoning", given.get("reasoning", {}))
    known_keys("reasoning", reasoning, ("effort", "summary", "generate_summary"))
    return fields | ({"reasoning_effort": reasoning["effort"]} if reasoning.get("effort") else {})


def _tool(what: str, given: object) -> dict[str, Any]:
    tool = mapping(what, given)
    if tool.get("type") != "function":
        raise DeclarationError(f"{what}: of type {str(tool.get('type'))[:40]!r}; only functions can be declared")
    known = ("type", "name", "description", "parameters", "strict", "defer_loading")
    known_keys(what, tool, known)
    function = {key: tool[key] for key in known[1:] if key in tool}
    return {"type": "function", "function": function}
