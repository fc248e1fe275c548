"""International bank account numbers. Format: ISO 13616, SWIFT IBAN registry (lengths); ISO 7064 MOD 97-10."""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.checks import mod97
from safekv.verdicts import Category

_LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN",
    21: "CH CR HR LI LV", 22: "BG BH DE GB GE IE ME RS VA", 23: "AE GI IL IQ TL OM SO",
    24: "AD CZ ES MD PK RO SA SE SK TN VG DZ", 25: "PT ST LY", 26: "IS TR", 27: "FR GR IT MC MR SM BI DJ",
    28: "AL AZ BY CY DO GT HU LB PL SV NI", 29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_LENGTH_OF = {country: length for length, countries in _LENGTHS.items() for country in countries.split()}


def _cut(text: str, start: int, end: int) -> Span | None:
    """As many letters and digits as the country's numbers have, if they check."""
    wanted = _LENGTH_OF.get(text[start : start + 2].upper())
    if wanted is None:
        return None
    places = [i for i in range(start, end) if text[i].isalnum()][:wanted]
    number = "".join(text[i] for i in places).upper()
    if len(places) < wanted or mod97(number[4:] + number[:4]) != 1:
        return None
    return start, places[-1] + 1


RULES = (
    Rule(
        name="iban",
        category=Category.FINANCIAL_ID,
        pattern=r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?",
        anchor=DIGITS,
        source="ISO 13616, SWIFT IBAN registry",
        caseless=True,
        refine=_cut,
        free=True,
    ),
)
