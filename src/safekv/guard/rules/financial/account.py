"""Bank identifiers, accounts and routing numbers, by the words before them.

Formats: ISO 9362 (BIC); American Bankers Association, routing number (weights 3, 7, 1).
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, varied, weighted
from safekv.verdicts import Category

_SEP = r"(?:[ _-]?(?:number|num|no|nr|code|#|id))?\.?[\"'*]{0,3}(?: is)?[ ]?[:=#]?[\"'* ]{0,4}"


def routing(text: str) -> bool:
    """Nine digits of a Federal Reserve district, ten divides the weighted sum."""
    n = digits(text)
    district = int(n[:2]) <= 12 or 21 <= int(n[:2]) <= 32 or 61 <= int(n[:2]) <= 72
    return district and varied(n) and weighted(n, (3, 7, 1) * 3) % 10 == 0


RULES = (
    Rule(
        name="bic",
        category=Category.FINANCIAL_ID,
        pattern=r"\b(?i:swift|bic)(?:[ /]{1,3}(?i:bic|swift|code))?"
        + _SEP
        + r"(?P<v>[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?)\b",
        source="ISO 9362",
        valid=lambda text: text.isupper() and len(set(text)) > 3,
    ),
    Rule(
        name="us-routing",
        category=Category.FINANCIAL_ID,
        pattern=r"\b\d{9}\b",
        anchor=DIGITS,
        source="American Bankers Association, routing number",
        context=("routing", "aba", "rtn", "ach", "transit"),
        valid=routing,
    ),
    Rule(
        name="bank-account",
        category=Category.FINANCIAL_ID,
        pattern=r"\b(?:(?:bank|checking|savings|debit|brokerage|giro)?[ _-]?(?:account|acct|a/c|acc)"
        r"(?:[ _-]?(?:number|num|no|nr|#))"
        r"|kontonummer|kto|numero de (?:compte|cuenta)|iban|sort code)\.?[\"'*]{0,3}(?: is)?"
        r"[ ]?[:=#]?[\"'* ]{0,4}(?P<v>\d(?:[ -]?\d){5,18})\b",
        anchor=DIGITS,
        source="own: words for an account before its number",
        caseless=True,
        valid=lambda text: varied(digits(text)),
    ),
)
