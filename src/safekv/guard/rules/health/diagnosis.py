"""Diagnosis codes. Format: WHO, ICD-10; CMS, ICD-10-CM."""

from __future__ import annotations

from safekv.guard.rules.anchors import DOTS
from safekv.guard.rules.base import Rule
from safekv.verdicts import Category

RULES = (
    Rule(
        name="icd-10",
        category=Category.HEALTH,
        pattern=r"\b[A-TV-Z]\d[0-9AB]\.[0-9A-Z]{1,4}\b",
        anchor=DOTS,
        source="WHO, ICD-10",
        caseless=True,
        context=(
            "icd",
            "icd 10",
            "diagnosis",
            "diagnose",
            "diagnosed",
            "dx",
            "diagnostic",
            "diagnosi",
            "diagnostico",
            "patient",
        ),
        before=80,
        after=50,
    ),
    Rule(
        name="icd-10-named",
        category=Category.HEALTH,
        pattern=r"\b(?:icd[ -]?10(?:-cm)?(?: code)?|dx)[\"'* ]{0,3}[:=(]?[\"'* ]{0,3}(?P<v>[A-TV-Z]\d"
        r"[0-9AB](?:\.[0-9A-Z]{1,4})?)\b",
        source="WHO, ICD-10",
        caseless=True,
    ),
)
