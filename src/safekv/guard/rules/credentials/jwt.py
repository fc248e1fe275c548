"""JSON Web Tokens whose header decodes. Format: RFC 7515, RFC 7519; also in base64 once more."""

from __future__ import annotations

import base64
import binascii
import json
import re

from safekv.guard.rules.base import Rule, Span
from safekv.verdicts import Category

_LONGEST = 8192
_REST = re.compile(r"[A-Za-z0-9_.=/+-]{0,8192}")


def decoded(text: str) -> bytes:
    """Base64 of either alphabet, padded or not; empty when it is none."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _header(text: str) -> bool:
    """A header that is JSON, or begins like one and is torn further on."""
    raw = decoded(text.partition(".")[0])
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError):
        return raw.startswith((b'{"alg":', b'{"typ":'))
    return isinstance(header, dict) and bool({"alg", "typ", "enc", "kid"} & header.keys())


def _whole(text: str, start: int, end: int) -> Span | None:
    """To the token's end, which may be further than a pattern reaches."""
    rest = _REST.match(text, end, end + _LONGEST)
    return start, rest.end() if rest else end


RULES = (
    Rule(
        name="jwt",
        category=Category.CREDENTIAL,
        pattern=r"\bey[A-Za-z0-9_-]{14,340}\.ey[A-Za-z0-9_/+=-]{10,100}",
        source="RFC 7519",
        free=True,
        refine=_whole,
        valid=_header,
    ),
    Rule(
        name="jwt-base64",
        category=Category.CREDENTIAL,
        pattern=r"\bZXl(?:K[A-Za-z0-9]|[A-Za-z0-9]{2})[A-Za-z0-9+/=_-]{60,400}",
        source="RFC 7519, RFC 4648",
        free=True,
        valid=lambda text: _header(decoded(text[: len(text) // 4 * 4]).decode("ascii", "replace")),
    ),
)
