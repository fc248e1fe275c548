"""The client: a complete answer, or an error; never a miss that was a failure."""

from __future__ import annotations

import itertools
import json
from typing import Any

import httpx
import pytest

from safekv_lab.bench.client import Client, RequestFailedError

START = {"choices": [{"delta": {"role": "assistant", "content": ""}}], "prompt_token_ids": [1, 2, 3]}
TOKENS = {"choices": [{"delta": {"content": " word"}, "token_ids": [7, 8]}]}
END = {"choices": [{"delta": {"content": "s"}, "token_ids": [9], "finish_reason": "length"}]}
USAGE = {"choices": [], "usage": {"prompt_tokens": 3, "prompt_tokens_details": {"cached_tokens": 0}}}


def client(*chunks: dict[str, Any], status: int = 200, seen: list[httpx.Request] | None = None) -> Client:
    text = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status, text=text)

    ticks = itertools.count(0.0, 1.0)
    return Client("http://test", "sk-1", clock=lambda: next(ticks), transport=httpx.MockTransport(answer))


HELLO = [{"role": "user", "content": "Hello"}]


def test_an_answer_holds_what_was_reported() -> None:
    answer = client(START, TOKENS, END, USAGE).chat(HELLO)
    assert answer.prompt_ids == (1, 2, 3)
    assert answer.output_ids == (7, 8, 9)
    assert answer.text == " words"
    assert answer.cached_tokens == 0
    assert (answer.ttft, answer.total) == (1.0, 2.0)  # sent, first token, end


def test_the_request_asks_for_usage_greedily_with_the_key() -> None:
    seen: list[httpx.Request] = []
    client(START, END, USAGE, seen=seen).chat(HELLO, tools=[{"type": "function"}], max_tokens=3, seed=5)
    body = json.loads(seen[0].content)
    assert seen[0].headers["Authorization"] == "Bearer sk-1"
    assert (body["temperature"], body["max_tokens"], body["seed"]) == (0, 3, 5)
    assert body["stream_options"] == {"include_usage": True}
    assert body["tool_choice"] == "none"


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param([], id="nothing"),
        pytest.param([START, TOKENS, END], id="no usage"),
        pytest.param([START, TOKENS, USAGE], id="not finished"),
        pytest.param([START, USAGE], id="no token"),
        pytest.param([START, END, {"choices": [], "usage": {"prompt_tokens": 3}}], id="cached tokens not reported"),
        pytest.param([TOKENS, END, USAGE], id="token ids not reported"),
        pytest.param([START, TOKENS, {"error": {"message": "engine died"}}], id="error in the stream"),
    ],
)
def test_an_incomplete_answer_is_a_failure(chunks: list[dict[str, Any]]) -> None:
    with pytest.raises(RequestFailedError):
        client(*chunks).chat(HELLO)


def test_a_refusal_carries_its_status() -> None:
    with pytest.raises(RequestFailedError) as caught:
        client(START, END, USAGE, status=401).chat(HELLO)
    assert caught.value.status == 401


def test_a_lost_connection_is_a_failure() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with (
        Client("http://test", transport=httpx.MockTransport(refuse)) as lost,
        pytest.raises(RequestFailedError, match="ConnectError"),
    ):
        lost.chat(HELLO)


def test_tokenize_returns_the_ids_or_fails() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"tokens": [4, 5]} if b"tools" in request.content else {})

    asking = Client("http://test", transport=httpx.MockTransport(answer))
    assert asking.tokenize(HELLO, tools=[{}]) == (4, 5)
    with pytest.raises(RequestFailedError, match="tokenize failed"):
        asking.tokenize(HELLO)
