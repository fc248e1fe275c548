"""Passwords in addresses. Format: RFC 3986, 3.2.1 (user information)."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import placeholder, word_set
from safekv.verdicts import Category

_MADE_UP = word_set(
    "password pass passwd pwd secret token user username test guest postgres root admin foobar foo bar pw p"
)
_MANUAL = re.compile(
    r"(?i)[a-z]{0,12}pass(?:word|wd)[\d!]{0,4}|(?:[a-z]{0,12}pass(?:word|wd)|pwd)[_-][a-z_-]{0,24}"
    r"|(?:forgot|reset|change|new|old|current|confirm|enter|user|your|my|db|the|no|show|set|update|wrong|invalid)[_-]"
    r"(?:your[_-])?(?:pass(?:word|wd)?|pwd)"
    r"|(?:test|dummy|demo|fake|sample)[_-]?pass[\d!]{0,4}|[a-z_-]{0,16}(?:placeholder|secret[_-](?:here|value|key))"
    r"|(?:x+|y+|z+|-+|_+|\.+)|redacted.*|\[?hidden\]?"
)
_PATH = re.compile(r"(?:\.{0,2}|~)(?:/[A-Za-z0-9_.-]+){2,}/?|[A-Z]:\\.*")


def real_password(text: str) -> bool:
    """No variable, no placeholder, none of the words that manuals use."""
    plain = text.strip("\"'")
    if not plain or plain[0] in "$<{[%*" or "${" in plain or plain.lower() in _MADE_UP:
        return False
    return len(plain) >= 4 and not placeholder(plain) and not _MANUAL.fullmatch(plain) and not _PATH.fullmatch(plain)


RULES = (
    Rule(
        name="url-password",
        category=Category.CREDENTIAL,
        pattern=r"\b[a-z][a-z0-9+.-]{1,20}://(?P<v>[^\s:/@\"'<>]{0,64}:[^\s/@\"'<>]{3,100}@[A-Za-z0-9\[$%{_][A-Za-z0-9.-]{0,60})",
        source="RFC 3986, section 3.2.1",
        caseless=True,
        free=True,
        valid=lambda text: real_password(text.rpartition("@")[0].partition(":")[2]),
    ),
)
