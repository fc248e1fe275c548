"""Odd texts for the guard: planes of Unicode, halves of characters, what nobody sees, long runs, keys in base64 in
base64, texts that a rule almost matches, numbers without end. Everything comes from the `random.Random` passed in.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

from tests.unit.guard.rules.twins import ALL
from tests.unit.guard.rules.twins_of_vendors import FORMS, OTHERS, VENDORS

TWINS = tuple(twin.text for twin in (*ALL, *VENDORS, *OTHERS))
BEGINNINGS = tuple(form.partition("[")[0].replace("«", "") for form in FORMS.values())
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\u180e\u034f\u3164\ufe0f\U000e0041\u0301\u20dd\u0489"
)
STARTS = (0x00, 0x80, 0x300, 0x370, 0x400, 0x590, 0x600, 0x900, 0x1100, 0x2000, 0x2100, 0x2460, 0x2E80, 0x4E00, 0xA000)
SIGNS = (
    *("\\n", '\\"', "\\u0041", "\\", "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\r\n", "\t", "?", "\ufffd"),
    *("://", "@", ":", "=", "-----BEGIN ", "-----", "{", '"', "'", "<", "&", "%", "$", "\ufdfa", "\ufb03", "\u1e9e"),
    *("key: ", "password=", "token ", "SSN ", "IBAN ", "born on ", "+1 ", "phone ", "kind: Secret\n", "Bearer ", "ey"),
)
DIGITS = (
    "0123456789",
    "\uff10\uff11\uff12\uff19",
    "\u0660\u0661\u0669",
    "\u2460\u2469\u24ea",
    "\U0001d7ce\U0001d7ff",
    "\u00b2\u2079",
)
GAPS = ("", "", "", " ", "-", ".", "  ", " - ", "/", ":", "_", "\u200b", "\u2011", "\u00b7")


def planes(source: random.Random) -> str:
    """Characters from one neighbourhood of one plane."""
    start = source.choice(STARTS) if source.random() < 0.7 else source.randrange(0x10000, 0x110000)
    return "".join(chr(min(0x10FFFF, start + source.randrange(256))) for _ in range(source.randrange(1, 16)))


def halves(source: random.Random) -> str:
    """Surrogates: alone, in the wrong order, in pairs that are no character."""
    return "".join(chr(source.randrange(0xD800, 0xE000)) for _ in range(source.randrange(1, 4)))


def unseen(source: random.Random) -> str:
    """Zero-width, direction, marks."""
    return "".join(source.choice(UNSEEN) for _ in range(source.randrange(1, 6)))


def sign(source: random.Random) -> str:
    """What formats are made of."""
    return source.choice(SIGNS)


def beginning(source: random.Random) -> str:
    """How a vendor's tokens begin."""
    return source.choice(BEGINNINGS)


def letters(source: random.Random) -> str:
    """Letters and digits, as in a key."""
    return "".join(source.choices("abcdefXYZ0123456789_-+/=", k=source.randrange(1, 64)))


def digits(source: random.Random) -> str:
    """A number, of any script, spaced out or not, sometimes a very long one."""
    alphabet = source.choice(DIGITS) if source.random() < 0.3 else DIGITS[0]
    gap = source.choice(GAPS)
    count = source.randrange(1, 24) if source.random() < 0.98 else source.randrange(100, 600)
    return gap.join(source.choices(alphabet, k=count))


def run(source: random.Random) -> str:
    """One thing many times."""
    piece = source.choice((planes, halves, unseen, sign, beginning, digits))(source)[:4]
    return piece * (source.randrange(2, 40) if source.random() < 0.97 else source.randrange(200, 1000))


def almost(source: random.Random) -> str:
    """A text that a rule matches, with a few small changes or none."""
    text = source.choice(TWINS)
    for _ in range(source.choice((0, 1, 1, 1, 2, 3))):
        at = source.randrange(len(text) + 1)
        to = min(len(text), at + source.choice((0, 1, 1, 2, 8)))
        put = source.choice(
            ("", "", text[at:to] * 2, text[at:to].swapcase(), sign(source), unseen(source), "0", "a", " ")
        )
        text = text[:at] + put + text[to:]
    return text


def nested(source: random.Random) -> str:
    """Base64 of a key or of anything, up to four times."""
    raw = source.choice((almost, letters, planes, beginning))(source).encode("utf-8", "surrogatepass")[:200]
    for _ in range(source.randrange(1, 5)):
        raw = source.choice((base64.b64encode, base64.urlsafe_b64encode))(raw)
        raw = raw.rstrip(b"=") if source.random() < 0.3 else raw
    return raw[: 600 if source.random() < 0.9 else source.randrange(1, 600)].decode()


KINDS: tuple[Callable[[random.Random], str], ...] = (
    *(almost, almost, almost, almost, almost, digits, digits, letters, planes, unseen, sign, sign, beginning),
    *(halves, run, nested),
)


def odd_text(source: random.Random) -> str:
    """A few pieces in a row, or in each other."""
    pieces = [source.choice(KINDS)(source) for _ in range(source.choice((1, 1, 2, 2, 3, 4, 6)))]
    if len(pieces) > 1 and source.random() < 0.1:
        at = source.randrange(len(pieces[0]) + 1)
        pieces[0:2] = [pieces[0][:at] + pieces[1] + pieces[0][at:]]
    return source.choice(("", " ", "\n")).join(pieces)
