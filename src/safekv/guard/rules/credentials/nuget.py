"""Passwords in NuGet's configuration. Format: Microsoft Learn, nuget.config reference, packageSourceCredentials."""

from __future__ import annotations

from safekv.guard.rules.base import Rule
from safekv.guard.rules.credentials.url import real_password
from safekv.verdicts import Category

RULES = (
    Rule(
        name="nuget-password",
        category=Category.CREDENTIAL,
        pattern=r"<add {1,4}key=\"(?:cleartext)?password\" {1,4}value=\"(?P<v>[^\"\n]{6,100})\"",
        source="Microsoft Learn, nuget.config reference",
        caseless=True,
        free=True,
        valid=lambda text: real_password(text) and not text.startswith("%"),
    ),
)
