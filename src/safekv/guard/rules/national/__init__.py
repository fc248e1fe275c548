"""Numbers by which a state knows a person."""

from __future__ import annotations

from safekv.guard.rules.national import americas, asia_pacific, documents, europe, united_kingdom, united_states

RULES = (
    *united_states.RULES,
    *united_kingdom.RULES,
    *europe.RULES,
    *americas.RULES,
    *asia_pacific.RULES,
    *documents.RULES,
)
