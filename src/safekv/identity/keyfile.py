"""The key file: who holds which API key, and the salt of each tenant's derived secrets.

JSON, written by `safekv keys`, readable by its owner only. API keys are 256 random bits, so their plain
SHA-256 is stored: there is nothing to guess that a slow hash would protect.

    {"version": 1,
     "tenants": {"alice": {"salt": "<hex>"}},
     "keys": [{"sha256": "<hex>", "tenant": "alice", "created": "2026-01-31"},
              {"sha256": "<hex>", "operator": "ops", "created": "2026-01-31"},
              {"sha256": "<hex>", "metrics": "prometheus", "created": "2026-01-31"}]}
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from safekv.errors import KeyFileError
from safekv.identity.keyring import generate_secret
from safekv.types import TenantId

KEY_PREFIX = "sk-safekv-"

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f]{1,128}$")]
"""A tenant or operator name: 1 to 128 characters, no spaces, no control characters."""


class Role(StrEnum):
    """What the holder of a key may do. The values are those of the key file."""

    TENANT = "tenant"
    OPERATOR = "operator"
    METRICS = "metrics"


_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class TenantEntry(_Strict):
    """What is remembered of a tenant beside its keys."""

    salt: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)


class KeyEntry(_Strict):
    """One API key, as its digest, and whose it is."""

    sha256: _Digest
    tenant: Name | None = None
    operator: Name | None = None
    metrics: Name | None = None
    created: date

    @model_validator(mode="after")
    def _one_holder(self) -> Self:
        if len(self._holders()) != 1:
            raise ValueError("a key belongs to a tenant, to an operator or to who collects metrics: to exactly one")
        return self

    @property
    def role(self) -> Role:
        """What its holder may do."""
        return self._holders()[0][0]

    @property
    def name(self) -> str:
        """Its holder."""
        return self._holders()[0][1]

    def _holders(self) -> list[tuple[Role, str]]:
        named = [(Role.TENANT, self.tenant), (Role.OPERATOR, self.operator), (Role.METRICS, self.metrics)]
        return [(role, name) for role, name in named if name is not None]


class KeyFile(_Strict):
    """The content of a key file."""

    version: Literal[1] = 1
    tenants: dict[Name, TenantEntry] = {}
    keys: list[KeyEntry] = []

    def add_key(self, name: str, *, role: Role, today: date) -> str:
        """Add a key and return it; it is stored nowhere."""
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        self.keys.append(KeyEntry.model_validate({"sha256": _digest(key), "created": today, role.value: name}))
        if role is Role.TENANT and name not in self.tenants:
            self.rotate(name)
        return key

    def rotate(self, tenant: str) -> None:
        """Give a tenant fresh secrets; what it has in the cache becomes unreachable, its keys stay valid."""
        self.tenants[tenant] = TenantEntry(salt=generate_secret().hex())

    def revoke(self, key: str) -> KeyEntry | None:
        """Remove one key; returns whose it was."""
        entry = next((entry for entry in self.keys if entry.sha256 == _digest(key)), None)
        if entry is not None:
            self.keys.remove(entry)
        return entry

    def erase(self, tenant: str) -> int:
        """Remove a tenant's keys and forget its secrets. Returns the number of keys removed.

        A fresh salt stays behind: should a proxy name this tenant again, it must not come back to its old
        blocks.
        """
        before = len(self.keys)
        self.keys = [entry for entry in self.keys if entry.tenant != tenant]
        self.rotate(tenant)
        return before - len(self.keys)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def read_key_file(path: Path) -> KeyFile:
    """Read and validate a key file. Raises KeyFileError."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path}: readable by others; mend with: chmod 600 {path}")
        return KeyFile.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise KeyFileError(
            f"{path}: there is no such key file; make one with: safekv keys add TENANT --file {path}"
        ) from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise KeyFileError(
            f"{path}: {where}: {first['msg']}; write key files with `safekv keys`, not by hand"
        ) from None
    except ValueError:
        raise KeyFileError(f"{str(path)!r} cannot be the name of a file") from None


@contextmanager
def edit_key_file(path: Path) -> Iterator[KeyFile]:
    """Change a key file, creating it if need be: read under a lock, replaced as a whole, mode 0600."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock_file = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be written: {error.strerror}") from None
    with lock_file as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = read_key_file(path) if path.exists() else KeyFile()
        yield content
        temporary = path.with_name(path.name + ".new")
        text = json.dumps(content.model_dump(mode="json", exclude_none=True), indent=1)
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text + "\n")
        temporary.replace(path)


class WatchedKeyFile:
    """A key file that is read again when it changes, so that new and removed keys count within a second.

    A file that has become unreadable leaves the last good content in force and is reported once.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float], report: Callable[[str], None]) -> None:
        self._path = path
        self._clock = clock
        self._report = report
        self._checked = clock()
        self._stamp = self._stat()
        self._load(read_key_file(path))

    def holder(self, key: str) -> KeyEntry | None:
        """Whose key this is. Looks up a digest, so its time tells nothing about other keys."""
        self._refresh()
        return self._by_digest.get(_digest(key))

    def tenant_salt(self, tenant: TenantId) -> bytes:
        """The salt of a tenant's derived secrets; empty for a tenant that only a proxy knows."""
        self._refresh()
        return self._salts.get(tenant, b"")

    def tenants(self) -> Mapping[TenantId, bytes]:
        """The tenants of the file, with the salts of their derived secrets."""
        self._refresh()
        return self._salts

    def _load(self, content: KeyFile) -> None:
        self._by_digest = {entry.sha256: entry for entry in content.keys}
        self._salts = {TenantId(name): bytes.fromhex(entry.salt) for name, entry in content.tenants.items()}

    def _refresh(self) -> None:
        if self._clock() - self._checked < 1.0:
            return
        self._checked = self._clock()
        if (stamp := self._stat()) == self._stamp:
            return
        self._stamp = stamp
        try:
            self._load(read_key_file(self._path))
        except KeyFileError as error:
            self._report(f"key file not reloaded, the last good one stays in force: {error}")

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_ctime_ns, stat.st_ino, stat.st_size
