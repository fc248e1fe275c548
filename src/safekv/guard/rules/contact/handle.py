"""Accounts in social networks: a profile's address, or a name with @ after the network's. Source: their URLs."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.checks import word_set
from safekv.verdicts import Category

_NAMES = word_set(
    "username user yourname your_name handle name example yourhandle your_handle share sharer intent company p "
    "reel explore joinchat everyone here channel mention all property override param return returns deprecated "
    "media import types"
)
_OFFICIAL = re.compile(r"(?i)\b(?:follow us|find us|our|official|us on)\b[^\n@]{0,60}$")


def _somebody(name: str) -> bool:
    plain = name.lower().strip("._-/")
    return plain not in _NAMES and any(c.isalpha() for c in plain)


def _account(text: str, start: int, end: int) -> Span | None:
    """Not a scope or a version of a package (`@types/node`, `lodash@4.17.21`), no address, not the operator's own."""
    at = start - 1
    if (
        text[end : end + 1] == "/"
        or text[at - 1 : at].isalnum()
        or text[at - 1 : at] == "."
        or text[end : end + 2].strip(".")[:1] == "@"
    ):
        return None
    return None if _OFFICIAL.search(text, max(0, at - 90), at) else (start, end)


RULES = (
    Rule(
        name="profile-url",
        category=Category.CONTACT,
        pattern=r"(?:linkedin\.com/in/|facebook\.com/profile\.php\?id=|t\.me/|instagram\.com/|wa\.me/|venmo\.com/u/)"
        r"(?P<v>[A-Za-z0-9_.%\-]{3,60})",
        source="help pages of LinkedIn, Facebook, Telegram, Instagram, WhatsApp, Venmo",
        caseless=True,
        valid=_somebody,
    ),
    Rule(
        name="social-handle",
        category=Category.CONTACT,
        pattern=r"\b(?:twitter|instagram|insta|telegram|tiktok|snapchat|discord|signal|mastodon|threads"
        r"|bluesky|venmo|cashapp)\b"
        r"[^\n@]{0,24}@(?P<v>[A-Za-z0-9_.]{3,30})\b",
        source="own: a network's name before an account's",
        caseless=True,
        refine=_account,
        valid=_somebody,
    ),
)
