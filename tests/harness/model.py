"""The model of the fake worker: a token's KV is a digest of all tokens up to it, the next token a function of that.

Few different tokens are sampled, so that equal prompts of different tenants are continued by equal blocks.
"""

from __future__ import annotations

from collections.abc import Iterable

EMPTY = 0x5AFE
"""The digest of no tokens."""

SAMPLED = 5
"""How many different tokens the model ever says."""


def extend(digests: list[int], tokens: Iterable[int]) -> None:
    """Append, for each token, the digest of everything up to it. (Hashes of integers do not vary between runs.)"""
    last = digests[-1] if digests else EMPTY
    for token in tokens:
        last = hash((last, token))
        digests.append(last)


def digest(tokens: Iterable[int]) -> int:
    """The digest of a whole prefix."""
    digests: list[int] = []
    extend(digests, tokens)
    return digests[-1] if digests else EMPTY


def sample(last: int) -> int:
    """The token that follows a prefix with this digest."""
    return (last >> 9) % SAMPLED
