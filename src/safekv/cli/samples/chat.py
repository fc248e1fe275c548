"""A sample of /v1/chat/completions, or a bare list of its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safekv.cli.samples.fields import check, listed, mapping
from safekv.cli.samples.sample import Sample
from safekv.errors import DeclarationError

SHAPING = (
    *("tools", "tool_choice", "reasoning_effort", "documents", "chat_template", "chat_template_kwargs"),
    *("response_format", "add_generation_prompt", "continue_final_message", "add_special_tokens"),
)
"""Fields that shape the prompt beside `messages`: a declaration has them under the same names."""

ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})


def read(request: Mapping[Any, Any]) -> Sample:
    """The sample. Raises DeclarationError."""
    shaping = check(request, ("messages", *SHAPING))
    messages = [dict(mapping(f"message {n}", m)) for n, m in enumerate(listed("messages", shaping.pop("messages")), 1)]
    roles = tuple(_role(number, message) for number, message in enumerate(messages, start=1))
    if not roles:
        raise DeclarationError("has no messages")
    return Sample(roles=roles, convert=lambda count: messages[:count], fields=shaping)


def _role(number: int, message: Mapping[Any, Any]) -> str:
    role = message.get("role")
    if role not in ROLES:
        raise DeclarationError(f"message {number}: the role {str(role)[:40]!r} is none of {', '.join(sorted(ROLES))}")
    return str(role)
