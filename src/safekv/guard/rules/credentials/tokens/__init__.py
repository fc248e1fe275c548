"""Tokens with a recognisable form, by kind of vendor."""

from __future__ import annotations

from safekv.guard.rules.credentials.tokens import ai, cloud, code, messaging, operations, payment

RULES = (*cloud.RULES, *code.RULES, *messaging.RULES, *payment.RULES, *ai.RULES, *operations.RULES)
