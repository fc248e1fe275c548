"""Numbers and codes of the health system."""

from __future__ import annotations

from safekv.guard.rules.health import diagnosis, prescriber, record

RULES = (*record.RULES, *diagnosis.RULES, *prescriber.RULES)
