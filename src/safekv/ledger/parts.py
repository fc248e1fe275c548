"""Batches of votes, cut so that one transaction stays within the room that is kept for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from safekv.ledger.store.base import Vote
from safekv.ledger.store.room import TRANSACTION_BYTES


def parts(votes: Sequence[tuple[int, Vote]]) -> Iterator[list[Vote]]:
    """Votes in parts whose contents are not too long for one transaction."""
    part: list[Vote] = []
    size = 0
    for length, vote in votes:
        if part and size + length > TRANSACTION_BYTES:
            yield part
            part, size = [], 0
        part.append(vote)
        size += length
    if part:
        yield part
