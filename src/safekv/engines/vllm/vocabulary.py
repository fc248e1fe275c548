"""Control tokens of a tokenizer, and digests of all that decides how the engine turns messages into tokens."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from safekv.errors import EngineError

_SHAPING = ("chat_template_content_format", "default_chat_template_kwargs")
"""Arguments of vLLM's server that shape each prompt, beside the template."""

_OF_THE_FILE = ("_name_or_path", "transformers_version")
"""What a model's configuration says about the file that it came from, and not about the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Token ids that no text is merged into: `special` ones, and others that were `added` to the vocabulary."""

    special: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()

    @classmethod
    def of(cls, tokenizer: Any) -> Control:
        """Those of a tokenizer of the engine."""
        tokens: dict[int, Any] = getattr(tokenizer, "added_tokens_decoder", {})
        special = frozenset(tokenizer.all_special_ids) | {number for number, token in tokens.items() if token.special}
        # one that stands for itself only where no text is beside it could be missed
        alone = {number for number, token in tokens.items() if not getattr(token, "single_word", False)}
        return cls(special=special, added=frozenset(alone) - special)


def describe_model(model: Any, block_size: int) -> dict[str, str]:
    """What the scheduler knows of the engine that token ids depend on. `model` is vLLM's ModelConfig."""
    config: dict[str, Any] = getattr(model.hf_config, "to_dict", dict)()
    own = {name: value for name, value in config.items() if name not in _OF_THE_FILE}
    return {
        "model": _digest(str(model.model), str(model.revision), str(model.tokenizer), str(model.tokenizer_revision)),
        "config": _digest(json.dumps(own, sort_keys=True, default=str)),
        "vocabulary": str(model.get_vocab_size()),
        "block_size": str(block_size),
        "lora": "none",
    }


def describe_rendering(tokenizer: Any, arguments: Any, model: Any) -> dict[str, str]:
    """What the edge knows: digests of the tokenizer and of the chat template as it is served, by their contents.

    `arguments` are those of vLLM's server. Takes a while for a large vocabulary. Raises EngineError.
    """
    try:
        return {"tokenizer": _tokenizer(tokenizer), "template": _template(tokenizer, arguments, model)}
    except (AttributeError, TypeError, ValueError) as error:
        raise EngineError(
            f"the tokenizer {type(tokenizer).__name__} does not say what it is made of ({error}), so no ledger can be "
            "kept for it; serve with `mode: declared`"
        ) from error


def _tokenizer(tokenizer: Any) -> str:
    backend = getattr(tokenizer, "backend_tokenizer", None)
    whole = backend.to_str() if backend is not None else json.dumps(sorted(tokenizer.get_vocab().items()))
    control = Control.of(tokenizer)
    return _digest(type(tokenizer).__name__, whole, str(sorted(control.special)), str(sorted(control.added)))


def _template(tokenizer: Any, arguments: Any, model: Any) -> str:
    from vllm.renderers import hf  # noqa: PLC0415 - the scheduler has no need of it

    given = hf.load_chat_template(getattr(arguments, "chat_template", None))
    served = []
    asked: tuple[list[dict[str, Any]] | None, ...] = (None, [{}])
    for tools in asked:
        try:
            served.append(hf.resolve_chat_template(tokenizer, given, tools, model_config=model))
        except Exception as error:
            served.append(type(error).__name__)
    shaping = {name: getattr(arguments, name, None) for name in _SHAPING}
    return _digest(str(given), *map(str, served), json.dumps(shaping, sort_keys=True, default=str))


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
