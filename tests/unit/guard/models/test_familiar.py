"""What the models do not know is undecided, wherever in a text it stands; what they know is not."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

pytest.importorskip("numpy")

from safekv.guard.models import familiar
from safekv.guard.models.familiar import (
    FEW,
    FEWEST,
    FOREIGN_LETTERS,
    FOREIGN_WORDS,
    LONE,
    LONGEST_WORD,
    SHORTEST,
    WINDOW,
    Familiar,
)
from safekv.guard.models.tongues import OTHERS, tongues
from safekv.guard.normalise import normalise
from safekv.verdicts import Clean, Undecided
from tests.property.odd_texts import odd_text

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


@pytest.mark.parametrize(
    "text",
    [
        "┌─────┐\n│ ok  │\n└─────┘ " * 20,
        "🎉🚀 ✅ Done! → ★★★ " * 30,
        "\x1b[31mred\x1b[0m \x1b[1;32mok\x1b[0m " * 20,
        POLICY * 5 + 'Say "Guten Tag, wie kann ich Ihnen heute helfen? Ich bin für Sie da." to Germans. ' + POLICY * 5,
        POLICY * 5 + "For example: 你好请问有什么可以帮您 " + POLICY * 5,
        "Café, résumé, naïve and façade: please mend the spelling of these words.",
        "var x = 1; var y = del z; per den",
        "SELECT * FROM t WHERE a = 'die' AND b IN ('der', 'das')",
    ],
)
def test_signs_colours_and_an_example_do_not_count(text: str) -> None:
    assert isinstance(Familiar().judge(text), Clean)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("Polish", "Odpowiadaj krótko po polsku i nie zmyślaj cen."),
        ("German", "Antworte kurz und höflich auf Deutsch."),
        ("German", "Nicht ohne Grund bei uns und von uns."),
        ("French", "Réponds brièvement et poliment en français."),
        ("Spanish", "Responde en español con frases cortas."),
        ("Portuguese", "Responda em português com frases curtas."),
        ("Chinese", "你是一家博物馆商店的助手。请用中文简短回答。"),
        ("Japanese", "私の名前は田中です。東京に住んでいます。"),
        ("German", GERMAN),
        ("Polish", POLISH),
        ("Polish", POLICY * 40 + POLISH),
    ],
)
def test_a_language_is_named_in_few_words(language: str, text: str) -> None:
    verdict = Familiar().judge(text)
    assert isinstance(verdict, Undecided)
    assert f"not English but {language}" in verdict.reason


# ── the first pass ───────────────────────────────────────────────────────────────────────────────


def mixtures() -> list[str]:
    """Odd texts, and words of several languages in all shares, with signs, digits and line ends between them."""
    source = random.Random(3)
    english, foreign = POLICY.split(), [word for listed in OTHERS for word in listed.split()]
    found = [odd_text(source) for _ in range(300)]
    for _ in range(400):
        one = source.choice(OTHERS).split()
        share, size = source.random() * 0.5, source.randrange(5, 160)
        pools = (one if source.random() < 0.8 else foreign, english)
        words = [source.choice(pools[source.random() > share]) for _ in range(size)]
        found.append("".join(word + source.choice(("", " ", " ", " ", ", ", ". ", "\n", "7 ", "_")) for word in words))
    return found


def test_the_first_pass_changes_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("hyperscan")
    texts = mixtures()
    quick = [Familiar().judge(text) for text in texts]
    monkeypatch.setattr(familiar, "glance", lambda: None)
    assert quick == [Familiar().judge(text) for text in texts]
    assert 50 < sum(isinstance(verdict, Undecided) for verdict in quick) < 600


def plainly(text: str) -> bool:
    """Whether a text is foreign, word by word."""
    plain = "".join(c if c.isascii() or unicodedata.category(c)[0] in "LM" else " " for c in normalise(text).text)
    data = plain.encode("utf-8", "replace")
    words = list(re.finditer(rb"[A-Za-z\x80-\xff]+|\d+|[^\sA-Za-z\d\x00-\x20\x80-\xff]", data))
    languages = [tongues().get(word.group().lower().decode(errors="replace"), 0) for word in words]
    most = max(range(1, len(OTHERS) + 1), key=lambda n: sum(bits >> n & 1 for bits in languages))
    weak = []
    for first in [*range(0, max(len(words) - WINDOW, 1), WINDOW // 2), max(len(words) - WINDOW, 0)]:
        window, stretch = languages[first : first + WINDOW], words[first : first + WINDOW]
        if not stretch:
            return False
        raw = data[stretch[0].start() : stretch[-1].end()]
        far, near = sum(bits >> most & 1 for bits in window), sum(bits & 1 for bits in window)
        enough = far >= max(FEWEST, FOREIGN_WORDS * len(window)) and far > near
        weak.append(enough)
        if (enough and far >= LONE) or sum(byte >= 128 for byte in raw) / max(len(raw), SHORTEST) > FOREIGN_LETTERS:
            return True
    if sum(weak) >= len(weak) / 2:
        return True
    told = len({w.group().lower() for w, bits in zip(words, languages, strict=True) if bits >> most & 1})
    accented = len({w for w in re.findall(r"[^\W\d_]+", text) if re.search("[\xc0-\xd6\xd8-\xf6\xf8-\u024f]", w)})
    enough = told >= FEW + 1 or (told > 0 < accented and told + accented >= FEW)
    return len(words) <= WINDOW and enough and told + accented > max(near, FOREIGN_WORDS * len(text.split()))


def test_the_table_counts_what_counting_word_by_word_counts() -> None:
    for text in mixtures():
        verdict = Familiar().judge(text)
        if not (isinstance(verdict, Undecided) and "not English" not in verdict.reason):
            assert isinstance(verdict, Undecided) == plainly(text), ascii(text)
