"""Renders a declared prefix to tokens by the model's chat template, as far as every continuation agrees.

What tenants send is the declared messages and then something else. So each message boundary is rendered with every
continuation that may follow, and what all renderings begin with is the prefix that every such prompt has. A message
that would change nothing in that prefix if its words were others (a template that reorders or drops it) is not in it;
then the declaration is refused, not shortened.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from safekv.config import DeclaredPrefix
from safekv.edge.agreement import MERGED, Agreement, agree
from safekv.edge.continuations import Message, common_length, continuations
from safekv.errors import DeclarationError

Tokenize: TypeAlias = Callable[[dict[str, Any]], Awaitable[list[int]]]
"""Body of a request to the engine's /tokenize → token ids."""

_TAILS = ("", "A b", " 7, c")

_OTHER_TOOL = {
    "type": "function",
    "function": {
        "name": "other_zq",
        "description": "Other.",
        "parameters": {"type": "object", "properties": {"zq": {"type": "string", "description": "Other."}}},
    },
}

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
    """The stable tokens of a declared prefix and the positions at which its messages end in them.

    `remarks` say what of the declaration is not in it.
    """

    tokens: tuple[int, ...]
    boundaries: tuple[int, ...]
    remarks: tuple[str, ...] = ()


async def render(prefix: DeclaredPrefix, tokenize: Tokenize, *, api: ChatApi | None = None) -> Rendered:
    """The tokens with which every prompt of this prefix begins. `api` says what the engine's chat requests go through.

    Raises DeclarationError.
    """
    if prefix.text is not None:
        return await _render_text(prefix, tokenize)
    assert prefix.messages is not None  # noqa: S101 - one of the two, by validation
    extra = template_fields(prefix, api or ChatApi())

    async def chat(messages: Sequence[Message], options: Mapping[str, Any]) -> list[int]:
        return await tokenize({**extra, "messages": list(messages), **options})

    messages = [message.model_dump(exclude_none=True) for message in prefix.messages]
    agreements = [await agree(chat, messages[:count]) for count in range(1, len(messages) + 1)]
    tokens = agreements[-1].tokens
    boundaries = [common_length(tokens, each.tokens) for each in agreements]
    for number, (message, each, end) in enumerate(zip(prefix.messages, agreements, boundaries, strict=True), start=1):
        if any(text.strip() for text in message.texts()) and not _holds(each, end):
            raise DeclarationError(
                f"{prefix.name!r}: the model's chat template renders message {number} ({message.role}) differently "
                "depending on what follows, or not at all; it cannot be shared. Declare fewer messages, or serve with "
                "a template that keeps them (--chat-template)"
            )
    first = [*messages, *continuations(messages[-1]).needed[0].messages]
    remarks = await _of_tools(prefix.name, tokenize, {**extra, "messages": first}, agreements[-1])
    return Rendered(tokens=tokens, boundaries=tuple(sorted(boundaries)), remarks=remarks)


def _holds(agreement: Agreement, end: int) -> bool:
    """Whether a message's text stands in the first `end` tokens, but for some that merge with what follows."""
    if agreement.first is None or agreement.last is None:
        return False
    return agreement.first < end and agreement.last <= end + MERGED


async def _of_tools(name: str, tokenize: Tokenize, body: Mapping[str, Any], agreement: Agreement) -> tuple[str, ...]:
    """What is to be said where one tool more would change nothing in the prefix."""
    if not body["tools"]:
        return ()
    other = await tokenize({**body, "tools": [*body["tools"], _OTHER_TOOL]})
    if common_length(agreement.base, other) < len(agreement.tokens) + MERGED:
        return ()
    said = "the model's chat template writes the declared tools behind what can be shared, or not at all"
    return (f"{name!r}: {said}; they are computed for each tenant",)


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
    if stable < len(whole) - MERGED:
        raise DeclarationError(
            f"{prefix.name!r}: the tokenizer renders this text differently depending on what follows it: only {stable} "
            f"of {len(whole)} tokens are stable; end the text at a line break"
        )
    return Rendered(tokens=tuple(whole[:stable]), boundaries=(stable,))


def sample_request(prefix: DeclaredPrefix) -> tuple[str, dict[str, Any]]:
    """A tenant's request whose prompt begins with the prefix: the route, and the body but for the model."""
    if prefix.text is not None:
        special = {} if prefix.add_special_tokens is None else {"add_special_tokens": prefix.add_special_tokens}
        return "/v1/completions", {"prompt": f"{prefix.text}A b", **special}
    how_it_ends = {"add_generation_prompt", "continue_final_message"}  # this one ends in another message
    body = prefix.model_dump(mode="json", exclude_none=True, exclude={"name", "group", *how_it_ends})
    last = body["messages"][-1]
    return "/v1/chat/completions", {**body, "messages": [*body["messages"], *continuations(last).needed[1].messages]}
