"""How to reach somebody: e-mail, telephone, accounts."""

from __future__ import annotations

from safekv.guard.rules.contact import email, handle, phone

RULES = (*email.RULES, *phone.RULES, *handle.RULES)
