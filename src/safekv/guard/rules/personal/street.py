"""Street addresses as they are written in several languages.

Formats: Universal Postal Union, S42 address templates; USPS Publication 28, appendix C (suffixes).
"""

from __future__ import annotations

import re

from safekv.guard.rules.anchors import Anchor
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import word_set
from safekv.verdicts import Category

_FULL = (
    r"(?:(?i:street|avenue|road|boulevard|lane|drive|court|place|square|terrace|parkway|highway|crescent)"
    r"|Circle|Close|Grove|Gardens|Mews|Trail|Alley|Plaza|Turnpike|Ridge|Crossing|Loop|Walk|Row|Hill|Way|Green|Park|View"
    r"|Vista|Route|Mount|Manor|Cove|Heights|Expressway|Freeway|Causeway|Center|Centre|Path|Pike|Run|Shores?|Springs?"
    r"|Station|Summit|Valley|Village|Meadows?|Forest|Field|Estates?|Bypass|Branch|Bridge|Brook|Club|Common|Corner"
    r"|Crossroad|Creek|Cliffs?|Bend|Beach|Bay)"
)
_SHORT = r"(?:St|Ave|Av|Rd|Blvd|Ln|Dr|Ct|Pl|Sq|Ter|Pkwy|Hwy|Cir|Cres|Trl|Aly|Plz|Tpke)"
_ORDINARY = word_set(
    "a an and the of on in to at for from with per by as is was or down up away every"
    " each more less than miles mile minutes minute feet "
    "foot meters metres km hours hour days day years year blocks block people cars houses"
    " trees times other different its "
    "their his her which that this these are were one two three four five long wide"
    " big small first second last next same total "
    "points items dollars students"
)
_UNIT = r"(?i:,? (?:apt|apartment|suite|ste|unit|flat|room|floor|#)\.? ?#?[0-9A-Z]{1,5})?"


def _named(text: str) -> bool:
    """The street has a name: words that are not those of an ordinary sentence."""
    words = re.findall(r"[A-Za-z']+", text)[:-1]
    plain = [w for w in words if w in _ORDINARY]
    return bool(words) and not plain


def _proper(text: str) -> bool:
    """As `_named`, and written as names are: every word with a capital, or two of them."""
    words = re.findall(r"[A-Za-z']{3,}", text)
    cased = all(w[0].isupper() for w in words) or sum(w[0].isupper() for w in words) >= 2
    return _named(text) and cased


_ANY_WORD = r"[A-Za-z][A-Za-z'.-]{0,20}"
_WORD = r"[A-Z][A-Za-z'.-]{0,20}"
_NUMBER = r"\d{1,5}(?:-\d{1,4}|[A-Za-z]|/\d{1,3})?"
_ENGLISH = Anchor(company="words", pattern=r" (?:" + _FULL + "|" + _SHORT + r")\b")
_CONTINENT = Anchor(
    company="words",
    pattern=r"(?i:(?:strasse|straat|str\.|weg|platz|allee|gasse|gracht|laan|plein|kade|dijk|gatan"
    r"|vagen|vej|gade|ring|damm|ufer) \d)"
    r"|(?i:\d(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allee|impasse|quai|cours|route) )"
    r"|\bul\. [A-Z]|\b(?:u\.|utca|ut|utja|ter|korut) \d|(?i:\b(?:apt|apartment|suite|ste|flat)\.? #?\d)"
    r"|(?i:(?:box|postfach|postale|apartado|correos|postbus) #?\d)|[AF]PO A"
    r"|(?:Calle|C/|Avenida|Avda\.|Plaza|Paseo|Carrer|Via|Viale|Piazza|Corso|Vicolo|Rua|Travessa|Praca|Largo) [A-Zd]",
)
"""Anchors: what every street of one manner has, in any case."""

RULES = (
    Rule(
        name="street-english",
        category=Category.ADDRESS,
        pattern=r"\b"
        + _NUMBER
        + r",? (?:(?i:north|south|east|west|[nsew]{1,2})\.? )?(?:"
        + _ANY_WORD
        + r" |\d{1,3}(?:st|nd|rd|th) ){1,3}"
        + _FULL
        + r"(?i: (?:north|south|east|west|[nsew]{1,2}))?\b"
        + _UNIT,
        anchor=_ENGLISH,
        source="USPS Publication 28",
        valid=_proper,
    ),
    Rule(
        name="street-english-short",
        category=Category.ADDRESS,
        pattern=r"\b"
        + _NUMBER
        + r",? (?:[NSEW]{1,2}\.? )?(?:"
        + _WORD
        + r" |\d{1,3}(?:st|nd|rd|th) ){1,3}"
        + _SHORT
        + r"\b\.?"
        + _UNIT,
        anchor=_ENGLISH,
        source="USPS Publication 28",
        valid=_named,
    ),
    Rule(
        name="street-germanic",
        category=Category.ADDRESS,
        pattern=r"\b[A-Z][a-z-]{2,24}(?:strasse|straat|str\.|weg|platz|allee|gasse|gracht|laan|plein"
        r"|kade|dijk|gatan|vagen|vej|gade)"
        r"[ ]\d{1,4}[a-zA-Z]?\b",
        anchor=_CONTINENT,
        source="UPU S42: Germany, Netherlands, Sweden, Denmark",
    ),
    Rule(
        name="street-germanic-apart",
        category=Category.ADDRESS,
        pattern=r"\b[A-Z][a-z-]{2,24}[ -](?:Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer)[ ]\d{1,4}[a-zA-Z]?\b",
        anchor=_CONTINENT,
        source="UPU S42: Germany",
    ),
    Rule(
        name="street-french",
        category=Category.ADDRESS,
        pattern=r"\b\d{1,4}(?i: ?(?:bis|ter))?,? (?i:(?:rue|avenue|boulevard|chemin|allee|impasse|quai)"
        r" (?:(?:de la|de l'|du|des|de|le|la|les|d'|l') ?)?|(?:place|cours|route) (?:de la"
        r"|de l'|du|des|de|d') ?)"
        r"[A-Za-z'-]{3,24}(?: [A-Z][a-z'-]{2,20}){0,3}",
        anchor=_CONTINENT,
        source="UPU S42: France; NF Z10-011",
    ),
    Rule(
        name="street-romance",
        category=Category.ADDRESS,
        pattern=r"\b(?:Calle|C/|Avenida|Avda\.|Plaza|Paseo|Carrer|Via|Viale|Piazza|Corso|Vicolo|Rua"
        r"|Travessa|Praca|Largo)"
        r" (?:(?:de la|de los|de las|del|della|dei|de|da|do|dos|di|dell') ?)?[A-Z][a-z'-]{2,20}"
        r"(?: (?:de |da |do )?[A-Z][a-z'-]{2,20}){0,3}"
        r",? ?(?:n\.?o? ?|num\.? ?)?\d{1,4}\b",
        anchor=_CONTINENT,
        source="UPU S42: Spain, Italy, Portugal, Brazil",
    ),
    Rule(
        name="street-polish",
        category=Category.ADDRESS,
        pattern=r"\bul\. [A-Z][a-z]{2,24}(?: [A-Z][a-z]{1,20}){0,2} \d{1,4}(?:[a-z]|/\d{1,4})?\b",
        anchor=_CONTINENT,
        source="UPU S42: Poland",
    ),
    Rule(
        name="street-hungarian",
        category=Category.ADDRESS,
        pattern=r"\b[A-Z][a-z]{2,24}(?: [A-Za-z][a-z]{1,20}){0,2} (?:u\.|utca|ut|utja|ter|korut) \d{1,4}\b",
        anchor=_CONTINENT,
        source="UPU S42: Hungary",
    ),
    Rule(
        name="flat",
        category=Category.ADDRESS,
        pattern=r"\b(?:apt\.?|apartment|suite|ste\.|flat) #?(?:\d{2,5}[A-Z]?|\d[A-Z])\b",
        anchor=_CONTINENT,
        source="USPS Publication 28, section 213",
        caseless=True,
    ),
    Rule(
        name="post-box",
        category=Category.ADDRESS,
        pattern=r"\b(?:p\.? ?o\.? ?box|postfach|boite postale|apartado(?: de correos)?|postbus) #?\d{1,6}\b",
        anchor=_CONTINENT,
        source="USPS Publication 28, section 28",
        caseless=True,
    ),
    Rule(
        name="military-address",
        category=Category.ADDRESS,
        pattern=r"\b(?:PSC \d{1,4},? Box \d{1,5}|Unit \d{4,5} Box \d{1,5}|US(?:NS|NV|S|CGC) [A-Z]"
        r"[a-z]{2,20}\s{1,2}(?:FPO|APO) A[AEP] \d{5})\b",
        anchor=_CONTINENT,
        source="USPS Publication 28, section 225",
    ),
)
