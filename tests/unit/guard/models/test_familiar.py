"""What the models do not know is undecided, wherever in a text it stands; what they know is not."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from safekv.guard.models.familiar import LONGEST_WORD, Familiar
from safekv.types import Clean, Undecided

POLICY = (
    "You are the assistant of a shop. Answer in short sentences and never promise a refund that the policy rules out. "
)
GERMAN = (
    "Sehr geehrte Damen und Herren, ich möchte Ihnen mitteilen, dass die Ware nicht bei uns angekommen ist und wir "
    "auf eine Antwort von Ihnen warten, weil wir sie für das Fest am Montag brauchen."
)
POLISH = (
    "Dzień dobry, nie wiem czy to jest możliwe, ale od tygodnia mam problem z moim kontem i tylko pani może mi już "
    "pomóc, bo przez telefon nikt nie odbiera, a ja czekam na przelew za mieszkanie, tak jak było w umowie dla mnie."
)
CODE = """def area(radius: float) -> float:
    return 3.14159 * radius ** 2  # in metres


for i in range(10):
    print(area(i))
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        POLICY * 20,
        CODE,
        '{"name": "str", "required": ["a", "b"]}',
        "12 34 56 " * 50,
        "C'est la vie, as they say.",
    ],
)
def test_english_prose_code_and_data_are_known(text: str) -> None:
    assert isinstance(Familiar().judge(text), Clean)


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        POLISH,
        "Меня зовут Иван, я живу в Самаре, мой телефон вы знаете",
        "私の名前は田中です。東京に住んでいます。",
        "\x00\x01\x02PK\x03\x04 data\x05\x06",
        "A" * (LONGEST_WORD + 1),
    ],
)
def test_the_rest_is_undecided(text: str) -> None:
    assert isinstance(Familiar().judge(text), Undecided)


@pytest.mark.parametrize("text", [GERMAN, POLISH])
def test_a_letter_behind_a_long_policy_is_seen(text: str) -> None:
    assert isinstance(Familiar().judge(POLICY * 40 + text), Undecided)
    assert isinstance(Familiar().judge(POLICY * 40 + text + POLICY * 40), Undecided)


def test_a_word_of_another_language_does_not_matter() -> None:
    assert isinstance(Familiar().judge("The word 'und' means 'and', 'nicht' means 'not'; learn both. " + POLICY), Clean)
