"""Telephone numbers of nobody: kept free for films and manuals, toll-free, or a service's.

Sources: NANPA (exchange 555, area codes 8xx); Ofcom, numbers for drama; Bundesnetzagentur, Mitteilung 148/2021; ACMA,
numbers for fiction; Arcep, decision 2018-0881; what libphonenumber's metadata calls toll-free or premium.
"""

from __future__ import annotations

import re

from safekv.guard.rules.base import Span

_PLANS = re.compile(
    # North America: exchange 555, area 555, toll-free and premium areas
    r"(?:001|1)?(?:[2-9]\d\d555\d{4}|555\d{7}|(?:800|833|844|855|866|877|888|900)[2-9]\d{6})"
    # United Kingdom: drama, then freephone; with the country's code also what is shared by a company's callers
    r"|(?:0044|44|0)0?(?:2079460\d{3}|7700900\d{3}|1632960\d{3}|8081570\d{3}|3069990\d{3}"
    r"|(?:11[3-8]|121|131|141|151|161)4960\d{3}|2896496\d{3}|2920180\d{3}|1914980\d{3}|80[08]\d{6,7})"
    r"|(?:0044|44)0?(?:3\d\d|84[2-5]|87[0-3]|9\d\d)\d{6,7}"
    # Germany: films, freephone, shared cost, premium
    r"|(?:0049|49|0)0?(?:3023125\d{3}|4066969\d{3}|2214710\d{3}|6990009\d{3}|8999998\d{3}|17139200\d\d"
    r"|15228817386|15228895456|1729925904|1729968532|1729973185|1729973186|1729980752|(?:800|180\d|900\d)\d{5,8})"
    # Australia, France, Ireland
    r"|(?:0061|61)0?(?:[2378](?:5550|7010)\d{4}|49157\d{4})|1[38]00\d{6}"
    r"|(?:0033|33)0?(?:26191|35301|46571|53649|8\d{4})\d{4}|(?:0033|33|0)0?(?:19900|63998)\d{4}"
    r"|(?:00353|353)0?20915\d{3,4}"
    # Spain, Poland, Brazil: toll-free
    r"|(?:0034|34)?(?:90[0-2]|800)\d{6}|(?:0048|48)?80[01]\d{6}|(?:0055|55)?0800\d{6,7}"
)
"""Digits alone, with or without the country's code."""

_SERVICE = re.compile(
    r"(?i)\b(?:hot ?line|help ?line|lifeline|help ?desk|service ?desk|support(?: team| desk)?"
    r"|customer (?:service|care)s?"
    r"|switchboard|front desk|toll[- ]?free|freephone|kundenservice|kundendienst|zentrale|servicenummer|notruf"
    r"|service client|numero vert|atencion al cliente|soporte|suporte|infolinia)"
    r"(?: (?:phone|telephone|line|number|team|nummer|numero))*[\"'*:]{0,3}"
    r"(?: (?:is|at|on|under|unter|au|al|no|via|ist|by|phone|call|calling|:|-|tel\.?:?))*[ \"'*(:]{0,4}$"
)
_MINE = re.compile(
    r"(?i)\b(?:my|his|her|their|mein|meine|seine|ihre|mon|ma|mi|su|min|cell|mobile|handy|private|home)\b"
)
_LOOKED_AT = 60


def nobodys(digits: str) -> bool:
    """Whether a number, digits alone, is one that no person has."""
    return _PLANS.fullmatch(digits) is not None


def not_a_service(text: str, start: int, end: int) -> Span | None:
    """None for a number right after a word for a hotline or a desk; a line that says whose it is keeps it."""
    before = text[max(0, start - _LOOKED_AT) : start].rpartition("\n")[2]
    return None if _SERVICE.search(before) and not _MINE.search(before) else (start, end)
