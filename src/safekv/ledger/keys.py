"""Keyed digests of owners and units, so that a stolen ledger file names neither owners nor texts.

unit id       BLAKE2b-256 over the unit's start ‖ its path: the same for ever
path id       BLAKE2b-256 over the path alone: finds the unit that ends where another one begins
owner digest  BLAKE2b-64 over the period ‖ the owner's tag: the same within a period only
rank          BLAKE2b-128 over a draw ‖ the unit id: the order in which a draw's winners are published
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Self

from safekv.ledger.periods import DrawTime
from safekv.types import OwnerTag, UnitId

OWNER_BYTES = 8
TOKEN_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKeys:
    """Five keys of 32 bytes, one for each purpose."""

    unit: bytes = field(repr=False)
    owner: bytes = field(repr=False)
    content: bytes = field(repr=False)
    order: bytes = field(repr=False)
    log: bytes = field(repr=False)

    @classmethod
    def derive(cls, key_for: Callable[[str], bytes]) -> Self:
        """All keys from a function that gives 32 bytes for a purpose, such as `Keyring.ledger_key`."""
        return cls(**{purpose: key_for(purpose) for purpose in ("unit", "owner", "content", "order", "log")})

    def unit_id(self, path: bytes, start: int) -> UnitId:
        """The id of the unit `path[start:]`, where `path` holds little-endian uint32 token ids."""
        return UnitId(blake2b(start.to_bytes(8, "little") + path, key=self.unit, digest_size=32).digest())

    def path_id(self, path: bytes) -> bytes:
        """32 bytes that name a path, wherever its last unit begins."""
        return blake2b(path, key=self.unit, digest_size=32, person=b"path").digest()

    def parent_path_id(self, path: bytes, start: int) -> bytes | None:
        """The path id of whatever unit ends where this one begins; None for the first unit of a prompt."""
        return self.path_id(path[: start * TOKEN_BYTES]) if start else None

    def owner_digest(self, period: int, owner: OwnerTag) -> bytes:
        """8 bytes that name an owner within one period."""
        return blake2b(period.to_bytes(8, "little") + owner, key=self.owner, digest_size=OWNER_BYTES).digest()

    def rank(self, draw: DrawTime | None, unit: UnitId) -> bytes:
        """Where a unit stands among the winners of a draw, or among all that lives: by a keyed permutation."""
        place = b"" if draw is None else draw.period.to_bytes(8, "little") + draw.number.to_bytes(8, "little")
        return blake2b(place + unit, key=self.order, digest_size=16).digest()
