"""A tenant's view of an OpenAI-compatible server: what was answered, how fast, and how much came from the cache."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpx

from safekv.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from safekv_lab.bench.workloads.workload import Json


class RequestFailedError(EngineError):
    """A request got no complete answer. It is neither a hit nor a miss. `status`: of HTTP, if there is one."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answered request. Times in seconds from sending; `ttft` to the first generated token."""

    ttft: float
    total: float
    prompt_ids: tuple[int, ...]
    output_ids: tuple[int, ...]
    cached_tokens: int
    text: str


class Client:
    """Sends requests with one API key, one at a time; use it as a context manager, or close it."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = 300.0,
        clock: Callable[[], float] = time.perf_counter,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport, trust_env=False)
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.http.close()

    def chat(
        self, messages: Sequence[Json], *, tools: Sequence[Json] = (), max_tokens: int = 16, **fields: Any
    ) -> Answer:
        """Ask greedily for a streamed chat completion; `fields` are added to the body.

        Raises RequestFailedError for anything but a complete answer with its usage.
        """
        body = {
            "messages": list(messages),
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_token_ids": True,
            **({"tools": list(tools), "tool_choice": "none"} if tools else {}),
            **fields,
        }
        sent = self._clock()
        first: float | None = None
        chunks: list[Json] = []
        try:
            with self.http.stream("POST", "/v1/chat/completions", json=body) as response:
                _check(response)
                for chunk in _events(response):
                    if first is None and _has_token(chunk):
                        first = self._clock()
                    chunks.append(chunk)
        except httpx.HTTPError as error:
            raise RequestFailedError(f"chat request failed: {type(error).__name__}: {error}") from error
        return _answer(chunks, ttft=None if first is None else first - sent, total=self._clock() - sent)

    def tokenize(
        self, messages: Sequence[Json], *, tools: Sequence[Json] = (), add_generation_prompt: bool = True
    ) -> tuple[int, ...]:
        """Return the token ids of the rendered messages.

        Raises RequestFailedError if the server does not answer.
        """
        body = {"messages": list(messages), "add_generation_prompt": add_generation_prompt}
        if tools:
            body["tools"] = list(tools)
        try:
            response = self.http.post("/tokenize", json=body)
            _check(response)
            return tuple(response.json()["tokens"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise RequestFailedError(f"tokenize failed: {type(error).__name__}: {error}") from error


def _check(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        text = response.read().decode(errors="replace")[:500]
        raise RequestFailedError(f"HTTP {response.status_code}: {text}", status=response.status_code)


def _events(response: httpx.Response) -> Iterator[Json]:
    for line in response.iter_lines():
        data = line.removeprefix("data: ")
        if data in (line, "[DONE]"):
            continue
        chunk = json.loads(data)
        if "error" in chunk:
            raise RequestFailedError(f"the stream broke off: {str(chunk['error'])[:500]}")
        yield chunk


def _has_token(chunk: Json) -> bool:
    return any(choice.get("token_ids") or choice["delta"].get("content") for choice in chunk["choices"])


def _answer(chunks: Sequence[Json], *, ttft: float | None, total: float) -> Answer:
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    usage = next((chunk["usage"] for chunk in reversed(chunks) if chunk.get("usage")), None)
    if ttft is None or usage is None or not any(choice.get("finish_reason") for choice in choices):
        raise RequestFailedError("the stream ended before the answer was complete")
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens")
    prompt_ids = next((chunk["prompt_token_ids"] for chunk in chunks if chunk.get("prompt_token_ids")), None)
    if cached is None or prompt_ids is None:
        raise RequestFailedError(
            "the server does not report cached tokens or token ids: is --enable-prompt-tokens-details set?"
        )
    return Answer(
        ttft=ttft,
        total=total,
        prompt_ids=tuple(prompt_ids),
        output_ids=tuple(token for choice in choices for token in choice.get("token_ids") or ()),
        cached_tokens=cached,
        text="".join(choice["delta"].get("content") or "" for choice in choices),
    )
