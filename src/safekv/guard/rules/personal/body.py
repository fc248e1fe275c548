"""Genotypes and biometric templates.

Formats: NCBI dbSNP (rs numbers), 23andMe raw data, FBI CODIS loci; templates by words.
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DOTS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import random_looking
from safekv.verdicts import Category

RULES = (
    Rule(
        name="genotype",
        category=Category.BIOMETRIC,
        pattern=r"\brs\d{3,10}[ \t]{0,3}[:(,;=]?[ \t]{0,3}(?:genotype[ :]{0,3})?\(?[ACGT][;/|]?[ACGT]\b\)?",
        anchor=DOTS,
        source="NCBI dbSNP",
    ),
    Rule(
        name="genotype-row",
        category=Category.BIOMETRIC,
        pattern=r"\b(?:rs|i)\d{3,10}[ \t,]{1,4}(?:chr)?(?:\d{1,2}|X|Y|MT)[ \t,]{1,4}\d{1,9}[ \t,]{1,4}"
        r"[ACGTDI-][ \t,]?[ACGTDI-]?\b",
        anchor=DOTS,
        source="23andMe, raw data technical report",
    ),
    Rule(
        name="str-profile",
        category=Category.BIOMETRIC,
        pattern=r"\b(?:D\d{1,2}S\d{2,4}|TH01|TPOX|CSF1PO|FGA|vWA)[ :=]{1,3}\d{1,2}(?:\.\d)?[,/ ]{1,2}\d{1,2}"
        r"(?:\.\d)?\b",
        source="FBI, CODIS core loci",
    ),
    Rule(
        name="biometric-template",
        category=Category.BIOMETRIC,
        pattern=r"\b(?:finger[ _-]?print|iris|face|facial|retina|palm|voice[ _-]?print|biometric)s?"
        r"[ _-]{1,2}(?:template|hash|embedding|encoding|minutiae|scan|id|data)"
        r"[\"'* ]{0,3}(?:is )?[:=]?[\"'* ]{0,4}(?P<v>[A-Za-z0-9+/=_-]{16,200})",
        source="own: words for a template before it; ISO/IEC 19794",
        caseless=True,
        valid=random_looking,
    ),
)
