"""Postal codes beside what makes them an address: a state, a town, or a word for it.

Formats: USPS Publication 28; Royal Mail, Programmer's Guide to PAF; Canada Post, addressing guidelines.
"""

from __future__ import annotations

from safekv.guard.rules.anchors import SHAPES, TURNS
from safekv.guard.rules.base import Rule
from safekv.verdicts import Category

_STATES = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]"
    r"|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
)
_HOME = (
    "address",
    "postcode",
    "postal code",
    "zip",
    "lives",
    "live",
    "living",
    "street",
    "road",
    "ship",
    "deliver",
    "mail",
    "house",
    "home",
    "flat",
)

RULES = (
    Rule(
        name="us-state-zip",
        category=Category.ADDRESS,
        pattern=r"\b(?P<v>[A-Z][A-Za-z.'-]{2,20}(?: [A-Z][a-z]{2,20}){0,2},?[ \n]{1,2}"
        + _STATES
        + r"\.?,? {1,2}\d{5}(?:-\d{4})?)\b",
        anchor=SHAPES,
        source="USPS Publication 28",
    ),
    Rule(
        name="us-zip-named",
        category=Category.ADDRESS,
        pattern=r"\b(?:zip[ _]?(?:code)?|postal[ _]?code|plz|code postal|codigo postal|cap)[\"'*]{0,3}"
        r"(?: is)?[ ]?[:=]?[\"'* ]{0,4}(?P<v>\d{5}(?:-\d{4})?)\b",
        source="USPS Publication 28",
        caseless=True,
        valid=lambda text: len(set(text)) > 2 and text != "12345",
    ),
    Rule(
        name="uk-postcode",
        category=Category.ADDRESS,
        pattern=r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? {0,2}\d[ABD-HJLNP-UW-Z]{2}\b",
        anchor=TURNS,
        source="Royal Mail, Programmer's Guide to PAF",
        context=_HOME,
        before=80,
        valid=lambda text: text.upper() == text,
    ),
    Rule(
        name="ca-postcode",
        category=Category.ADDRESS,
        pattern=r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b",
        anchor=TURNS,
        source="Canada Post, addressing guidelines",
        context=(*_HOME, "canada", "ontario", "toronto", "quebec", "BC", "ON", "AB"),
        before=80,
    ),
    Rule(
        name="continental-postcode",
        category=Category.ADDRESS,
        pattern=r"(?:strasse|str\.|weg|platz|allee|straat|laan|via|calle|rue|avenue|boulevard|rua)"
        r"[^\n0-9]{0,40}\d{1,4}[a-z]?,?[ \n]{1,2}"
        r"(?P<v>(?:[A-Z]{1,2}-)?\d{5} [A-Z][a-z-]{2,24})",
        anchor=SHAPES,
        source="UPU S42",
    ),
)
