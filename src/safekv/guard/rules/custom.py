"""An operator's own rules: what stands under `guard.rules` in the policy, as rules of the scanner."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from safekv.config import CustomRule
from safekv.errors import PolicyError
from safekv.guard.normalise import normalise
from safekv.guard.rules.base import Rule
from safekv.guard.rules.scanner import RuleScanner


def custom_rule(given: CustomRule) -> Rule:
    """The rule as the scanner takes it, its pattern not yet compiled.

    Raises `PolicyError` for a context word that could never be found: rules see a text without accents, and `?` for
    letters that have no plain form.
    """
    context = tuple(normalise(word).text.strip() for word in given.context)
    for word, plain in zip(given.context, context, strict=True):
        if not plain or not plain.isascii():
            raise PolicyError(
                f"guard.rules: rule {given.name!r}: the context word {word!r} is never found, since it has no form in "
                "Latin letters; leave it out, or match the text by the pattern alone"
            )
    return Rule(
        name=f"custom-{given.name}",
        category=given.category,
        pattern=given.pattern,
        source="policy",
        caseless=given.caseless,
        context=context,
    )


def custom_rules(given: Sequence[CustomRule]) -> tuple[Rule, ...]:
    """Every rule, and proof that the engines in use take its pattern.

    Raises `PolicyError` naming the rule and the reason, `OperatorError` where the engines are not installed.
    """
    rules = tuple(custom_rule(one) for one in given)
    try:
        RuleScanner(rules)
    except PolicyError as error:
        raise PolicyError(f"guard.rules: {error}") from None
    return rules


def fingerprint(rules: Sequence[Rule]) -> str:
    """A short digest of an operator's rules: verdicts depend on them."""
    written = repr([(r.name, r.category.value, r.pattern, r.caseless, r.context) for r in rules])
    return blake2b(written.encode(), digest_size=6).hexdigest()
