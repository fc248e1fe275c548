"""National numbers of Asia and Australia.

Formats: UIDAI (Verhoeff); Income Tax Department of India, Rule 114 (PAN); ATO, tax file number; Services Australia,
Medicare card; GB 11643-1999 (China, MOD 11-2); ICA Singapore, NRIC; Korea, resident registration number.
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS, SHAPES
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import compact, digits, varied, verhoeff, weighted
from safekv.verdicts import Category


def aadhaar(text: str) -> bool:
    """Twelve digits, Verhoeff."""
    return varied(digits(text)) and verhoeff(digits(text))


def tfn(text: str) -> bool:
    """Eleven divides the weighted sum."""
    n = digits(text)
    weights = (1, 4, 3, 7, 5, 8, 6, 9, 10) if len(n) == 9 else (10, 7, 8, 4, 6, 3, 5, 1)
    return varied(n) and weighted(n, weights) % 11 == 0


def medicare(text: str) -> bool:
    """The ninth digit checks the first eight."""
    n = digits(text)
    return varied(n) and weighted(n[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(n[8])


def resident_id(text: str) -> bool:
    """A possible day of birth; the last character checks the others."""
    n = compact(text)
    born = 1 <= int(n[10:12]) <= 12 and 1 <= int(n[12:14]) <= 31
    return born and "10X98765432"[weighted(n[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11] == n[17]


def nric(text: str) -> bool:
    """The letter is the weighted sum's rest by 11, in a table for each series."""
    n = compact(text)
    rest = (weighted(n[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if n[0] in "TG" else 3 if n[0] == "M" else 0)) % 11
    table = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK"}
    return n[0] in table and table[n[0]][rest] == n[8]


def registration(text: str) -> bool:
    """A possible day of birth. The check digit is not given since October 2020."""
    n = digits(text)
    return 1 <= int(n[2:4]) <= 12 and 1 <= int(n[4:6]) <= 31


RULES = (
    Rule(
        name="in-aadhaar",
        category=Category.NATIONAL_ID,
        pattern=r"\b[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}\b",
        anchor=DIGITS,
        source="UIDAI",
        context=("aadhaar", "aadhar", "uid", "uidai"),
        valid=aadhaar,
    ),
    Rule(
        name="in-pan",
        category=Category.NATIONAL_ID,
        pattern=r"\b[A-Z]{3}P[A-Z]\d{4}[A-Z]\b",
        anchor=SHAPES,
        source="Income Tax Department of India, Rule 114",
        valid=lambda text: len(set(text[5:9])) > 1,
    ),
    Rule(
        name="in-pan-named",
        category=Category.NATIONAL_ID,
        pattern=r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b",
        anchor=SHAPES,
        source="Income Tax Department of India, Rule 114",
        caseless=True,
        context=("pan", "permanent account", "pan card", "income tax"),
    ),
    Rule(
        name="au-tfn",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{2,3}[ -]?\d{3}[ -]?\d{3}\b",
        anchor=DIGITS,
        source="ATO, tax file number",
        context=("tfn", "tax file"),
        valid=tfn,
    ),
    Rule(
        name="au-medicare",
        category=Category.NATIONAL_ID,
        pattern=r"\b[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ /-]?\d)?\b",
        anchor=DIGITS,
        source="Services Australia, Medicare card",
        context=("medicare",),
        valid=medicare,
    ),
    Rule(
        name="cn-resident-id",
        category=Category.NATIONAL_ID,
        pattern=r"\b[1-8]\d{5}(?:19|20)\d{9}[0-9Xx]\b",
        anchor=DIGITS,
        source="GB 11643-1999",
        valid=resident_id,
    ),
    Rule(
        name="sg-nric",
        category=Category.NATIONAL_ID,
        pattern=r"\b[STFG]\d{7}[A-Z]\b",
        anchor=DIGITS,
        source="ICA Singapore, NRIC/FIN",
        caseless=True,
        valid=nric,
    ),
    Rule(
        name="kr-rrn",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{6}-[1-8]\d{6}\b",
        anchor=DIGITS,
        source="Korea, Resident Registration Act, enforcement rules",
        valid=registration,
    ),
)
