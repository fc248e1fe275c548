"""Resolves a unit by its id or by an unambiguous beginning of it."""

from __future__ import annotations

from collections.abc import Collection

from safekv.errors import OperatorError

DIGITS = 64
"""Of a whole id, in hexadecimal."""

_SHOWN = 10
"""Candidates that a message names at most."""


def digits_of(given: str) -> str:
    """What was given, as the beginning of an id. Raises OperatorError for what cannot be one."""
    digits = given.lower()
    if not digits or len(digits) > DIGITS or not digits.isascii() or set(digits) - set("0123456789abcdef"):
        raise OperatorError(
            f"{given[:80]!r} is not a unit's id, nor the beginning of one: {DIGITS} hexadecimal digits, or the first "
            "of them; see `safekv ledger list`"
        )
    return digits


def find(given: str, known: Collection[str], *, where: str, listing: str) -> str:
    """The one id of `known` that begins as given. `where` says what they are, `listing` which command shows them.

    Raises OperatorError for none, or for several, and names those.
    """
    digits = digits_of(given)
    found = sorted(unit for unit in known if unit.startswith(digits))
    if not found:
        raise OperatorError(f"{given}: no unit {where} has an id that begins so; `{listing}` shows them")
    if len(found) > 1:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise OperatorError(
            f"{given}: {len(found)} units {where} begin so: {', '.join(found[:_SHOWN])}{more}; give more digits"
        )
    return found[0]
