"""Passwords and PINs that are assigned or told. Own rule: people choose passwords, so entropy says little."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.checks import word_set
from safekv.guard.rules.credentials.url import real_password
from safekv.verdicts import Category

_TYPES = word_set(
    "string str text none null true false required password passwd char varchar integer"
    " int bool boolean bytes optional undefined "
    "input field hash hashed bcrypt plaintext value default empty file prompt hidden env"
)
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+|.*[(){}<>\[\]].*|.*\$\{.*")


def assigned(text: str) -> bool:
    """A literal, not a name, a type or a call."""
    plain = text.rstrip(".,;")
    least = 4 if any(c.isdigit() for c in plain) and any(c.isalpha() for c in plain) else 6
    return len(plain) >= least and plain.lower() not in _TYPES and not _CODE.fullmatch(plain) and real_password(plain)


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


_BESIDE = re.compile(
    r"(?i)(?:^|[;\"' ])(?:server|data source|address|addr|host|network address|uid|user ?id|user|username|database"
    r"|initial catalog|driver|dsn|port) ?= ?[^;=]{1,80};"
)


def _in_a_connection(text: str, start: int, end: int) -> Span | None:
    """The value, where a server, a user or a database stands in the same string, before it or after it."""
    before, after = text[max(0, start - 240) : start].rpartition("\n")[2], text[end : end + 160].partition("\n")[0]
    return (start, end) if _BESIDE.search(before) or (after[:1] == ";" and _BESIDE.search(f"{after};")) else None


def _kept(text: str) -> bool:
    """A password by its place alone: whatever it is, but for names, types, paths and what manuals put there."""
    plain = text.rstrip(".,;")
    return (
        plain.lower() not in _TYPES
        and not _CODE.fullmatch(plain)
        and (
            real_password(plain) or (len(plain) == 3 and plain.isalnum() and plain.lower() not in {"xxx", "pwd", "yyy"})
        )
    )


_WORD = r"(?:[A-Za-z0-9_.-]{0,40}(?:passwords?|passwd|passwort|passphrase|contrasena|mot de passe|pwd)|\bpass)"

RULES = (
    Rule(
        name="password-quoted",
        category=Category.CREDENTIAL,
        pattern=_WORD + r"[\"']?[ \t]{0,20}(?::?=|=>|:)[ \t]{0,8}(?:\"(?P<v>[^\s\"]{4,80})\"|'[^\s']{4,80}')",
        source="own: words for a password before a literal",
        caseless=True,
        free=True,
        refine=_inside,
        valid=assigned,
    ),
    Rule(
        name="password-told",
        category=Category.CREDENTIAL,
        pattern=_WORD + r"[\"'*` ]{0,4}(?:[ \t]?(?::?=|:|is|was|=>)[ \t\"'*`]{0,6})(?P<v>[^\s\"'`|;]{4,60})",
        source="own: words for a password before it",
        caseless=True,
        free=True,
        valid=told,
    ),
    Rule(
        name="password-connection",
        category=Category.CREDENTIAL,
        pattern=r"(?:[;\"' ]|^)(?:pwd|password) ?= ?(?P<v>[^\s;\"'{}<>$%&|,()]{3,80})",
        source="ADO.NET, ODBC and OLE DB connection strings: Pwd or Password beside a server, a user and a database",
        caseless=True,
        free=True,
        refine=_in_a_connection,
        valid=_kept,
    ),
    Rule(
        name="password-variable",
        category=Category.CREDENTIAL,
        pattern=r"(?:^|[\s\"'{;])[A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|PWD|_PASS) ?= ?(?P<v>[^\s\"'`|;$<{(%]{4,60})",
        source="own: a shell or .env assignment to a name in capitals that ends in a word for a password",
        free=True,
        valid=_kept,
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
