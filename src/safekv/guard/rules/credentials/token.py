"""A token that its vendor made recognisable: a prefix and random characters after it."""

from __future__ import annotations

import re
from functools import partial

from safekv.guard.rules.anchors import Anchor
from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.checks import random_looking
from safekv.guard.rules.credentials.published import published
from safekv.verdicts import Category

_REST = re.compile(r"[A-Za-z0-9_=-]{0,8192}")
_LONG = 200


def token(
    name: str,
    pattern: str,
    source: str,
    *,
    bits: float = 3.0,
    caseless: bool = False,
    mixed: bool = False,
    tail: bool = False,
    fixed: int = 0,
    context: tuple[str, ...] = (),
    anchor: Anchor | None = None,
) -> Rule:
    """The rule for a vendor's token.

    Asked of it: `bits` of entropy per character; a digit and a capital if `mixed`; if `tail`, digits and letters in
    what follows the last dash; of the first `fixed` characters, which are the same in every token, nothing; and that it
    is not known to be public. A long one may be longer than the pattern reaches.
    """
    return Rule(
        name=f"token-{name}",
        category=Category.CREDENTIAL,
        pattern=pattern,
        source=source,
        anchor=anchor,
        caseless=caseless,
        context=context,
        free=True,
        refine=_whole,
        valid=partial(_random, bits=bits, mixed=mixed, tail=tail, fixed=fixed),
    )


def _whole(text: str, start: int, end: int) -> Span | None:
    """To the end of a long token; None for a piece of another word."""
    if start and text[start].isalnum() and text[start - 1].isalnum():
        return None
    if end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        rest = _REST.match(text, end)
        return (start, rest.end()) if rest and end - start >= _LONG else None
    return start, end


def _random(whole: str, *, bits: float, mixed: bool, tail: bool, fixed: int) -> bool:
    text = whole[fixed:]
    if mixed and not (any(c.isdigit() for c in text) and any(c.isupper() for c in text)):
        return False
    last = text.rpartition("-")[2]
    if tail and not (any(c.isdigit() for c in last) and any(c.isalpha() for c in last)):
        return False
    return random_looking(text, bits) and not published(whole)
