from __future__ import annotations

import pytest

from safekv.identity.framing import frame


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ab", "c"), ("a", "bc"), id="a letter moves to the next field"),
        pytest.param(("abc",), ("abc", ""), id="an empty field is appended"),
        pytest.param(("", "a"), ("a", ""), id="an empty field changes place"),
        pytest.param((), ("",), id="nothing and one empty field"),
        pytest.param(("a",), (frame("a"),), id="a frame inside a frame"),
        pytest.param((b"\0" * 8,), ("", ""), id="a field that looks like a length"),
    ],
)
def test_different_fields_never_encode_alike(one: tuple[str | bytes, ...], other: tuple[str | bytes, ...]) -> None:
    assert frame(*one) != frame(*other)


def test_the_layout_is_count_then_length_and_field() -> None:
    assert frame("é", b"x") == bytes(7) + b"\2" + bytes(7) + b"\2" + "é".encode() + bytes(7) + b"\1x"
