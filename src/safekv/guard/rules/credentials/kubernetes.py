"""Manifests of Kubernetes secrets with data in them. Format: Kubernetes docs, Secret (`data` holds base64)."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.credentials.jwt import decoded
from safekv.verdicts import Category

_REACH = 1500
_API = re.compile(r"(?m)^[ \t\"']{0,9}apiVersion[\"']?:[ \t]{0,4}[\"']?v1\b")
_DATA = re.compile(r"(?m)^[ \t]{0,9}[\"']?data[\"']?:")
_ENTRY = re.compile(
    r"(?m)^[ \t]{1,12}[\"']?[\w.-]{1,64}[\"']?:[ \t]{0,4}(?:[|>][+-]?[ \t]*\n[ \t]{1,12})?"
    r"[\"']?(?P<v>[A-Za-z0-9+/]{10,4000}={0,3})[\"']?[ \t]*$"
)


def _data(text: str, start: int, end: int) -> Span | None:
    """The first value under `data` in the same document that is base64 of something."""
    low = max(text.rfind("\n---", max(0, start - _REACH), start), start - _REACH, 0)
    cut = text.find("\n---", end, end + _REACH)
    high = cut if cut >= 0 else min(len(text), end + _REACH)
    data = _DATA.search(text, low, high)
    if data is None or not _API.search(text, low, high):
        return None
    for entry in _ENTRY.finditer(text, data.end(), high):
        if len(decoded(entry.group("v"))) >= 6:
            return entry.span("v")
    return None


RULES = (
    Rule(
        name="kubernetes-secret",
        category=Category.CREDENTIAL,
        pattern=r"\bkind[\"']?:[ \t]{0,4}[\"']?Secret\b",
        source="Kubernetes docs, Secret",
        caseless=True,
        free=True,
        refine=_data,
    ),
)
