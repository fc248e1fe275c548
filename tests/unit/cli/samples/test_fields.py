"""Row 1 of what strangers met: what shapes the prompt goes with it, what does not is known, the rest is refused."""

from __future__ import annotations

from typing import Any

import pytest

from safekv.cli.samples import fields
from safekv.errors import DeclarationError
from tests.unit.cli.samples.reading import read, system

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
SHAPING: dict[str, Any] = {
    "tools": [TOOL],
    "tool_choice": "none",
    "reasoning_effort": "high",
    "documents": [{"title": "Prices", "text": "All free."}],
    "chat_template": "{{ messages }}",
    "chat_template_kwargs": {"enable_thinking": False},
    "response_format": {"type": "json_object"},
    "add_generation_prompt": False,
    "continue_final_message": True,
    "add_special_tokens": True,
}


@pytest.mark.parametrize("field", SHAPING)
def test_what_shapes_the_prompt_is_declared_with_it(field: str) -> None:
    request = {"model": "m", "messages": [system()], field: SHAPING[field]}
    assert read(request).fields == {"messages": [system()], field: SHAPING[field]}


@pytest.mark.parametrize("field", sorted(fields.IGNORED))
def test_what_does_not_shape_it_is_left_out(field: str) -> None:
    assert read({"messages": [system()], field: 1}).fields == {"messages": [system()]}


@pytest.mark.parametrize("field", sorted(fields.REFUSED))
def test_that_with_which_it_cannot_be_declared_is_refused_by_name(field: str) -> None:
    with pytest.raises(DeclarationError, match=f": {field}: "):
        read({"messages": [system()], field: True})
    assert read({"messages": [system()], field: None}).taken == 1


@pytest.mark.parametrize("field", ["reasoning_efort", "functions", "verbosity", "x", ""])
def test_what_nobody_knows_is_refused_by_name(field: str) -> None:
    for value in (1, None):
        with pytest.raises(DeclarationError, match=f"'{field}' is not understood"):
            read({"messages": [system()], field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reasoning_effort", "enormous"),
        ("documents", ["x"]),
        ("tool_choice", "sometimes"),
        ("tools", [1]),
        ("chat_template_kwargs", []),
    ],
)
def test_a_value_that_the_engine_would_not_take_is_refused_by_the_name_of_its_field(field: str, value: Any) -> None:
    with pytest.raises(DeclarationError, match=f": {field}"):
        read({"messages": [system()], field: value})


def test_a_field_of_messages_does_not_go_with_a_text() -> None:
    for field in ("tools", "documents", "chat_template_kwargs", "reasoning_effort"):
        with pytest.raises(DeclarationError, match=f"'{field}' is not understood"):
            read({"prompt": "x", field: SHAPING[field]}, include_user=True)
