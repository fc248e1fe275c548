"""`declared`: prefixes that the operator declares public."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safekv.config.section import Name, Section


class Message(BaseModel):
    """One chat message, as an OpenAI client sends it. Fields beside these go to the chat template as they are."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None


class DeclaredPrefix(Section):
    """A prefix that the operator declares public: chat messages with tools, or the raw text of a prompt."""

    name: Name = Field(description="Name for listing and withdrawing.")
    messages: tuple[Message, ...] | None = Field(default=None, min_length=1, repr=False)
    tools: tuple[dict[str, Any], ...] | None = Field(default=None, description="Tool definitions, as in the request.")
    chat_template_kwargs: dict[str, Any] | None = Field(
        default=None, description="As in the requests that shall share it."
    )
    text: str | None = Field(
        default=None, min_length=1, repr=False, description="Raw text of a prompt, for /v1/completions."
    )
    group: Name | None = Field(default=None, description="Share it with the tenants of this group only.")

    @model_validator(mode="after")
    def _messages_or_text(self) -> Self:
        if (self.messages is None) == (self.text is None):
            raise ValueError("give either messages or text")
        if self.text is not None and (self.tools or self.chat_template_kwargs):
            raise ValueError("tools and chat_template_kwargs go with messages, not with text")
        return self
