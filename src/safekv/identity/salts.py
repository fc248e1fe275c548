"""Encodes a request's scope, authenticated by a MAC, into vLLM's `cache_salt`, and opens it at the scheduler.

    payload = kind (1 byte) ‖ tag (32) ‖ group tag (16) ‖ owner tag (16)          zero without a group, or an owner
    salt    = base64url(payload ‖ BLAKE2b-192 keyed with the edge key over the payload)      120 characters

The engine hashes the salt into the first block of a prompt and chains from there, so the tag alone already
separates the private scopes: for a tenant it is derived from its secret, for a request it is fresh randomness.
The scheduler opens the salt to learn what the request may read beside its own blocks. A salt that it cannot
open gives nothing: scope `Unshared`. That scope has no vote; there, the owner's field says which tenant asks, if one
does, by the name that its stored requests have too, and half of its owner's tag.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from safekv.errors import CallerError
from safekv.identity.keyring import SECRET_BYTES, Keyring
from safekv.types import GroupName, OwnerMark, OwnerTag, Private, Salt, TenantId, Unshared, WriteScope

_PRIVATE, _REQUEST, _REQUEST_READING_PUBLISHED = 1, 2, 3
_GROUP_BYTES = 16
_OWNER_BYTES = 16
_DIGEST_BYTES = 8
_TAG_END = 1 + SECRET_BYTES
_GROUP_END = _TAG_END + _GROUP_BYTES
_PAYLOAD_BYTES = _GROUP_END + _OWNER_BYTES
_MAC_BYTES = 24
_NO_GROUP = bytes(_GROUP_BYTES)
_NO_OWNER = bytes(_OWNER_BYTES)
_NO_MARK = bytes(_OWNER_BYTES - _DIGEST_BYTES)
_MAX_REMEMBERED_TAGS = 100_000  # a proxy may name any number of tenants


class SaltSealer:
    """Seals scopes into salts and opens them again. One per process; both sides share the keyring's edge key.

    `groups` are the groups that the policy knows; a tag of any other opens as no group.
    """

    def __init__(self, keyring: Keyring, groups: Iterable[GroupName] = ()) -> None:
        self._keyring = keyring
        self._edge_key = keyring.edge_key()
        self._group_names = {keyring.group_tag(group)[:_GROUP_BYTES]: group for group in groups}
        self._group_tags = {group: tag for tag, group in self._group_names.items()}
        self._tenant_tags: dict[tuple[TenantId, bytes], bytes] = {}
        self._owner_tags: dict[str, OwnerTag] = {}

    def owner_tag(self, owner: str) -> OwnerTag:
        """The tag of an owner, as the salts of its tenants carry it."""
        if owner not in self._owner_tags:
            _make_room(self._owner_tags)
            self._owner_tags[owner] = OwnerTag(self._keyring.owner_tag(owner)[:_OWNER_BYTES])
        return self._owner_tags[owner]

    def seal(self, scope: WriteScope, tenant_salt: bytes = b"") -> Salt:
        """The salt for a scope. `tenant_salt` is the tenant's entry in the key file, if it has one."""
        owner = _NO_OWNER
        match scope:
            case Private(tenant=tenant):
                kind, tag = _PRIVATE, self._tenant_tag(tenant, tenant_salt)
                owner = scope.owner or _NO_OWNER
            case Unshared(reads_published=reads):
                kind = _REQUEST_READING_PUBLISHED if reads else _REQUEST
                tag = secrets.token_bytes(SECRET_BYTES)
                if scope.asker is not None:
                    name = _digest(self._tenant_tag(scope.asker, tenant_salt))
                    owner = OwnerTag(name + (scope.owner_mark or _NO_MARK))
        group = self._group_tags[scope.group] if scope.group is not None else _NO_GROUP
        payload = bytes([kind]) + tag + group + owner
        return Salt(base64.urlsafe_b64encode(payload + self._mac(payload)).decode())

    def digest(self, tenant: TenantId, tenant_salt: bytes = b"") -> TenantId:
        """What a tenant is called by where its salts are opened, whether its requests are stored or not."""
        return TenantId(_digest(self._tenant_tag(tenant, tenant_salt)).hex())

    def open(self, salt: str) -> WriteScope:
        """The scope that a salt was sealed for; a private scope's tenant is named by a digest, not its name.

        Raises CallerError if this deployment did not seal it.
        """
        try:
            raw = base64.b64decode(salt, altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            raw = b""
        payload, mac = raw[:_PAYLOAD_BYTES], raw[_PAYLOAD_BYTES:]
        spelt = base64.urlsafe_b64encode(raw).decode()  # base64 has several spellings, a salt has one
        if spelt != salt or len(raw) != _PAYLOAD_BYTES + _MAC_BYTES or not hmac.compare_digest(mac, self._mac(payload)):
            raise CallerError("the cache salt was not written by this deployment's edge", param="cache_salt")
        kind, tag, owner = payload[0], payload[1:_TAG_END], payload[_GROUP_END:]
        group = self._group_names.get(payload[_TAG_END:_GROUP_END])
        if kind == _PRIVATE:
            tenant = TenantId(_digest(tag).hex())
            return Private(tenant=tenant, owner=OwnerTag(owner) if owner != _NO_OWNER else None, group=group)
        name, mark = owner[:_DIGEST_BYTES], owner[_DIGEST_BYTES:]
        return Unshared(
            reads_published=kind == _REQUEST_READING_PUBLISHED,
            group=group,
            asker=TenantId(name.hex()) if owner != _NO_OWNER else None,
            owner_mark=OwnerMark(mark) if mark != _NO_MARK else None,
        )

    def _mac(self, payload: bytes) -> bytes:
        return blake2b(payload, key=self._edge_key, digest_size=_MAC_BYTES, person=b"safekv salt v1").digest()

    def _tenant_tag(self, tenant: TenantId, tenant_salt: bytes) -> bytes:
        known = (tenant, tenant_salt)
        if known not in self._tenant_tags:
            _make_room(self._tenant_tags)
            self._tenant_tags[known] = self._keyring.tenant_tag(tenant, tenant_salt)
        return self._tenant_tags[known]


def _digest(tenant_tag: bytes) -> bytes:
    """What a tenant is called by where salts are opened."""
    return blake2b(tenant_tag, digest_size=_DIGEST_BYTES).digest()


def _make_room(remembered: dict[Any, Any]) -> None:
    if len(remembered) >= _MAX_REMEMBERED_TAGS:
        remembered.clear()
