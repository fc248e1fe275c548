"""US social security number and individual taxpayer number.

Formats: SSA, "Social Security Number Randomization" (areas 000, 666 and 900 to 999 are not given out); IRS, Internal
Revenue Manual 3.21.263 (groups of an ITIN).
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, varied
from safekv.verdicts import Category

_ADVERTISED = frozenset({"078051120", "219099999", "123456789", "987654321", "457555462"})


def ssn(text: str) -> bool:
    """An area, group and serial that can have been given out."""
    n = digits(text)
    given = n[:3] not in {"000", "666"} and n[0] != "9" and n[3:5] != "00" and n[5:] != "0000"
    return given and n not in _ADVERTISED and varied(n)


def itin(text: str) -> bool:
    """Begins with 9; the group is one of those in use."""
    n = digits(text)
    return n[0] == "9" and (50 <= int(n[3:5]) <= 65 or (70 <= int(n[3:5]) <= 99 and n[3:5] not in {"89", "93"}))


_SSN = ("ssn", "social security", "social", "ss#", "ss no", "tax id", "tin", "taxpayer")

RULES = (
    Rule(
        name="us-ssn",
        category=Category.NATIONAL_ID,
        pattern=r"(?:\b|_)(?P<v>\d{3}-\d{2}-\d{4})(?:\b|_)",
        anchor=DIGITS,
        source="SSA, Social Security Number Randomization",
        valid=ssn,
    ),
    Rule(
        name="us-ssn-named",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{3}[ .-]?\d{2}[ .-]?\d{4}\b",
        anchor=DIGITS,
        source="SSA, Social Security Number Randomization",
        context=_SSN,
        valid=ssn,
    ),
    Rule(
        name="us-ssn-last-four",
        category=Category.NATIONAL_ID,
        pattern=r"\b(?:ssn|social security(?: number)?)[^\n.]{0,30}(?:last (?:4|four)(?: digits)?"
        r"|ending(?: in| with)?)[^\n0-9.]{0,20}(?P<v>\d{4})\b",
        source="own: the usual way to prove who one is",
        caseless=True,
    ),
    Rule(
        name="us-itin",
        category=Category.NATIONAL_ID,
        pattern=r"\b9\d{2}[ -]?\d{2}[ -]?\d{4}\b",
        anchor=DIGITS,
        source="IRS, Internal Revenue Manual 3.21.263",
        context=("itin", "taxpayer", "tax id", "tin"),
        valid=itin,
    ),
)
