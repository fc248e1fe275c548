"""Cards, accounts and wallets."""

from __future__ import annotations

from safekv.guard.rules.financial import account, card, iban, wallet

RULES = (*card.RULES, *iban.RULES, *account.RULES, *wallet.RULES)
