"""What a client proves itself with in HTTP. Format: RFC 9110, 11.6.2; RFC 6750 (bearer), RFC 7617 (basic)."""

from __future__ import annotations

from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import entropy, placeholder
from safekv.guard.rules.credentials.jwt import decoded
from safekv.verdicts import Category


def _proof(text: str) -> bool:
    return not placeholder(text) and entropy(text) >= 2.8 and any(c.isdigit() for c in text)


def _pair(text: str) -> bool:
    """Base64 of name:password."""
    raw = decoded(text)
    if raw.isascii():
        return b":" in raw and not placeholder(raw.decode("latin-1"))
    return len(text) > 40 and _proof(text)


_NAME = r"authorization[\"']?[ ]{0,3}[:=][ ]{0,3}[\"']?"

RULES = (
    Rule(
        name="authorization",
        category=Category.CREDENTIAL,
        pattern=r"\b"
        + _NAME
        + r"(?:(?:bearer|token|api-?token|api-?key|oauth|digest|splunk|ssws|genie-?key) {1,3})?(?:token=\"?)?"
        r"(?P<v>[A-Za-z0-9_~+/.=@%-]{10,400})",
        source="RFC 6750",
        caseless=True,
        free=True,
        valid=_proof,
    ),
    Rule(
        name="authorization-basic",
        category=Category.CREDENTIAL,
        pattern=r"\bauthorization[\"']?[ ]{0,3}[:=][ ]{0,3}[\"']?basic {1,3}(?P<v>[A-Za-z0-9+/]{8,300}={0,2})",
        source="RFC 7617",
        caseless=True,
        free=True,
        valid=_pair,
    ),
    Rule(
        name="bearer",
        category=Category.CREDENTIAL,
        pattern=r"\bbearer (?P<v>[A-Za-z0-9_~+/.=-]{20,400})",
        source="RFC 6750",
        caseless=True,
        free=True,
        valid=_proof,
    ),
)
