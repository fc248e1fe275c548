"""Serial numbers of telephones, SIM cards and apps.

Formats: 3GPP TS 23.003 (IMEI, IMSI), ITU-T E.118 (ICCID), RFC 9562 (UUID).
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS, HEXES
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, luhn, varied
from safekv.types import Category


def _luhn(text: str) -> bool:
    return varied(digits(text)) and luhn(digits(text))


_DEVICES = (
    "device",
    "idfa",
    "gaid",
    "aaid",
    "idfv",
    "advertising",
    "android",
    "udid",
    "hardware",
    "machine",
    "handset",
    "install",
)

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
        valid=lambda text: len(set(text)) > 6,
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
