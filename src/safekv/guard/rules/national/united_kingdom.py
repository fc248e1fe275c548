"""UK National Insurance number and NHS number.

Formats: HMRC, National Insurance Manual NIM39110; NHS Data Dictionary, "NHS number" (modulus 11).
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import compact, digits, varied, weighted
from safekv.verdicts import Category


def nino(text: str) -> bool:
    """Two letters that are given out, and digits that are not made up."""
    plain = compact(text)
    return plain[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"} and len(set(plain[2:8])) > 2


def nhs(text: str) -> bool:
    """Modulus 11 over nine digits."""
    n = digits(text)
    return varied(n) and (11 - weighted(n, range(10, 1, -1)) % 11) % 11 == int(n[9])


RULES = (
    Rule(
        name="uk-nino",
        category=Category.NATIONAL_ID,
        pattern=r"(?:\b|_)(?P<v>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d{2}){3}[ -]?[A-D])(?:\b|_)",
        anchor=DIGITS,
        source="HMRC, NIM39110",
        caseless=True,
        valid=nino,
    ),
    Rule(
        name="uk-nhs-number",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b",
        anchor=DIGITS,
        source="NHS Data Dictionary, NHS number",
        context=("nhs", "national health", "patient"),
        valid=nhs,
    ),
)
