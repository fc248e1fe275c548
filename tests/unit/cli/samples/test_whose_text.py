"""Row 1 of what strangers met: a command that makes things public takes only what was meant, or refuses."""

from __future__ import annotations

from typing import Any

import pytest

from safekv.errors import DeclarationError
from tests.unit.cli.samples.reading import CARD, messages, read, system, user

ASSISTANT = {"role": "assistant", "content": "Sure."}
CHAT = {"model": "m", "messages": [system(), user(), ASSISTANT, user("And now?")]}
ANTHROPIC = {"system": "Be brief.", "messages": [user(), ASSISTANT, user("And now?")]}
RESPONSES = {"instructions": "Be brief.", "input": [user(), ASSISTANT, user("And now?")]}
SAMPLES = {"chat": CHAT, "a list": CHAT["messages"], "Anthropic": ANTHROPIC, "responses": RESPONSES}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("up_to", [None, 1])
def test_the_system_prompt_of_any_api_is_the_first_message(sample: Any, up_to: int | None) -> None:
    prefix = read(sample, up_to)
    assert prefix.fields == {"messages": [system()]}
    assert (prefix.taken, prefix.left_out) == (1, 3)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("up_to", [2, 3, 4])
def test_what_a_user_wrote_is_shared_only_when_it_is_asked_for(sample: Any, up_to: int) -> None:
    with pytest.raises(DeclarationError, match=r"message 2, of role user.*--include-user") as refused:
        read(sample, up_to)
    assert CARD not in str(refused.value)
    taken = messages(sample, up_to, include_user=True)
    assert taken == CHAT["messages"][:up_to]


@pytest.mark.parametrize("first", ["user", "assistant"])
def test_a_file_without_a_system_prompt_declares_nothing_by_itself(first: str) -> None:
    request = {"messages": [{"role": first, "content": CARD}]}
    with pytest.raises(DeclarationError, match=f"message 1 is of role {first}") as refused:
        read(request)
    assert CARD not in str(refused.value)
    with pytest.raises(DeclarationError, match="--include-user"):
        read(request, 1)
    assert messages(request, 1, include_user=True)


def test_all_that_operators_write_at_the_beginning_is_taken() -> None:
    leading = [system(), {"role": "developer", "content": "Use the tools."}]
    assert messages({"messages": [*leading, user(), {"role": "tool", "content": CARD}]}) == leading


def test_the_prompt_of_a_completions_request_is_taken_only_when_all_of_it_is_meant() -> None:
    with pytest.raises(DeclarationError, match="--include-user"):
        read({"model": "m", "prompt": CARD})
    for prompt in (CARD, [CARD]):
        assert read({"model": "m", "prompt": prompt}, include_user=True).fields == {"text": CARD}
    with pytest.raises(DeclarationError, match="--up-to counts messages"):
        read({"prompt": CARD}, 1, include_user=True)


@pytest.mark.parametrize(
    "prompt", [[1, 2, 3], [[1, 2]], ["a", "b"], {"a": 1}], ids=["token ids", "lists of ids", "two", "an object"]
)
def test_a_prompt_that_is_not_one_text_is_refused(prompt: Any) -> None:
    with pytest.raises(DeclarationError, match="prompt: expected one text"):
        read({"prompt": prompt}, include_user=True)


def test_include_user_alone_does_not_say_how_far() -> None:
    with pytest.raises(DeclarationError, match="--up-to N"):
        read(CHAT, include_user=True)


@pytest.mark.parametrize(
    "request_",
    [
        {"messages": [system()], "prompt": "x"},
        {"messages": [system()], "input": "x"},
        {"prompt": "x", "instructions": "y", "messages": [user()]},
    ],
)
def test_two_requests_in_one_are_refused(request_: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match="one request has one of them"):
        read(request_)


@pytest.mark.parametrize("part", ["image_url", "image", "input_audio", "file", "video_url", None])
def test_what_is_no_text_is_refused_by_name_where_it_would_be_shared(part: str | None) -> None:
    seen = [{"type": "text", "text": "Look:"}, {"type": part, "image_url": {"url": "data:,x"}}]
    with pytest.raises(DeclarationError, match=f"part 2 is of type {str(part)!r}|block 2 is of type {str(part)!r}"):
        read({"messages": [system(seen)]})
    assert messages({"messages": [system(), user(seen)]}) == [system()], "what is left out need not be understood"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"role": "critic", "content": "x"}, "the role 'critic'"),
        ({"content": "x"}, "the role 'None'"),
        ({"role": "system", "content": "x", "weight": 1}, "messages 1 weight: is not understood"),
        ({"role": "system", "content": "x", "function_call": {"name": "f"}}, "function_call: is not understood"),
        ({"role": "system", "content": 3}, "messages 1 content"),
        ({"role": "system", "content": [{"type": "text", "text": "x", "extra": 1}]}, "unknown key 'extra'"),
        ("x", "message 1: expected an object"),
    ],
)
def test_a_message_that_is_not_understood_is_refused_by_name(message: Any, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        read({"messages": [message]})


def test_what_an_answer_has_empty_beside_its_content_says_nothing() -> None:
    empty: dict[str, Any] = {**ASSISTANT, "refusal": None, "annotations": [], "audio": None, "function_call": None}
    assert read([system(), empty], 2, include_user=True).taken == 2
