"""Numbers of US prescribers. Formats: CMS, NPI check digit (Luhn with 80840 before); DEA registration number."""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, luhn, varied
from safekv.verdicts import Category


def npi(text: str) -> bool:
    """Luhn over 80840 and the ten digits."""
    return varied(text) and luhn("80840" + text)


def dea(text: str) -> bool:
    """Odd places plus twice the even ones end in the seventh digit."""
    n = digits(text)[-7:]
    total = sum(int(c) for c in n[0:6:2]) + 2 * sum(int(c) for c in n[1:6:2])
    return total % 10 == int(n[6])


RULES = (
    Rule(
        name="us-npi",
        category=Category.HEALTH,
        pattern=r"\b[12]\d{9}\b",
        anchor=DIGITS,
        source="CMS, National Provider Identifier",
        context=("npi", "provider", "prescriber", "physician"),
        valid=npi,
    ),
    Rule(
        name="us-dea",
        category=Category.HEALTH,
        pattern=r"\b[A-HJ-NPRSTUX][A-Z9]\d{7}\b",
        anchor=DIGITS,
        source="DEA Diversion Control Division, registration number",
        caseless=True,
        context=("dea", "prescriber", "registration", "controlled substance"),
        valid=dea,
    ),
)
