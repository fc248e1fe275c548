"""Dates of birth: a full date after words for birth. Format: ISO 8601, and how dates are written in eight languages."""

from __future__ import annotations

from safekv.guard.rules.base import Rule
from safekv.verdicts import Category

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|juin|juil|ene|abr|ago|dic"
    r"|gen|mag|giu|lug|set|ott|dez|fev|okt|marz|maart"
    r"|maio|mei)[a-z]{0,7}"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_DATE = (
    r"(?:(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:(?:19|20)\d{2}|\d{2})"
    r"|" + _MONTH + r"\.? " + _DAY + r",? (?:19|20)\d{2}"
    r"|" + _DAY + r"[ -](?:of |de |di )?" + _MONTH + r"\.?,?[ -](?:de |del )?(?:19|20)\d{2})"
)
_WORDS = (
    r"(?:d\.?o\.?b\.?|date[ _]?of[ _]?birth|birth[ _]?da(?:te|y)|born|geboren|geburts"
    r"(?:datum|tag)|nee? le|date de naissance"
    r"|naci[od][oa]?|fecha de nacimiento|nat[oa]|data di nascita|nascid[oa]|data de nascimento|geboortedatum)"
)

RULES = (
    Rule(
        name="birth-date",
        category=Category.BIRTH_DATE,
        pattern=r"\b" + _WORDS + r"[^0-9\n]{0,30}?(?P<v>" + _DATE + r")\b",
        source="ISO 8601; own words for birth",
        caseless=True,
    ),
    Rule(
        name="birth-date-before",
        category=Category.BIRTH_DATE,
        pattern=r"\b(?P<v>"
        + _DATE
        + r")[ ,]{0,2}(?:is|was|\(|as)[^0-9\n]{0,16}(?:date of birth|birth ?da(?:te|y)|dob|born)\b",
        source="ISO 8601; own words for birth",
        caseless=True,
    ),
)
