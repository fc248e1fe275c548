"""Something random that is assigned to a name which says that it is secret. Own rule; the names are those in use.

The name must end in the word: an `api_key_id`, a `token_url` or a `key_name` is not the key.
"""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.checks import entropy, placeholder
from safekv.verdicts import Category

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-f]{16,128}|[0-9A-F]{16,128}")
_TURNS = re.compile(r"[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])|[A-Za-z0-9](?=[+/=_~.-])")
_VERSION = re.compile(r"\d\.\d{1,3}\.\d|\.[a-z]{2,12}\.|://|\.(?:com|net|org|io|pem|json|html?)\b")
_PUBLIC = re.compile(
    r"(?i)(?:public|csrf|xsrf|cache|primary|foreign|sort|partition|bucket|schema|sequence"
    r"|page|next|previous|continuation|sync"
    r"|session_?storage|pub|dict|json|row|col|group|object|s3|registry|context|resource"
    r"|lookup|host|label|translation|site)[_.-]?$"
)
_WORD = re.compile(
    r"(?i)(?:api|app|access|secret|auth|private|account|client|master|encryption|signing"
    r"|service|deploy|license)?[_. -]?(?:key|secret|token|credentials?|auth|access[_.-]?id"
    r"|login|password|passwd|pwd)$"
)
"""What a name ends in; what stands before it says whether it is public."""


def scrambled(value: str) -> bool:
    """Made by a machine: digits and letters that take turns, or hexadecimal digits; no path, no version, no words."""
    if placeholder(value) or not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    if _UUID.fullmatch(value) or _HEX.fullmatch(value):
        return entropy(value) >= 2.9
    turns = len(_TURNS.findall(value)) / len(value)
    return entropy(value) >= 3.0 and turns >= (0.2 if len(value) < 24 else 0.08) and not _VERSION.search(value)


def _value(text: str, start: int, end: int) -> Span | None:
    """Where the value stands, when its name is one of a secret and it looks like one."""
    found = _ASSIGNED.fullmatch(text, start, end)
    if found is None:
        return None
    name, value = found.group("name"), found.group("value")
    word = _WORD.search(name)
    prefix = name[: word.start()] if word else name
    if word is None or _PUBLIC.search(prefix):
        return None
    kind = word.group().lower()
    if kind.lstrip("_. -") == "key" and not prefix and not found.group("quote"):
        return None
    if "access" in kind and "id" in kind and _UUID.fullmatch(value):
        return None
    return found.span("value") if scrambled(value) else None


_NAME = r"[A-Za-z0-9_.-]{0,48}(?:key|secret|token|credentials?|auth|access[_.-]?id|login)"
_SEP = r"[\"'`]?\)?[ \t]{0,20}(?::{0,3}=|=?>|:|,|\?=|\|\|=|=)[ \t]{0,8}\(?"
_VALUE = r"[A-Za-z0-9+/=_~.!@#%^&*$-]{10,400}"
_ASSIGNED = re.compile(rf"(?i)(?P<name>{_NAME}){_SEP}(?P<quote>[\"'`]?)(?P<value>{_VALUE}?)[.,;]?")

RULES = (
    Rule(
        name="named-secret",
        category=Category.CREDENTIAL,
        pattern=r"\b" + _NAME + _SEP + r"[\"'`]?" + _VALUE,
        source="own: names of secrets in code and configuration",
        caseless=True,
        free=True,
        refine=_value,
    ),
)
