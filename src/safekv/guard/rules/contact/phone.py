"""Telephone numbers. Format: ITU-T E.164, North American Numbering Plan; judged by the library `phonenumbers`."""

from __future__ import annotations

import re
from collections.abc import Callable

from safekv.errors import OperatorError
from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, varied
from safekv.guard.rules.contact.fictional import nobodys, not_a_service
from safekv.verdicts import Category

try:
    import phonenumbers
except ImportError as error:
    raise OperatorError("the guard's rules need phonenumbers; install safekv with its extra: safekv[guard]") from error

_EXTENSION = re.compile(r"[ ,]{0,2}(?:x|ext\.?|extension).*$", re.IGNORECASE)


def _possible(region: str | None) -> Callable[[str], bool]:
    def possible(text: str) -> bool:
        plain = _EXTENSION.sub("", text)
        if not 8 <= len(digits(plain)) <= 15 or not varied(digits(plain)) or nobodys(digits(plain)):
            return False
        try:
            number = phonenumbers.parse(plain, region)
        except phonenumbers.NumberParseException:
            return False
        return bool(phonenumbers.is_possible_number(number))

    return possible


def _american(text: str) -> bool:
    """Three, three and four digits; area codes below 200 do not exist, so 123-456-7890 is nobody's."""
    number = digits(_EXTENSION.sub("", text))[-10:]
    return len(number) == 10 and number[0] > "1" and varied(number[-7:], 2) and _possible("US")(text)


def _dialled(text: str) -> bool:
    """After a word for telephone: as many digits as a number has somewhere."""
    number = digits(_EXTENSION.sub("", text))
    return 7 <= len(number) <= 15 and varied(number) and not nobodys(number) and not _DATE.fullmatch(text)


_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d\d[-/.]\d\d.*|\d\d[-/.]\d\d[-/.](?:19|20)\d\d.*")
_MORE = r"[ ,]{0,2}(?:x|ext\.?|extension) ?\d{1,6}"
_EXT = "(?:" + _MORE + ")?"
_WORDS = (
    r"(?:phone|tel|telephone|telefono|telefone|telefon|telefoon|mobile|cell|celular|movil|handy|desk|fax"
    r"|call(?: me| him| her| us)?(?: at| on)?|text(?: me)? (?:at|on)|reach(?:ed)?(?: me| him| her)? (?:at|on)"
    r"|hotline|gsm|whatsapp|portable|contact"
    r"|sms|dial|answering(?: at)?|messages (?:to|from)|registered|landline|my number)"
)

RULES = (
    Rule(
        name="phone-international",
        category=Category.CONTACT,
        pattern=r"\+[1-9](?:[ .\-/]{0,2}\(?\d{1,4}\)?){2,7}" + _EXT,
        anchor=DIGITS,
        source="ITU-T E.164",
        refine=not_a_service,
        valid=_possible(None),
    ),
    Rule(
        name="phone-american",
        category=Category.CONTACT,
        pattern=r"(?:\b(?:\+?1|001)[ .\-]{0,2})?(?:\(\d{3}\)[ .\-]{0,2}|\b\d{3}[ .\-]{1,3})\d{3}[ .\-]{1,3}\d{4}(?:"
        + _MORE
        + r"|\b)",
        anchor=DIGITS,
        source="North American Numbering Plan, nanpa.com",
        refine=not_a_service,
        valid=_american,
    ),
    Rule(
        name="phone-labelled",
        category=Category.CONTACT,
        pattern=r"(?P<v>\(?\b\d{1,5}\)?(?:[ .-]{1,2}\(?\d{2,8}\)?){1,5}(?:" + _MORE + r")?)[ ,(-]{1,3}"
        r"(?:office|fax|mobile|cell|home|work|desk|direct|whatsapp)\b",
        anchor=DIGITS,
        source="own: a word for telephone after the number",
        caseless=True,
        refine=not_a_service,
        valid=_dialled,
    ),
    Rule(
        name="phone-named",
        category=Category.CONTACT,
        pattern=r"\b" + _WORDS + r"(?:[ _]?(?:number|num|no|nummer|nr|#))?\.?[\"'* ]{0,3}"
        r"(?:[:=#-]|is|at|on|under|me at|us at)?[\"'* (\n]{0,4}"
        r"(?P<v>\+?\(?\d{1,5}\)?(?:[ .\-/]{0,3}\(?\d{1,8}\)?){1,6})" + _EXT,
        source="own: a word for telephone before the number",
        caseless=True,
        refine=not_a_service,
        valid=_dialled,
    ),
)
