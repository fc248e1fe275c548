"""Numbers on documents that only the words before them give away; and the machine-readable zone of passports.

Formats: ICAO Doc 9303 part 4 (zone); AAMVA DL/ID card design standard (licences differ by state, hence the words).
"""

from __future__ import annotations

from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, varied
from safekv.verdicts import Category

_JOIN = r"(?:[ _-]?(?:number|num|no|nr|id|#))?\.?[\"'*]{0,3}(?: is| of)?[ ]?[:=#]?[\"'* ]{0,4}"


def numbered(text: str) -> bool:
    """Enough digits, and not all alike."""
    return len(digits(text)) >= 4 and len(set(digits(text))) > 2 and varied(digits(text))


RULES = (
    Rule(
        name="passport",
        category=Category.NATIONAL_ID,
        pattern=r"\b(?:passports?|reisepass(?:nummer)?|passeport|pasaporte|passaporto|paspoort)"
        + _JOIN
        + r"(?P<v>[A-Z]{0,3}\d{4,9}[A-Z]?)\b",
        source="ICAO Doc 9303",
        caseless=True,
        valid=numbered,
    ),
    Rule(
        name="passport-zone",
        category=Category.NATIONAL_ID,
        pattern=r"\bP[A-Z<][A-Z]{3}[A-Z]{1,30}<[A-Z<]{8,37}",
        source="ICAO Doc 9303, part 4",
    ),
    Rule(
        name="driver-licence",
        category=Category.NATIONAL_ID,
        pattern=r"\b(?:driv(?:er'?s?|ing)[ _-]{0,2}licen[cs]e|driver[ _]?licen[cs]e|fuhrerschein"
        r"(?:nummer)?|permis de conduire|DLN?)" + _JOIN + r"(?P<v>[A-Z]{0,3}-?\d[A-Z0-9-]{4,18})\b",
        source="AAMVA, DL/ID card design standard",
        caseless=True,
        valid=numbered,
    ),
    Rule(
        name="named-id",
        category=Category.NATIONAL_ID,
        pattern=r"\b(?:national[ _]id(?:entity)?(?:[ _]card)?|identity[ _]card|id[ _]card|voter["
        r" _]id|alien[ _](?:registration)?|tax(?:payer)?[ _]id(?:entification)?"
        r"|employee[ _]id|student[ _]id|residence[ _]permit|visa)(?:[ _](?:number|no|nr))?"
        + _JOIN
        + r"(?P<v>[A-Z]{0,3}-?\d[A-Z0-9-]{4,18})\b",
        source="own: words for a document before its number",
        caseless=True,
        valid=numbered,
    ),
)
