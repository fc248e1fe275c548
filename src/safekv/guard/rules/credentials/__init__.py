"""Keys, tokens and passwords."""

from __future__ import annotations

from safekv.guard.rules.credentials import (
    command,
    encoded,
    header,
    jwt,
    kubernetes,
    named,
    nuget,
    password,
    pem,
    tokens,
    url,
)

RULES = (
    *tokens.RULES,
    *pem.RULES,
    *jwt.RULES,
    *url.RULES,
    *header.RULES,
    *command.RULES,
    *kubernetes.RULES,
    *named.RULES,
    *password.RULES,
    *nuget.RULES,
    *encoded.RULES,
)
