"""Vehicles. Formats: ISO 3779 and 49 CFR 565.15 (VIN, check digit in place nine); plates by the words before them."""

from __future__ import annotations

from safekv.guard.rules.anchors import SHAPES
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import weighted
from safekv.verdicts import Category

_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))


def _mixed(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= 3 and any(c.isalpha() for c in text) and len(set(text)) > 5


def vin(text: str) -> bool:
    """The weighted sum's rest by 11 stands in place nine, X for ten."""
    n = text.upper()
    numbers = "".join(_VALUES.get(c, c) for c in n)
    rest = weighted(numbers, (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return _mixed(n) and n[8] == "0123456789X"[rest]


RULES = (
    Rule(
        name="vin",
        category=Category.VEHICLE,
        pattern=r"(?:\b|_)(?P<v>[A-HJ-NPR-Z0-9]{12}\d{5})(?:\b|_)",
        anchor=SHAPES,
        source="49 CFR 565.15",
        caseless=True,
        valid=vin,
    ),
    Rule(
        name="vin-named",
        category=Category.VEHICLE,
        pattern=r"\b(?:vin|vehicle identification number|chassis)(?: (?:number|no|#))?[\"'* ]{0,3}"
        r"(?:is )?[:=#]?[\"'* ]{0,4}(?P<v>[A-HJ-NPR-Z0-9]{17})\b",
        source="ISO 3779",
        caseless=True,
        valid=_mixed,
    ),
    Rule(
        name="plate",
        category=Category.VEHICLE,
        pattern=r"\b(?:licen[cs]e plate|number plate|plate(?: number| no)|registration (?:plate|number)"
        r"|kennzeichen|immatriculation|matricula|targa)"
        r"[\"'* ]{0,3}(?:is|reads|was)?[ ]?[:=#]?[\"'* ]{0,4}(?P<v>[A-Z0-9]{1,4}[ -]?[A-Z0-9]{1,4}"
        r"(?:[ -]?[A-Z0-9]{1,4})?)\b",
        source="own: words for a plate before it",
        caseless=True,
        valid=lambda text: any(c.isdigit() for c in text) and any(c.isupper() for c in text) and len(text) >= 5,
    ),
)
