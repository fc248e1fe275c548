"""One request to a server, whatever the endpoint: what was answered, and how much came from the cache."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import httpx

from safekv_lab.bench.server import BLOCK_SIZE

if TYPE_CHECKING:
    from tests.conformance.declared import Message

TIMEOUT = 120.0
OUTPUT_TOKENS = 2


class Endpoint(StrEnum):
    """Routes that reach the cache."""

    CHAT = "/v1/chat/completions"
    COMPLETIONS = "/v1/completions"
    RESPONSES = "/v1/responses"
    MESSAGES = "/v1/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `cached` is None where the endpoint does not tell; ids are empty where it does not."""

    status: int
    body: str = field(repr=False)
    prompt_tokens: int = 0
    cached: int | None = None
    prompt_ids: tuple[int, ...] = ()
    output_ids: tuple[tuple[int, ...], ...] = ()
    text: str = ""


Headers = Sequence[tuple[str, str]]


def send(
    url: str,
    endpoint: Endpoint,
    *,
    model: str,
    headers: Headers,
    prompt: str | Sequence[int] | Sequence[Message],
    fields: Mapping[str, Any] | None = None,
) -> Reply:
    """Ask greedily. `prompt` is messages, or for raw completions text or token ids; `fields` go into the body."""
    body = {"model": model, "temperature": 0, **_prompt(endpoint, prompt), **(fields or {})}
    response = httpx.post(url + endpoint, json=body, headers=list(headers), timeout=TIMEOUT, trust_env=False)
    if response.status_code != 200:
        return Reply(status=response.status_code, body=response.text)
    answers = _events(response.text) if body.get("stream") else [response.json()]
    return _READERS[endpoint](answers, response.text)


def _prompt(endpoint: Endpoint, prompt: Any) -> dict[str, Any]:
    match endpoint:
        case Endpoint.CHAT:
            return {"messages": prompt, "max_tokens": OUTPUT_TOKENS, "ignore_eos": True, "return_token_ids": True}
        case Endpoint.COMPLETIONS:
            return {"prompt": prompt, "max_tokens": OUTPUT_TOKENS, "ignore_eos": True, "return_token_ids": True}
        case Endpoint.RESPONSES:
            return {"input": prompt, "max_output_tokens": OUTPUT_TOKENS}
        case Endpoint.MESSAGES:
            system = [message["content"] for message in prompt if message["role"] == "system"]
            rest = [message for message in prompt if message["role"] != "system"]
            return {"messages": rest, "max_tokens": OUTPUT_TOKENS, **({"system": system[0]} if system else {})}


def _events(text: str) -> list[dict[str, Any]]:
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def _openai(answers: list[dict[str, Any]], body: str) -> Reply:
    usage = next(answer["usage"] for answer in reversed(answers) if answer.get("usage"))
    choices = [choice for answer in answers for choice in answer["choices"]]
    holders = [*answers, *choices]
    count = max((choice["index"] for choice in choices), default=0) + 1
    outputs: list[list[int]] = [[] for _ in range(count)]
    texts = []
    for choice in choices:
        outputs[choice["index"]] += choice.get("token_ids") or []
        said = choice.get("message") or choice.get("delta") or choice
        texts.append(said.get("content") or said.get("text") or "")
    return Reply(
        status=200,
        body=body,
        prompt_tokens=usage["prompt_tokens"],
        cached=(usage.get("prompt_tokens_details") or {}).get("cached_tokens"),
        prompt_ids=tuple(next((h["prompt_token_ids"] for h in holders if h.get("prompt_token_ids")), ())),
        output_ids=tuple(tuple(ids) for ids in outputs),
        text="".join(texts),
    )


def _responses(answers: list[dict[str, Any]], body: str) -> Reply:
    last = answers[-1].get("response", answers[-1])
    usage = last["usage"]
    cached = usage["input_tokens_details"]["cached_tokens"]
    return Reply(status=200, body=body, prompt_tokens=usage["input_tokens"], cached=cached)


def _messages(answers: list[dict[str, Any]], body: str) -> Reply:
    usage = next(answer["usage"] for answer in reversed(answers) if "output_tokens" in answer.get("usage", {}))
    cached = usage["cache_read_input_tokens"]
    rest = usage["input_tokens"] + (usage.get("cache_creation_input_tokens") or 0)
    return Reply(status=200, body=body, prompt_tokens=rest + cached, cached=cached)


_READERS = {
    Endpoint.CHAT: _openai,
    Endpoint.COMPLETIONS: _openai,
    Endpoint.RESPONSES: _responses,
    Endpoint.MESSAGES: _messages,
}


def floor(tokens: int) -> int:
    """Tokens rounded down to whole blocks."""
    return tokens // BLOCK_SIZE * BLOCK_SIZE


def reusable(prompt_tokens: int) -> int:
    """The most that a prompt can take from the cache: the engine always computes the last token itself."""
    return floor(prompt_tokens - 1)


def bearer(key: str) -> list[tuple[str, str]]:
    """The header of a key."""
    return [("Authorization", f"Bearer {key}")]
