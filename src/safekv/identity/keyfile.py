"""The key file: who holds which API key, and the salt of each tenant's derived secrets.

JSON, written by `safekv keys`, private to its owner (see `private`). API keys are 256 random bits, so their plain
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
import shlex
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from safekv.config.section import NAME_RULE, is_name
from safekv.errors import KeyFileError
from safekv.identity.keyring import generate_secret
from safekv.identity.private import OWNER_ONLY, PrivateFile, Trust, WatchedFile, read_private
from safekv.types import TenantId

KEY_PREFIX = "sk-safekv-"

_StoredName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f]{1,128}$")]
"""A name as any version has written it. Which ones are names today, `parse_key_file` says, with the mend."""


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
    tenant: _StoredName | None = None
    operator: _StoredName | None = None
    metrics: _StoredName | None = None
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
    tenants: dict[_StoredName, TenantEntry] = {}
    keys: list[KeyEntry] = []

    def names(self) -> Iterator[str]:
        """Every name in it, whoever is called so."""
        yield from self.tenants
        yield from (entry.name for entry in self.keys)

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

    def rename(self, old: str, new: str) -> int:
        """Give a tenant, or who else holds keys, another name: its keys stay valid. Returns the number of keys.

        A tenant's secrets are derived from its name too, so that what it has in the cache becomes unreachable.
        """
        if old in self.tenants:
            self.tenants[new] = self.tenants.pop(old)
        renamed = 0
        for number, entry in enumerate(self.keys):
            if entry.name == old:
                self.keys[number] = entry.model_copy(update={entry.role.value: new})
                renamed += 1
        return renamed

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


def parse_key_file(path: Path, content: bytes, *, any_names: bool = False) -> KeyFile:
    """Validate the content of a key file. `any_names` takes it with names that an earlier version allowed.

    Raises KeyFileError.
    """
    try:
        parsed = KeyFile.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise KeyFileError(
            f"{path}: {where}: {first['msg']}; write key files with `safekv keys`, not by hand"
        ) from None
    misnamed = next((name for name in parsed.names() if not is_name(name)), None)
    if misnamed is not None and not any_names:
        raise KeyFileError(
            f"{path}: {misnamed!r} cannot be a name any more: {NAME_RULE}; mend with: "
            f"safekv keys rename {shlex.quote(misnamed)} NEW-NAME --file {path}"
        )
    return parsed


def read_key_file(path: Path, *, group_readable: bool = False, any_names: bool = False) -> KeyFile:
    """Read and validate a key file. Raises KeyFileError."""
    absent = f"make a key file with: safekv keys add TENANT --file {path}"
    file = read_private(path, absent=absent, group_readable=group_readable)
    return parse_key_file(path, file.content, any_names=any_names)


@contextmanager
def edit_key_file(path: Path, *, any_names: bool = False) -> Iterator[KeyFile]:
    """Change a key file, creating it if need be (mode 0600): read under a lock, replaced as a whole.

    A link stays one, and what is there keeps its mode and group, so that a server that reads it by its group still can.
    """
    try:
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        lock_file = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be written: {error.strerror}") from None
    except ValueError:
        raise KeyFileError(f"{str(path)!r} cannot be the name of a file") from None
    with lock_file as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = read_private(path, absent="", group_readable=True) if path.exists() else None
        content = KeyFile() if before is None else parse_key_file(path, before.content, any_names=any_names)
        yield content
        text = json.dumps(content.model_dump(mode="json", exclude_none=True), indent=1) + "\n"
        try:
            _replace(path, text, before)
        except OSError as error:
            raise KeyFileError(f"{path}: cannot be written: {error.strerror}") from None


def _replace(path: Path, text: str, before: PrivateFile | None) -> None:
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if before is not None and before.mode & stat.S_IRGRP:
            os.fchown(file.fileno(), -1, before.group)
        if before is not None:
            os.fchmod(file.fileno(), before.mode)
        file.write(text)
    temporary.replace(path)


class WatchedKeyFile:
    """A key file that is read again when it changes, so that new and removed keys count within a second.

    One that cannot be read leaves the last good content in force for a while: see `WatchedFile`.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float],
        report: Callable[[str], None],
        trust: Trust = OWNER_ONLY,
    ) -> None:
        self._file = WatchedFile(
            path,
            _Index.parse,
            absent=f"make a key file with: safekv keys add TENANT --file {path}",
            protects="API keys",
            trust=trust,
            clock=clock,
            report=report,
        )

    @property
    def readable(self) -> bool:
        """Whether the file could be read when it was last looked at."""
        return self._file.readable

    @property
    def expired(self) -> bool:
        """Whether it could not be read for so long that no key is accepted."""
        return self._file.expired

    def holder(self, key: str) -> KeyEntry | None:
        """Whose key this is. Looks up a digest, so its time tells nothing about other keys.

        Raises CallerError (503) when the file could not be read for too long.
        """
        return self._file.in_force().by_digest.get(_digest(key))

    def tenant_salt(self, tenant: TenantId) -> bytes:
        """The salt of a tenant's derived secrets; empty for a tenant that only a proxy knows."""
        return self._file.last().salts.get(tenant, b"")

    def tenants(self) -> Mapping[TenantId, bytes]:
        """The tenants of the file, with the salts of their derived secrets."""
        return self._file.last().salts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """A key file as it is looked up."""

    by_digest: Mapping[str, KeyEntry] = field(repr=False)
    salts: Mapping[TenantId, bytes] = field(repr=False)

    @classmethod
    def parse(cls, path: Path, content: bytes) -> Self:
        parsed = parse_key_file(path, content)
        return cls(
            by_digest={entry.sha256: entry for entry in parsed.keys},
            salts={TenantId(name): bytes.fromhex(entry.salt) for name, entry in parsed.tenants.items()},
        )
