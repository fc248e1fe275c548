"""Derives all keys of a deployment from one master secret.

    master ──HKDF("edge")──────────────────────────► edge key: authenticates salts between edge and scheduler
           ──HKDF("tenant", name, salt of tenant)──► tenant tag: 256 bits that only this tenant's salts carry
           ──HKDF("owner", name)───────────────────► owner tag: who votes, alike for all tenants of an owner
           ──HKDF("ledger", purpose)───────────────► keys of the ledger

A tenant's entry in the key file holds a random salt. Rotating replaces it; erasing forgets it. Either way the
old tag cannot be derived again, so every block that was stored under it is unreachable from then on.
HKDF is RFC 5869 with SHA-256.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safekv.errors import KeyFileError
from safekv.identity.framing import frame
from safekv.identity.private import read_private
from safekv.types import GroupName, TenantId

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """Derives every key of a deployment from one master secret of at least 256 bits."""

    master: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.master) < SECRET_BYTES:
            raise KeyFileError(f"the master secret has {len(self.master)} bytes; it needs {SECRET_BYTES} or more")

    def _derive(self, *purpose: str | bytes, salt: bytes = b"") -> bytes:
        info = frame("safekv v1", *purpose)
        return HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=salt, info=info).derive(self.master)

    def edge_key(self) -> bytes:
        """32 bytes shared by the HTTP edge and the scheduler of one deployment."""
        return self._derive("edge")

    def tenant_tag(self, tenant: TenantId, salt: bytes) -> bytes:
        """32 bytes that name a tenant's private scope; `salt` is the tenant's entry in the key file."""
        return self._derive("tenant", tenant, salt=salt)

    def owner_tag(self, owner: str) -> bytes:
        """32 bytes that name an owner, alike in all its tenants' salts."""
        return self._derive("owner", owner)

    def ledger_key(self, purpose: str) -> bytes:
        """32 bytes for one purpose of the ledger: unit ids, owners' digests, contents, the log."""
        return self._derive("ledger", purpose)

    def deployment_id(self) -> str:
        """16 hexadecimal digits that name this deployment, and tell nothing about its secret."""
        return self._derive("deployment")[:8].hex()

    def group_tag(self, group: GroupName) -> bytes:
        """32 bytes that name a group."""
        return self._derive("group", group)


def generate_secret() -> bytes:
    """32 bytes from the operating system."""
    return secrets.token_bytes(SECRET_BYTES)


def read_secret(path: Path, *, group_readable: bool = False) -> bytes:
    """A secret from a private file: at least 64 hexadecimal digits. Raises KeyFileError."""
    return parse_secret(path, read_private(path, absent=absent_secret(path), group_readable=group_readable).content)


def absent_secret(path: Path) -> str:
    """What to do when there is no secret."""
    return f"make one with: (umask 077; openssl rand -hex 32 > {path})"


def parse_secret(path: Path, content: bytes) -> bytes:
    """The secret that a file holds. Raises KeyFileError."""
    try:
        secret = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        raise KeyFileError(f"{path}: not hexadecimal; {absent_secret(path)}") from None
    if len(secret) < SECRET_BYTES:
        raise KeyFileError(f"{path}: {len(secret)} bytes are too few, {SECRET_BYTES} are needed; {absent_secret(path)}")
    return secret
