"""Anchors: cheap patterns that say where a rule without a literal of its own is worth trying.

Every match of a rule with an anchor has a match of the anchor inside, or from the character before it on. Anchors of
one `company` are looked for in one pass: which of them share their automata well was found by measuring; a pattern in
the wrong company makes the pass three times as dear.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Anchor:
    """A cheap pattern, in ASCII, that heeds case."""

    company: str
    pattern: str


DIGITS = Anchor(company="digits", pattern=r"(?:^|\D)\d(?:[ .-]{0,3}\d){5}")
"""Six digits with little between them, from a digit on that follows none."""

SHAPES = Anchor(company="digits", pattern=r"(?i:[A-Z0-9]\d{4}[A-Z]?\b|[A-Z]\d\d[A-Z]\d\d)")
"""Letters and digits that take turns, or a number of five digits."""

BASE58 = Anchor(company="digits", pattern=r"\b[13][1-9A-HJ-NP-Za-km-z]{25}")
"""Old wallets."""

HEXES = Anchor(
    company="words",
    pattern=r"(?i:[0-9a-f]{1,4}:[0-9a-f]{1,4}:(?:[0-9a-f]{1,4}:|:)|[0-9a-f]{2}-[0-9a-f]{2}-[0-9a-f]{2}-"
    r"|-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)",
)
"""Groups of hexadecimal digits."""

KEYS = Anchor(
    company="words",
    pattern=r"\bs\.[A-Za-z0-9]{24}|\bhv[sbr]\.[A-Za-z0-9_-]|\bkey-[0-9a-z]{8}|-[a-f0-9]{8}-[a-f0-9]{8}"
    r"|\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{10}",
)
"""What is rare in keys whose vendors gave them no word of their own."""

DOTS = Anchor(
    company="words",
    pattern=r"\d\.\d{1,3}\.\d{1,3}\.\d|[A-TV-Za-tv-z]\d[0-9ABab]\.[0-9A-Za-z]|\b(?:rs|i)\d{3}",
)
"""Four numbers with dots, codes of diagnoses, names of variants of a gene."""

TURNS = Anchor(company="turns", pattern=r"\d[A-Z]?[ -]{0,2}\d[A-Z][A-Z\d]\b|[A-Z]{2}\d{2}\b")
"""Postal codes of letters and digits, and what is made like them."""

GROUP = "[K-Za-f][C-HS-Xi-nyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]"
"""Four characters of base64 that three letters, digits or signs of a key become (RFC 4648, section 4)."""

ENCODED = Anchor(company="digits", pattern=rf"\b(?:{GROUP}){{6}}")
"""Base64 of 18 characters without a blank."""
