"""Payment cards. Format: ISO/IEC 7812 (issuer ranges, Luhn); the ranges are those that the networks publish."""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, luhn, varied, word_set
from safekv.verdicts import Category


def _issued(n: str) -> bool:
    """Whether a network has numbers of this length and beginning."""
    two, four = int(n[:2]), int(n[:4])
    lengths: tuple[int, ...] = ()
    if n[0] == "4":
        lengths = (13, 16, 19)
    elif 51 <= two <= 55 or 2221 <= four <= 2720:
        lengths = (16,)
    elif two in {34, 37}:
        lengths = (15,)
    elif two == 36 or two in {38, 39} or 300 <= int(n[:3]) <= 305:
        lengths = (14, 16, 19)
    elif two == 35:
        lengths = (16, 17, 18, 19, 15)
    elif four in {2131, 1800}:
        lengths = (15,)
    elif two in {50, 56, 57, 58} or n[0] == "6":
        lengths = tuple(range(12, 20))
    return len(n) in lengths


def card(text: str) -> bool:
    """Length, issuer and check digit are right."""
    n = digits(text)
    return _issued(n) and luhn(n) and len(set(n)) > 1 and not of_a_manual(n)


_PRINTED = word_set(
    "378734493671000 30569309025904 38520000023237 36227206271667 3530111333300000 3566002020360505 "
    "6011000990139424 6011981111111113 4007000000027 4012888888881881 4012000033330026 4012000077777777 "
    "4917610000000000 4462030000000000 4917300800000000 5200828282828210 5425233430109903 5424000000000015 "
    "2223003122003222 2223000048400011 2222420000001113 4263982640269299 4976000000003436 5185540810000019 "
    "6331101999990016 6759649826438453 5019717010103742 6304000000000000 3056930009020004 6205500000000000004 "
    "6200000000000005 6250946000000016 4571736000000075 4988438843884305 4166676667666746 4646464646464644 "
    "4000620000000007 4000056655665556 371449635398431 378282246310005 5105105105105100 4000002500003155 "
    "4000002760003184 4000003800000446 4242424242424242"
)
"""Test cards that Stripe, Adyen, PayPal, Braintree and Authorize.Net print in their manuals."""
_ZEROS, _KINDS, _RUN = 9, 3, 7


def of_a_manual(n: str) -> bool:
    """A card that only exists in tests: printed in a manual, or made of few different digits, zeros or one long run."""
    few = len(set(n)) <= _KINDS or any(c * _RUN in n for c in set(n))
    return n in _PRINTED or few or n.count("0") >= _ZEROS


_WORDS = (
    "card",
    "credit",
    "debit",
    "visa",
    "mastercard",
    "amex",
    "maestro",
    "cc",
    "ccn",
    "pan",
    "payment",
    "charge",
    "kreditkarte",
)

RULES = (
    Rule(
        name="card",
        category=Category.FINANCIAL_ID,
        pattern=r"(?:\b|_)(?P<v>[2-6]\d{3}(?:[ .-]{0,3}\d{4}){3}(?:[ .-]?\d{3})?|3[0-9]\d{2}[ .-]{0,3}\d{6}"
        r"[ .-]{0,3}\d{4,5}|1800\d{11})(?:\b|_)",
        anchor=DIGITS,
        source="ISO/IEC 7812",
        valid=card,
    ),
    Rule(
        name="card-named",
        category=Category.FINANCIAL_ID,
        pattern=r"\b[1-6](?:[ .-]?\d){11,18}\b",
        anchor=DIGITS,
        source="ISO/IEC 7812",
        context=_WORDS,
        before=80,
        valid=card,
    ),
    Rule(
        name="card-code",
        category=Category.FINANCIAL_ID,
        pattern=r"\b(?:cvv2?|cvc2?|csc|card security code|security code)[\"'* ]{0,3}(?:is|code|number)?"
        r"[ ]?[:=]?[\"'* ]{0,4}(?P<v>\d{3,4})\b",
        source="EMV, card verification value",
        caseless=True,
        valid=lambda text: varied(text, 2) and text not in {"1111", "1234"},
    ),
    Rule(
        name="card-ending",
        category=Category.FINANCIAL_ID,
        pattern=r"\b(?:card|visa|mastercard|amex|account)[^\n0-9.]{0,24}(?:ending(?: in| with)?|last"
        r" four(?: digits)?(?: are)?|\*{2,12})[^\n0-9.]{0,6}(?P<v>\d{4})\b",
        source="own: the usual way to name a card",
        caseless=True,
        valid=lambda text: text not in {"1234", "4242", "1111", "0000", "9999", "5678", "4444"},
    ),
)
