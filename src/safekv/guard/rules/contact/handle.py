"""Accounts in social networks: a profile's address, or a name with @ after the network's. Source: their URLs."""

from __future__ import annotations

from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import word_set
from safekv.types import Category

_NAMES = word_set("username user yourname handle name example yourhandle share sharer intent")


def _somebody(name: str) -> bool:
    return name.lower().strip("._-/") not in _NAMES


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
        r"|bluesky|venmo|cashapp)"
        r"[^\n@]{0,24}@(?P<v>[A-Za-z0-9_.]{3,30})\b",
        source="own: a network's name before an account's",
        caseless=True,
        valid=_somebody,
    ),
)
