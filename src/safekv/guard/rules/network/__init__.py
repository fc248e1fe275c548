"""Addresses and serial numbers of machines that somebody carries or lives with."""

from __future__ import annotations

from safekv.guard.rules.network import address, device

RULES = (*address.RULES, *device.RULES)
