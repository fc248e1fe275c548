"""Payment cards. Format: ISO/IEC 7812 (issuer ranges, Luhn); the ranges are those that the networks publish."""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, luhn
from safekv.types import Category


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
    return _issued(n) and luhn(n) and len(set(n)) > 1


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
    ),
    Rule(
        name="card-ending",
        category=Category.FINANCIAL_ID,
        pattern=r"\b(?:card|visa|mastercard|amex|account)[^\n0-9.]{0,24}(?:ending(?: in| with)?|last"
        r" four(?: digits)?(?: are)?|\*{2,12})[^\n0-9.]{0,6}(?P<v>\d{4})\b",
        source="own: the usual way to name a card",
        caseless=True,
    ),
)
