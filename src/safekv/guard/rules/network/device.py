"""Serial numbers of telephones, SIM cards and apps.

Formats: 3GPP TS 23.003 (IMEI, IMSI), ITU-T E.118 (ICCID), RFC 9562 (UUID).
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS, HEXES
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, luhn, varied, word_set
from safekv.verdicts import Category


def _luhn(text: str) -> bool:
    return varied(digits(text)) and luhn(digits(text))


_DEVICES = (
    "device id",
    "device",
    "idfa",
    "gaid",
    "aaid",
    "idfv",
    "advertising id",
    "android id",
    "udid",
    "hardware id",
    "machine id",
    "handset",
    "install id",
    "installation id",
)
_MANUALS = word_set(
    "123e4567e89b12d3a456426614174000 550e8400e29b41d4a716446655440000 f47ac10b58cc4372a5670e02b2c3d479"
    " 6ba7b8109dad11d180b400c04fd430c8 f81d4fae7dec11d0a76500a0c91e6bf6 a1b2c3d4e5f67890abcdef1234567890"
    " a1b2c3d4e5f67890abcd1234567890ef 110ec58aa0f24ac48393c866d813b8d1"
)
"""UUIDs that standards and manuals print: RFC 4122, RFC 9562, Wikipedia."""


def drawn(text: str) -> bool:
    """Whether a UUID was drawn for something, and is not one that manuals print."""
    plain = text.replace("-", "").lower()
    return len(set(plain)) > 6 and plain not in _MANUALS and "12345678" not in plain


RULES = (
    Rule(
        name="imei",
        category=Category.NETWORK_ID,
        pattern=r"\b\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d\b",
        anchor=DIGITS,
        source="3GPP TS 23.003, section 6",
        context=("imei", "device", "handset", "phone"),
        valid=_luhn,
    ),
    Rule(
        name="imsi",
        category=Category.NETWORK_ID,
        pattern=r"\bimsi[\"'* ]{0,3}[:=#]?[\"'* ]{0,4}(?P<v>\d{14,15})\b",
        anchor=DIGITS,
        source="3GPP TS 23.003, section 2",
        caseless=True,
    ),
    Rule(
        name="iccid",
        category=Category.NETWORK_ID,
        pattern=r"\b89\d{16,18}\b",
        anchor=DIGITS,
        source="ITU-T E.118",
        context=("iccid", "sim"),
        valid=_luhn,
    ),
    Rule(
        name="device-uuid",
        category=Category.NETWORK_ID,
        pattern=r"\b[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\b",
        anchor=HEXES,
        source="RFC 9562",
        caseless=True,
        context=_DEVICES,
        before=40,
        after=10,
        valid=drawn,
    ),
    Rule(
        name="device-serial",
        category=Category.NETWORK_ID,
        pattern=r"\b(?:serial[ _]?(?:number|no|#)|s/n)[\"'* ]{0,3}(?:is )?[:=#]?[\"'* ]{0,4}(?P<v>"
        r"[A-Z0-9][A-Z0-9-]{6,20})\b",
        source="own: words for a serial number before it",
        caseless=True,
        valid=lambda text: sum(c.isdigit() for c in text) > 2 and len(set(text)) > 4,
    ),
)
