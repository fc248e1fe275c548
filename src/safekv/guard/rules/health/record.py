"""Medical record and insurance numbers, by the words before them; Medicare beneficiary identifier.

Formats: CMS, Understanding the Medicare Beneficiary Identifier (position types); records have no common format.
"""

from __future__ import annotations

from safekv.guard.rules.anchors import TURNS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, varied
from safekv.verdicts import Category

_SEP = r"[\"'*]{0,3}(?: is)?[ ]?[:=#]{0,2}[\"'* #]{0,4}"
_NUM = r"(?:[ _-]?(?:number|num|no|nr|id|#))"


def _numbered(text: str) -> bool:
    return len(digits(text)) >= 4 and varied(digits(text))


RULES = (
    Rule(
        name="medical-record",
        category=Category.HEALTH,
        pattern=r"\b(?:mrn|medical[ _]record"
        + _NUM
        + r"?|patient"
        + _NUM
        + r"|chart"
        + _NUM
        + r"|hospital"
        + _NUM
        + r"|health[ _]record"
        + _NUM
        + r"|patientennummer)\.?"
        + _SEP
        + r"(?P<v>[A-Z]{0,4}-?\d[0-9A-Z-]{3,14})\b",
        source="own: words for a record before its number",
        caseless=True,
        valid=_numbered,
    ),
    Rule(
        name="health-insurance",
        category=Category.HEALTH,
        pattern=r"\b(?:(?:health[ _])?insurance[ _]?(?:policy|member|card)?"
        + _NUM
        + r"|member"
        + _NUM
        + r"|policy(?:holder)?"
        + _NUM
        + r"|subscriber"
        + _NUM
        + r"|beneficiary"
        + _NUM
        + r"|health[ _]plan"
        + _NUM
        + r"|medicaid"
        + _NUM
        + r"|versichertennummer)\.?"
        + _SEP
        + r"(?P<v>[A-Z]{0,5}-?\d[0-9A-Z-]{4,18})\b",
        source="own: words for a policy before its number",
        caseless=True,
        valid=_numbered,
    ),
    Rule(
        name="us-mbi",
        category=Category.HEALTH,
        pattern=r"\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?"
        r"[AC-HJKMNP-RT-Y]{2}\d{2}\b",
        anchor=TURNS,
        source="CMS, Understanding the Medicare Beneficiary Identifier",
    ),
)
