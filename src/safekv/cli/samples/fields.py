"""Request fields that do not change the prompt, and those with which a prompt cannot be declared.

What an API knows beside these shapes the prompt, and is read by that API's own file. A field that stands nowhere is
refused: nobody knows what it would do to the prompt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from safekv.errors import DeclarationError

SAMPLING = frozenset(
    (
        *("allowed_token_ids", "bad_words", "best_of", "early_stopping", "echo", "frequency_penalty"),
        *("ignore_eos", "include_stop_str_in_output", "length_penalty", "logit_bias", "logprob_token_ids"),
        *("logprobs", "max_completion_tokens", "max_tokens", "min_p", "min_tokens", "model", "n"),
        *("presence_penalty", "prompt_logprobs", "repetition_detection", "repetition_penalty", "seed"),
        *("skip_special_tokens", "spaces_between_special_tokens", "stop", "stop_token_ids", "stream"),
        *("stream_interval", "stream_options", "structured_outputs", "temperature", "thinking_token_budget"),
        *("top_k", "top_logprobs", "top_p", "use_beam_search", "watermarking"),
    )
)
"""How an answer is drawn, cut and sent."""

ACCOUNTING = frozenset(
    (
        *("cache_salt", "include_reasoning", "metadata", "parallel_tool_calls", "priority", "prompt_cache_key"),
        *("prompt_cache_retention", "request_id", "return_prompt_text", "return_token_ids"),
        *("return_token_offsets", "return_tokens_as_token_ids", "routed_experts_prompt_start"),
        *("safety_identifier", "service_tier", "session_id", "store", "user"),
    )
)
"""Whose request it is, what is kept of it, and what comes back beside the answer."""

IGNORED = SAMPLING | ACCOUNTING

_MEDIA = "it is for images and sounds, and only text can be declared"
_BEHIND = "it reaches past the prompt, and this server refuses it from tenants too"

REFUSED: Mapping[str, str] = {
    "truncate_prompt_tokens": "it cuts prompts off, so that they may begin anywhere",
    "truncation_side": "it cuts prompts off, so that they may begin anywhere",
    "media_io_kwargs": _MEDIA,
    "mm_processor_kwargs": _MEDIA,
    "mm_payload": _MEDIA,
    "return_mm_kwargs": _MEDIA,
    "prompt_embeds": "what it holds is no text",
    "kv_transfer_params": _BEHIND,
    "ec_transfer_params": _BEHIND,
    "vllm_xargs": _BEHIND,
    "no_store": "its sender asked that nothing of it is kept",
    "suffix": "the model's own template for filling in writes it before the prompt",
    "previous_response_id": "the prompt begins with a conversation that is not in the file",
    "previous_input_messages": "the prompt begins with a conversation that is not in the file",
    "conversation": "the prompt begins with a conversation that is not in the file",
    "background": _BEHIND,
    "extra_body": "a client puts what is in it beside the other fields; write them there",
    "extra_headers": "it belongs to the client, not to the request; leave it out",
}
"""Fields with which a prompt cannot be declared, unless they say nothing, and why."""


def check(fields: Mapping[Any, Any], shaping: Collection[str], *, ignored: Collection[str] = ()) -> dict[str, Any]:
    """The fields that shape the prompt and say something. Raises DeclarationError for any that is not understood."""
    for name, value in fields.items():
        if name in shaping or name in IGNORED or name in ignored:
            continue
        if name in REFUSED:
            if value:
                raise DeclarationError(f"{name}: {REFUSED[name]}; leave it out if the requests to come have none")
            continue
        raise DeclarationError(
            f"{str(name)[:60]!r} is not understood, so what it does to the prompt is not known; leave it out if the "
            "requests to come have none, or if it is nothing to the engine"
        )
    return {name: fields[name] for name in shaping if fields.get(name) is not None}


def known_keys(what: str, given: Mapping[Any, Any], known: Collection[str], *, empty: Collection[str] = ()) -> None:
    """Raise DeclarationError for a key that is not known; one of `empty` may be there and say nothing."""
    for key, value in given.items():
        if key not in known and (key not in empty or value):
            raise DeclarationError(f"{what}: the key {str(key)[:60]!r} is not understood; leave it out")


def mapping(what: str, given: object) -> Mapping[Any, Any]:
    """`given` as a mapping. Raises DeclarationError."""
    if not isinstance(given, Mapping):
        raise DeclarationError(f"{what}: expected an object with keys")
    return given


def listed(what: str, given: object) -> list[Any]:
    """`given` as a list. Raises DeclarationError."""
    if not isinstance(given, list):
        raise DeclarationError(f"{what}: expected a list")
    return given


def string(what: str, given: object) -> str:
    """`given` as a string. Raises DeclarationError."""
    if not isinstance(given, str):
        raise DeclarationError(f"{what}: expected a string")
    return given
