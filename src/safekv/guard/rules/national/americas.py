"""Brazilian CPF, Canadian SIN.

Formats: Receita Federal, Instrucao Normativa 1548 (two check digits modulo 11); Government of Canada, Social
Insurance Number (Luhn).
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import digits, luhn, varied, weighted
from safekv.verdicts import Category


def cpf(text: str) -> bool:
    """Two check digits, modulo 11, ten counts as zero."""
    n = digits(text)
    first = weighted(n[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(n[:10], range(11, 1, -1)) * 10 % 11 % 10
    return varied(n) and n[9:] == f"{first}{second}"


def sin(text: str) -> bool:
    """Luhn; none begins with 0 or 8."""
    n = digits(text)
    return n[0] not in "08" and varied(n) and luhn(n)


RULES = (
    Rule(
        name="br-cpf",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b",
        anchor=DIGITS,
        source="Receita Federal, IN RFB 1548",
        valid=cpf,
    ),
    Rule(
        name="br-cpf-named",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{3}[. ]?\d{3}[. ]?\d{3}[- ]?\d{2}\b",
        anchor=DIGITS,
        source="Receita Federal, IN RFB 1548",
        context=("cpf", "cadastro de pessoas"),
        valid=cpf,
    ),
    Rule(
        name="ca-sin",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b",
        anchor=DIGITS,
        source="Government of Canada, Social Insurance Number",
        context=("social insurance", "sin number", "sin no", "sin", "numero d'assurance sociale", "nas"),
        before=40,
        valid=sin,
    ),
)
