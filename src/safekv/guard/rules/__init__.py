"""Tier 1: rules. A multi-pattern pass says where something may be, RE2 what it is, a validator whether it counts."""

from __future__ import annotations

from safekv.guard.rules import contact, credentials, financial, health, national, network, personal
from safekv.guard.rules.base import Rule
from safekv.guard.rules.custom import custom_rule, custom_rules
from safekv.guard.rules.scanner import RuleScanner

BUILT_IN: tuple[Rule, ...] = (
    *credentials.RULES,
    *contact.RULES,
    *national.RULES,
    *financial.RULES,
    *health.RULES,
    *network.RULES,
    *personal.RULES,
)
"""The registry: every rule that comes with SafeKV. Earlier rules win over later ones on the same span."""

__all__ = ["BUILT_IN", "Rule", "RuleScanner", "custom_rule", "custom_rules"]
