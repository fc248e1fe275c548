"""What the encoder does not read, and what it still reads; places lead back to the original."""

from __future__ import annotations

import random
import time

import pytest

from safekv.guard.masking import MASK, masked, stretches
from safekv.guard.normalise import normalise
from tests.property.odd_texts import odd_text

NOTHING_OF_ANYBODY = """
You are «Claude», made by «Anthropic», not «ChatGPT» or «Gemini 3 Pro».
Models: «Claude Opus 4.5», «GPT-4o mini» and «Llama 4 Maverick».
«Alexa»'s answer is short
Your persona is called «Jordan».
id «110bcd25-a55d-453a-8046-1297901ea002» was returned
see commit «4b825dc642cb6eb9a060e54bf8d69288fbee4904» of it
"integrity": "«sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==»"
read «https://docs.hillford.io/guides/jane-and-the-whale» first
寫一個,如果url係«https://queue.hillford.io/show.html»
run «src/agents/planner/main.py» then «./scripts/build.sh»
call «getUserProfile» with «max_retries» and «--dry-run»
the «ApprovalCreationInput» of «user_service»
npm install «@types/node» «lodash@4.17.21»
write to «support@hillford.io» or «jane.doe@example.com»
Support: «1-800-555-0199», and call «911» at once
pay with «4242 4242 4242 4242» in tests
host «192.168.1.17» in the rack
secret: «<your-client-secret>» or «${API_KEY}» or «{{token}}»
«03/22 08:51:06» the interface went down
at «03/22 08:51:06» it was up\\n«1607635102.00 -0.96\\n6033391\\n6058722»
use «Times New Roman» and «Franklin Gothic» on an «iPhone»
the «Rich Text» format, the «Bill Rate» and the «Art Director»
in «#1f2937» or «v2.11.0»
"""

SOMEBODYS = """
Claude Dupont owes the company 900.
Mrs. Alexa was seen twice; ask Jean-Claude.
John Smith booked a table for Friday.
Bill Hartley and Grace Okafor share a flat.
Rose takes sertraline; Mark will be told.
user_id: mia_li_3668
api_key = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
device id 7f9c24e8-3b12-4ee1-9d0b-51c3a7d86f20
dana.whitlock@gmail.com, t.brandt@support-hillford.io
my cell is 415-867-5309, at home +49 171 5544332
card 4539 5787 6362 1486, account 48190-22718
last login from 84.17.46.21
CPF 529.982.247-25, PESEL 44051401359
https://portal.hillford.io/reset?token=Zk3Qw9TmB7xR2vL5
/home/dana/letters/divorce.odt
postgresql://shop:k3ttle-9Drum@db7:5432/shop
db_password = hunter2
DeShawn McDonald, LaKeisha O'Brien
born 1961-03-04, appointment 2026-03-04 at 9:30
Lena earns 3,150 a month and owes 900.
"""


@pytest.mark.parametrize("line", NOTHING_OF_ANYBODY.strip().split("\n"))
def test_what_is_of_nobody_is_masked(line: str) -> None:
    wanted = [part.split("»")[0] for part in line.split("«")[1:]]
    text = line.replace("«", "").replace("»", "").replace("\\n", "\n")
    wanted = [part.replace("\\n", "\n") for part in wanted]
    assert [text[start:end] for start, end in stretches(text)] == wanted


@pytest.mark.parametrize("line", SOMEBODYS.strip().split("\n"))
def test_what_may_be_somebodys_stays(line: str) -> None:
    plain = normalise(line)
    assert masked(plain).text == plain.text


def test_places_lead_back_to_the_original() -> None:
    text = "ChatGPT told Zo\u200be about https://hillford.io/a/b and D\u00e1na"
    found = masked(normalise(text))
    assert found.text == f"{MASK} told Zoe about {MASK} and Dana"
    for word, original in (("told", "told"), ("Zoe", "Zo\u200be"), ("about", "about"), ("Dana", "D\u00e1na")):
        at = found.text.index(word)
        start, end = found.span(at, at + len(word))
        assert text[start:end] == original
    start, end = found.span(0, len(MASK))
    assert text[start:end] == "ChatGPT"


def test_every_place_of_odd_texts_leads_back() -> None:
    source = random.Random(5)
    for _ in range(200):
        text = " ChatGPT ".join((odd_text(source), " see https://hillford.io/a/b/c for Dana ", odd_text(source)))
        found = masked(normalise(text))
        places = [found.original(at) for at in range(len(found.text))]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(text) for start, end in places)


def test_a_text_without_any_is_the_same_object() -> None:
    plain = normalise("Lena owes the company 900.")
    assert masked(plain) is plain


@pytest.mark.parametrize(
    "piece", ["a", "aA", "a_", "a/", "1\n", "1 ", "-", "a@1.", "{", "Claude ", "f", "+1(", "./", "\n1 "]
)
def test_time_is_linear(piece: str) -> None:
    short, long = (normalise(piece * (size // len(piece))) for size in (10_000, 80_000))

    def seconds(plain: object) -> float:
        begun = time.process_time()
        masked(plain)  # type: ignore[arg-type]
        return time.process_time() - begun

    assert min(seconds(long) for _ in range(3)) < 40 * max(min(seconds(short) for _ in range(3)), 1e-3)
