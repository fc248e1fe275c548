"""Where and when somebody was born, lives, drives, and what the body tells."""

from __future__ import annotations

from safekv.guard.rules.personal import birth, body, postal, street, vehicle

RULES = (*birth.RULES, *street.RULES, *postal.RULES, *vehicle.RULES, *body.RULES)
