"""Chat templates as vLLM renders them, tokenized so that text merges wherever a tokenizer could merge it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import regex
from transformers.utils.chat_template_utils import _compile_jinja_template
from vllm.renderers import hf
from vllm.renderers.chat_utils import parse_chat_messages

from safekv.edge.markers import Markers, learn_markers
from safekv.engines.vllm.vocabulary import Control
from safekv.errors import DeclarationError

DATA = Path(__file__).parents[4] / "shared" / "data" / "chat_templates"
TEMPLATES = sorted(DATA.glob("*/*.jinja"))

_SPECIAL = regex.compile(
    r"<\|[^|<>\n{}'\"]+\|>|<\uff5c[^\uff5c<>\n{}'\"]+\uff5c>|\[/?[A-Z]+(?:_[A-Z]+)*\]|</?s>|<(?:bos|eos|pad)>|<(?:start|end)_of_\w+>"
    r"|<\|[\w/]+>|<[\w/]+\|>|\]<\]\w+\[>\[|<SPECIAL_\d+>|<seed:\w+>|<end_of_utterance>|<image>"
)
_ADDED = regex.compile(r"</?(?:think|tool_call|tool_response|arg_key|arg_value|tools|seed:tool_call)>")
_PIECES = regex.compile(
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s*[\r\n]|\s+(?!\S)|\s"
)
"""How common tokenizers split a text before they merge: here every piece is one token, so nothing is merged less."""

_VARIABLES = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "image_token": "<image>",
}
_MODEL: Any = SimpleNamespace(
    multimodal_config=None,
    enable_prompt_embeds=False,
    is_multimodal_model=False,
    allowed_local_media_path="",
    allowed_media_domains=None,
)


class ChatModel:
    """A template with a tokenizer: `merging`, by common pieces of text; else one token a character."""

    def __init__(self, template: str, *, merging: bool = True) -> None:
        self._template = template
        self._format = hf._detect_content_format(template, default="string")
        self._compiled = _compile_jinja_template(template)
        self._merging = merging
        self._ids: dict[str, int] = {}
        special = {*_SPECIAL.findall(template), "<s>", "</s>"}
        added = set(_ADDED.findall(template)) - special
        self._own = regex.compile(
            "|".join(regex.escape(text) for text in sorted(special | added, key=len, reverse=True))
        )
        self.control = Control(
            special=frozenset(self._id(text) for text in sorted(special)),
            added=frozenset(self._id(text) for text in sorted(added)),
        )

    def learn(self) -> Markers:
        """What is learnt from this template."""
        return asyncio.run(learn_markers(self.tokenize, self.control))

    async def tokenize(self, body: dict[str, Any]) -> list[int]:
        """As the engine's own /tokenize. Raises DeclarationError."""
        return self.encode(self.render(body))

    def render(self, body: dict[str, Any]) -> str:
        """The text of a prompt. Raises DeclarationError for what the template refuses."""
        try:
            conversation, _, _ = parse_chat_messages(body["messages"], _MODEL, content_format=self._format)
            developers = any(m["role"] == "developer" for m in conversation)
            if developers and not hf._detect_developer_role_support(self._template):
                conversation = hf._consolidate_system_messages(hf._convert_developer_to_system(conversation))
            kwargs = body.get("chat_template_kwargs") or {}
            text: str = self._compiled.render(
                messages=conversation,
                tools=body.get("tools"),
                documents=body.get("documents"),
                add_generation_prompt=body.get("add_generation_prompt", False),
                **_VARIABLES,
                **kwargs,
            )
        except (jinja2.TemplateError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise DeclarationError(str(error)) from None
        if body.get("continue_final_message"):
            last = str(conversation[-1].get("content") or "").strip()
            if not isinstance(conversation[-1].get("content"), str) or last not in text:
                raise DeclarationError("the last message cannot be continued")
            text = text[: text.rindex(last) + len(last)]
        return text

    def encode(self, text: str) -> list[int]:
        """Token ids of a text."""
        tokens, at = [], 0
        for found in self._own.finditer(text):
            tokens += [self._id(piece) for piece in self._pieces(text[at : found.start()])]
            tokens.append(self._id(found.group()))
            at = found.end()
        return tokens + [self._id(piece) for piece in self._pieces(text[at:])]

    def decode(self, tokens: list[int]) -> str:
        """The text of token ids."""
        texts = list(self._ids)
        return "".join(texts[token] for token in tokens)

    def _pieces(self, text: str) -> list[str]:
        pieces = [match.group() for match in _PIECES.finditer(text)] if self._merging else list(text)
        assert "".join(pieces) == text
        return pieces

    def _id(self, text: str) -> int:
        return self._ids.setdefault(text, len(self._ids))
