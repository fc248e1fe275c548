"""Private keys in armour. Format: RFC 7468, RFC 4716, RFC 9580 (OpenPGP); PuTTY's key files."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule, Span
from safekv.verdicts import Category

_LONGEST = 16_384
_BODY = re.compile(r"[A-Za-z0-9+/=]{16}")
_END = re.compile(r"-{2,5}END [A-Z0-9 ]{0,40}KEY(?: BLOCK)?-{2,5}")


def _armoured(text: str, start: int, end: int) -> Span | None:
    """The key to its last line; without one, what of it stands in the next lines. None without a body."""
    closing = _END.search(text, end, end + _LONGEST)
    stop = closing.end() if closing else min(len(text), end + 2000)
    body = text[end : closing.start() if closing else stop]
    solid = re.sub(r"\s", "", body)
    if not _BODY.search(solid) or len(set(solid)) < 12:
        return None
    return start, stop if closing else end + len(body.rstrip())


RULES = (
    Rule(
        name="private-key",
        category=Category.CREDENTIAL,
        pattern=r"-----BEGIN (?:[A-Z0-9]{2,12}[ _-]){0,3}PRIVATE[ _-]KEY(?: BLOCK)?-----",
        source="RFC 7468",
        caseless=True,
        free=True,
        refine=_armoured,
    ),
    Rule(
        name="putty-key",
        category=Category.CREDENTIAL,
        pattern=r"PuTTY-User-Key-File-[23]: [a-z0-9-]{4,30}",
        source="PuTTY user manual, appendix C",
        free=True,
    ),
)
