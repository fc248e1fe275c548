"""Encrypts the stored contents of units (AES-256-GCM, bound to the unit's id).

    nonce (12) ‖ AES-GCM(start as 8 bytes ‖ path), the id as associated data

Nonces are random. One key seals fewer than 2**32 contents in the life of a deployment, as NIST SP 800-38D asks.
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safekv.errors import LedgerError
from safekv.types import UnitId

_NONCE_BYTES = 12
_START_BYTES = 8


class Contents:
    """Seals contents and opens them again. `random` gives that many bytes of randomness."""

    def __init__(self, key: bytes, random: Callable[[int], bytes]) -> None:
        self._cipher = AESGCM(key)
        self._random = random

    def seal(self, unit: UnitId, path: bytes, start: int) -> bytes:
        """The content of a unit as it is stored."""
        nonce = self._random(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, start.to_bytes(_START_BYTES, "little") + path, unit)

    def open(self, unit: UnitId, sealed: bytes) -> tuple[bytes, int]:
        """Path and start of a unit. Raises LedgerError for anything that was not sealed for this very unit."""
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], unit)
        except (InvalidTag, ValueError):
            raise LedgerError(
                f"unit {unit.hex()[:12]}: its content in the ledger was not sealed for it; the file has been changed: "
                "move it away, a new one draws from the next period on"
            ) from None
        return plain[_START_BYTES:], int.from_bytes(plain[:_START_BYTES], "little")
