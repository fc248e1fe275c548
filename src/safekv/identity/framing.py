"""Unambiguous encoding of fields for hashing: two different lists never give the same bytes."""

from __future__ import annotations


def frame(*fields: str | bytes) -> bytes:
    """Each field behind its length (8 bytes), the whole behind the number of fields.

    Without it ("ab", "c") and ("a", "bc") would derive the same key, and one tenant could take the name
    that collides with another's (tinfoil 386).
    """
    encoded = [field.encode() if isinstance(field, str) else field for field in fields]
    parts = [len(encoded).to_bytes(8, "big")]
    for item in encoded:
        parts += [len(item).to_bytes(8, "big"), item]
    return b"".join(parts)
