"""Passwords and PINs that are assigned or told. Own rule: people choose passwords, so entropy says little."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import word_set
from safekv.guard.rules.credentials.url import real_password
from safekv.types import Category

_TYPES = word_set(
    "string str text none null true false required password passwd char varchar integer"
    " int bool boolean bytes optional undefined "
    "input field hash hashed bcrypt plaintext value default empty file prompt hidden env"
)
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+|.*[(){}<>\[\]].*|.*\$\{.*")


def assigned(text: str) -> bool:
    """A literal, not a name, a type or a call."""
    plain = text.rstrip(".,;")
    return len(plain) >= 6 and plain.lower() not in _TYPES and not _CODE.fullmatch(plain) and real_password(plain)


def told(text: str) -> bool:
    """As `assigned`, and with a digit or sign, as no word of a sentence has."""
    plain = text.rstrip(".,;:!?)")
    signs = any(c.isdigit() for c in plain) or any(c in "@#$%^&*!+=" for c in plain)
    return signs and any(c.isalpha() for c in plain) and assigned(plain)


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the quotes and what stands before them, where the second form matched."""
    if text[end - 1] != "'" or "'" not in text[start : end - 1]:
        return start, end
    return text.rindex("'", start, end - 1) + 1, end - 1


_WORD = r"(?:[A-Za-z0-9_.-]{0,40}(?:passwords?|passwd|passwort|passphrase|contrasena|mot de passe|pwd)|\bpass)"

RULES = (
    Rule(
        name="password-quoted",
        category=Category.CREDENTIAL,
        pattern=_WORD + r"[\"']?[ \t]{0,20}(?::?=|=>|:)[ \t]{0,8}(?:\"(?P<v>[^\s\"]{6,80})\"|'[^\s']{6,80}')",
        source="own: words for a password before a literal",
        caseless=True,
        free=True,
        refine=_inside,
        valid=assigned,
    ),
    Rule(
        name="password-told",
        category=Category.CREDENTIAL,
        pattern=_WORD + r"[\"'*` ]{0,4}(?:[ \t]?(?::?=|:|is|was|=>)[ \t\"'*`]{0,6})(?P<v>[^\s\"'`|]{6,60})",
        source="own: words for a password before it",
        caseless=True,
        free=True,
        valid=told,
    ),
    Rule(
        name="pin",
        category=Category.CREDENTIAL,
        pattern=r"\b(?:pin(?: ?code| number)?|passcode|one[ -]?time (?:code|password)|otp|verification"
        r" code|2fa code)(?: (?:is|was))?[ ]?[:=]? ?[\"'*]{0,3}(?P<v>\d{4,8})\b",
        source="own: words for a code before it",
        caseless=True,
    ),
)
