"""One plain spelling, and the way back to every original character."""

from __future__ import annotations

import time

import pytest

from safekv.guard.normalise import normalise


def test_plain_text_is_returned_as_it_is() -> None:
    plain = normalise("Nothing to do here: 1234, 5.6 and 7-8.")
    assert plain.text == "Nothing to do here: 1234, 5.6 and 7-8."
    assert plain.at == ()
    assert plain.span(3, 8) == (3, 8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("s\u200be\u00adc\u2060ret", "secret", id="zero width"),
        pytest.param("\u202esecret\u202c", "secret", id="direction"),
        pytest.param("\uff21\uff22\uff11\uff12", "AB12", id="full width"),
        pytest.param("\U0001d400\U0001d401\U0001d7d9", "AB1", id="mathematical"),
        pytest.param("\u0430dmin@\u0435x\u0430mpl\u0435", "admin@example", id="Cyrillic"),
        pytest.param("\u0391\u0392\u03bf", "ABo", id="Greek"),
        pytest.param("caf\u00e9 cafe\u0301 Stra\u00dfe", "cafe cafe Strasse", id="accents"),
        pytest.param("\u0661\u0662\u0663", "123", id="Arabic digits"),
        pytest.param("s\u0336e\u0336c\u0336", "sec", id="struck out"),
        pytest.param("\u5f20\u4e09", "\u5f20\u4e09", id="other scripts stay"),
        pytest.param("4 1 1 1 - 1 1 1 1", "4111-1111", id="spaced out"),
        pytest.param("4-1-1-1-1-1-1-1", "41111111", id="dashed out"),
        pytest.param("1.2.3.4", "1.2.3.4", id="an address"),
        pytest.param("1 2 3 - 4 5 - 6 7 8 9", "123-45-6789", id="spaced out, grouped"),
        pytest.param("eVeRgReEn TeRrAcE, JavaScript, aB1cD", "Evergreen Terrace, JavaScript, aB1cD", id="wild case"),
        pytest.param("1, 2, 3, 4, 5, 6, 7, 8", "1, 2, 3, 4, 5, 6, 7, 8", id="a list"),
        pytest.param("\uff14 \uff11 \uff11 \uff11", "4111", id="both"),
    ],
)
def test_what_is_undone(text: str, expected: str) -> None:
    assert normalise(text).text == expected


def test_a_span_is_that_of_the_original() -> None:
    text = "id \u200b1\u200b 2 3 4 end of Stra\u00dfe"
    plain = normalise(text)
    start = plain.text.index("1234")
    assert text[slice(*plain.span(start, start + 4))] == "1\u200b 2 3 4"
    start = plain.text.index("Strasse")
    assert text[slice(*plain.span(start, start + 7))] == "Stra\u00dfe"


@pytest.mark.parametrize(
    "piece",
    ["a\u0301", "\u0301", "1 ", "1 1-", "\u200b", "\ufdfa", "\u00df1 2", "?", "\u5f20?", "aB", "aBcD "],
)
def test_time_is_linear(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * (count // len(piece))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            normalise(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(400_000) < 8 * 4 * max(seconds(100_000), 0.002)
