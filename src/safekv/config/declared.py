"""The policy section `declared`: prefixes that the operator makes public.

What shapes the beginning of a prompt is named here and means what it means in a request to the engine; what is not
named is refused. A declaration that left something out would share another text than its author meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from safekv.config.section import Name, Section

TEXT_PARTS: Mapping[str, str] = {"text": "text", "input_text": "text", "output_text": "text", "refusal": "refusal"}
"""Content parts that are text: their `type`, and the key under which the text stands."""

_PART_KEYS = frozenset({"type", "text", "refusal", "cache_control", "annotations", "logprobs"})
"""The last three are for other servers; the engine writes none of them into a prompt."""

_NOT_RENDERED = frozenset({"refusal", "audio", "function_call", "annotations"})
"""What an answer of an OpenAI server has beside its content. Empty, it says nothing; else the engine leaves it out."""

MESSAGE_FIELDS = (
    *("tools", "tool_choice", "chat_template", "chat_template_kwargs", "documents", "reasoning_effort"),
    *("response_format", "add_generation_prompt", "continue_final_message"),
)
"""Fields that go with messages, not with the raw text of a prompt."""

Role = Literal["system", "developer", "user", "assistant", "tool"]
ReasoningEffort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class Message(Section):
    """One chat message, as an OpenAI client sends it: what the engine's chat templates get to see, and nothing else."""

    role: Role
    content: str | list[dict[str, Any]] | None = None
    name: str | None = None
    tool_calls: Any = Field(default=None, description="Calls of tools, as an OpenAI client sends them.")
    tool_call_id: str | None = None
    reasoning: str | None = Field(default=None, description="What the model thought; also as `reasoning_content`.")
    tools: list[dict[str, Any]] | None = Field(default=None, description="Tools that a developer message brings.")
    task: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_the_engine_reads_it(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        kept = {key: value for key, value in given.items() if value or key not in _NOT_RENDERED}
        thought = kept.pop("reasoning_content", None)
        if thought is not None and kept.get("reasoning") is None:
            kept["reasoning"] = thought
        return kept

    @field_validator("content")
    @classmethod
    def _is_text(cls, content: str | list[dict[str, Any]] | None) -> str | list[dict[str, Any]] | None:
        for number, part in enumerate(content if isinstance(content, list) else (), start=1):
            key = TEXT_PARTS.get(str(part.get("type")))
            if key is None:
                kind = part.get("type")
                raise ValueError(f"part {number} is of type {str(kind)[:40]!r}; only text can be declared")
            if not isinstance(part.get(key), str):
                raise ValueError(f"part {number} has no string under {key!r}")  # noqa: TRY004 - for pydantic
            if unknown := part.keys() - _PART_KEYS:
                raise ValueError(f"part {number}: unknown key {str(min(unknown, key=str))[:40]!r}")
        return content

    def texts(self) -> list[str]:
        """The text of each part of the content."""
        if isinstance(self.content, str):
            return [self.content]
        return [str(part[TEXT_PARTS[str(part["type"])]]) for part in self.content or ()]


class DeclaredPrefix(Section):
    """A prefix that the operator declares public: chat messages with all that shapes them, or a prompt's raw text."""

    name: Name = Field(description="Name for listing and withdrawing.")
    messages: tuple[Message, ...] | None = Field(default=None, min_length=1, repr=False)
    tools: tuple[dict[str, Any], ...] | None = Field(
        default=None, repr=False, description="Tool definitions, as in the request."
    )
    tool_choice: Literal["none", "auto", "required"] | dict[str, Any] | None = Field(
        default=None, description="As in the request, where it decides about what the template gets to see."
    )
    reasoning_effort: ReasoningEffort | None = Field(default=None, description="As in the request.")
    documents: tuple[dict[str, str], ...] | None = Field(default=None, repr=False, description="As in the request.")
    chat_template: str | None = Field(
        default=None, repr=False, description="As in the request; for servers with --trust-request-chat-template."
    )
    chat_template_kwargs: dict[str, Any] | None = Field(
        default=None, repr=False, description="As in the requests that shall share it."
    )
    response_format: dict[str, Any] | None = Field(default=None, repr=False, description="As in the request.")
    add_generation_prompt: bool | None = Field(default=None, description="As in the request.")
    continue_final_message: bool | None = Field(default=None, description="As in the request.")
    add_special_tokens: bool | None = Field(default=None, description="As in the request.")
    text: str | None = Field(
        default=None, min_length=1, repr=False, description="Raw text of a prompt, for /v1/completions."
    )
    group: Name | None = Field(default=None, description="Share it with the tenants of this group only.")

    @model_validator(mode="after")
    def _messages_or_text(self) -> Self:
        if (self.messages is None) == (self.text is None):
            raise ValueError("give either messages or text")
        given = [name for name in MESSAGE_FIELDS if getattr(self, name)]
        if self.text is not None and given:
            raise ValueError(f"{', '.join(given)}: these go with messages, not with text")
        return self
