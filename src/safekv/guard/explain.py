"""Why a finding keeps a unit private and what would make the text clean, in a sentence each. Never the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safekv.guard.rules.base import Rule
from safekv.verdicts import Category, Finding

RULES_TIER = 1

WHAT = {
    Category.PERSON: "a person's name",
    Category.CONTACT: "a way to reach somebody",
    Category.ADDRESS: "where somebody lives",
    Category.BIRTH_DATE: "when somebody was born",
    Category.NATIONAL_ID: "a number that a state gave somebody",
    Category.FINANCIAL_ID: "a card, an account or a wallet",
    Category.MONEY: "somebody's money",
    Category.HEALTH: "somebody's health",
    Category.BIOMETRIC: "somebody's body",
    Category.EMPLOYMENT: "somebody's work",
    Category.CREDENTIAL: "a password, key or token",
    Category.NETWORK_ID: "the address or number of somebody's machine",
    Category.VEHICLE: "somebody's vehicle",
    Category.NARRATIVE: "a stretch that reads as told about somebody",
    Category.CUSTOM: "what your policy calls sensitive",
}

_MODELS_MEND = "no name, number or story of a real person; an invented one under a heading such as `Example:`"
MEND = {
    Category.CONTACT: "an address at example.com, a team's mailbox or hotline, a number with 555-01xx",
    Category.CREDENTIAL: "a placeholder: ${NAME}, <password>, or the path of a file that holds it",
    Category.NETWORK_ID: "an address kept for documentation: 192.0.2.1, 2001:db8::1",
    Category.FINANCIAL_ID: "a test card such as 4242 4242 4242 4242, or a placeholder",
    Category.NATIONAL_ID: "a placeholder: <number>",
    Category.CUSTOM: "a text that the rule under guard.rules does not match",
}
_RULES_MEND = "a placeholder in its place, or an example that is nobody's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What was found, why it counts in this text, and what in its place would be clean."""

    what: str
    why: str
    mend: str


def explain(
    finding: Finding, rules: Sequence[Rule], *, score: float, threshold: float | None, length: int
) -> Explanation:
    """The explanation of one finding in a text of `length` characters, which a model gave `score`.

    `threshold` is that model's, None where it has none of its own (an adapter).
    """
    what = WHAT[finding.category]
    if finding.tier == RULES_TIER:
        return Explanation(what=what, why=_by_rule(finding, rules), mend=MEND.get(finding.category, _RULES_MEND))
    if threshold is None:
        return Explanation(what=what, why=f"your model {finding.detector} marks it", mend=_MODELS_MEND)
    window = f"the most telling window scores {score:.2f}"
    why = f"{window}; a text of {length:,} characters is sensitive from {threshold:.2f} on"
    return Explanation(what=what, why=why, mend=MEND.get(finding.category, _MODELS_MEND))


def _by_rule(finding: Finding, rules: Sequence[Rule]) -> str:
    rule = next((rule for rule in rules if rule.name == finding.detector), None)
    if rule is None:
        return f"the rule {finding.detector} of your policy matches it"
    near = f", and a word such as {rule.context[0]!r} stands near" if rule.context else ""
    return f"it has the form that the rule {rule.name} looks for ({rule.source}){near}; rules have no threshold"
