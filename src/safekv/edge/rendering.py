"""Renders a declared prefix to tokens by the model's chat template, as far as every continuation agrees.

What tenants send is the declared messages and then something else. So each message boundary is rendered with two
different continuations, and what both renderings begin with is the prefix that every such prompt has. A declaration
whose text is not all in that prefix (a template that reorders, drops or rewrites) is refused, not shortened.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from safekv.config import DeclaredPrefix, Message
from safekv.errors import DeclarationError

Tokenize: TypeAlias = Callable[[dict[str, Any]], Awaitable[list[int]]]
"""Body of a request to the engine's /tokenize → token ids."""

Detokenize: TypeAlias = Callable[[list[int]], Awaitable[str]]

_MAX_LOST_TOKENS = 8  # a raw text's end may merge with what follows
_TAILS = ("", "A b", " 7, c")

_WRITES_API_FIELDS = frozenset({"KimiK3Renderer"})
"""Renderers of vLLM that write `tool_choice` and `response_format` into the prompt; its /tokenize takes neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatApi:
    """What the engine's chat route does beside what its /tokenize does.

    `drops_unchosen_tools`: the server runs with --exclude-tools-when-tool-choice-none. `renderer` is the class.
    """

    drops_unchosen_tools: bool = False
    renderer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The stable tokens of a declared prefix and the positions at which its messages end in them."""

    tokens: tuple[int, ...]
    boundaries: tuple[int, ...]


async def render(
    prefix: DeclaredPrefix, tokenize: Tokenize, detokenize: Detokenize, *, api: ChatApi | None = None
) -> Rendered:
    """The tokens with which every prompt of this prefix begins. `api` says what the engine's chat requests go through.

    Raises DeclarationError.
    """
    if prefix.text is not None:
        return await _render_text(prefix, tokenize)
    assert prefix.messages is not None  # noqa: S101 - one of the two, by validation
    extra = template_fields(prefix, api or ChatApi())

    async def chat(messages: Sequence[dict[str, Any]]) -> list[int]:
        return await tokenize({"messages": messages, **extra})

    messages = [message.model_dump(exclude_none=True) for message in prefix.messages]
    last = await chat(messages + _continuations(messages[-1])[0])
    boundaries = []
    for count in range(1, len(messages) + 1):
        head = messages[:count]
        renderings = [await chat(head + continuation) for continuation in _continuations(head[-1])]
        boundaries.append(common_length(last, *renderings))
    tokens = last[: boundaries[-1]]
    await _check_content(prefix.name, prefix.messages, await detokenize(tokens))
    return Rendered(tokens=tuple(tokens), boundaries=tuple(sorted(boundaries)))


def template_fields(prefix: DeclaredPrefix, api: ChatApi) -> dict[str, Any]:
    """What the engine's chat route would hand to the template, as its /tokenize takes it.

    As in ChatCompletionRequest.build_chat_params and OnlineRenderer.render_chat of vLLM 0.32: some fields become
    variables of the template there. Raises DeclarationError for a field that /tokenize cannot be told.
    """
    if api.renderer in _WRITES_API_FIELDS:
        for field in ("tool_choice", "response_format"):
            if getattr(prefix, field) not in (None, "auto"):
                raise DeclarationError(
                    f"{prefix.name!r}: this model's prompts say what {field} is, and how cannot be asked for here; "
                    "declare without it"
                )
    variables = dict(prefix.chat_template_kwargs or {})
    effort = prefix.reasoning_effort
    if effort is not None and "enable_thinking" not in variables:
        variables["enable_thinking"] = effort != "none"
    variables |= {"reasoning_effort": effort} if effort is not None else {}
    variables |= {"documents": list(prefix.documents)} if prefix.documents is not None else {}
    without_tools = prefix.tool_choice == "none" and api.drops_unchosen_tools
    return {
        "tools": list(prefix.tools) if prefix.tools and not without_tools else None,
        "chat_template": prefix.chat_template,
        "chat_template_kwargs": variables or None,
        "add_generation_prompt": bool(prefix.add_generation_prompt),
        "continue_final_message": prefix.continue_final_message,
        "add_special_tokens": prefix.add_special_tokens,
    }


async def _render_text(prefix: DeclaredPrefix, tokenize: Tokenize) -> Rendered:
    extra = {"add_special_tokens": prefix.add_special_tokens}
    whole, first, second = [await tokenize({"prompt": f"{prefix.text}{tail}", **extra}) for tail in _TAILS]
    stable = common_length(whole, first, second)
    if stable < len(whole) - _MAX_LOST_TOKENS:
        raise DeclarationError(
            f"{prefix.name!r}: the tokenizer renders this text differently depending on what follows it: only {stable} "
            f"of {len(whole)} tokens are stable; end the text at a line break"
        )
    return Rendered(tokens=tuple(whole[:stable]), boundaries=(stable,))


def _continuations(last: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Two ways to go on after a message, as different as the roles allow."""

    def user(content: str) -> dict[str, Any]:
        return {"role": "user", "content": content}

    def assistant(content: str) -> dict[str, Any]:
        return {"role": "assistant", "content": content}

    if last["role"] == "assistant" and last.get("tool_calls"):
        try:
            called = last["tool_calls"][0].get("id", "call")
        except (TypeError, KeyError, AttributeError):
            raise DeclarationError("tool_calls must be a list of calls, as an OpenAI client sends it") from None

        def tool(content: str) -> dict[str, Any]:
            return {"role": "tool", "tool_call_id": called, "content": content}

        return [tool("A b")], [tool("7, c"), assistant("D"), user("e")]
    if last["role"] in ("user", "tool"):
        return [assistant("A b")], [assistant("7, c"), user("D")]
    return [user("A b")], [user("7, c"), assistant("D"), user("e")]


def common_length(*renderings: list[int]) -> int:
    """Length of the longest common prefix, in tokens."""
    return sum(1 for _ in itertools.takewhile(lambda ids: len(set(ids)) == 1, zip(*renderings, strict=False)))


async def _check_content(name: str, messages: Sequence[Message], rendered: str) -> None:
    """Each declared text must stand in the stable prefix, in order; white space aside."""
    text, position = _squeezed(rendered), 0
    for number, message in enumerate(messages, start=1):
        for part in message.texts():
            found = text.find(_squeezed(part), position)
            if found < 0:
                raise DeclarationError(
                    f"{name!r}: the model's chat template renders message {number} ({message.role}) differently "
                    "depending on what follows, or not as written; it cannot be shared. Declare fewer messages, or "
                    "serve with a template that keeps them (--chat-template)"
                )
            position = found + len(_squeezed(part))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def sample_request(prefix: DeclaredPrefix) -> tuple[str, dict[str, Any]]:
    """A tenant's request whose prompt begins with the prefix: the route, and the body but for the model."""
    if prefix.text is not None:
        special = {} if prefix.add_special_tokens is None else {"add_special_tokens": prefix.add_special_tokens}
        return "/v1/completions", {"prompt": f"{prefix.text}A b", **special}
    how_it_ends = {"add_generation_prompt", "continue_final_message"}  # this one ends in another message
    body = prefix.model_dump(mode="json", exclude_none=True, exclude={"name", "group", *how_it_ends})
    last = body["messages"][-1]
    return "/v1/chat/completions", {**body, "messages": [*body["messages"], *_continuations(last)[1]]}
