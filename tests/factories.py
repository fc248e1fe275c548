"""Values and stand-ins that several tests build: published units, a block pool, a key file."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from safekv.identity.keyfile import Role, edit_key_file
from safekv.identity.keyring import Keyring
from safekv.types import Audience, BlockKey, Group, GroupName, PublishedUnit, Shared, TenantId, Unit

SHARED = Shared()
ORG = Group(name=GroupName("org"))
OTHER_ORG = Group(name=GroupName("other"))

_serial = itertools.count()


def tenant(name: str) -> TenantId:
    return TenantId(name)


def keyring(byte: int = 1) -> Keyring:
    return Keyring(master=bytes([byte]) * 32)


def unit(path: Sequence[int], start: int = 0, audience: Audience = SHARED) -> Unit:
    return Unit(path=tuple(path), start=start, audience=audience)


def publish(of: Unit, block_size: int) -> PublishedUnit:
    """A materialisation of a unit. Each key is unique, and says which block of which unit it belongs to."""
    serial = next(_serial)
    first, last = of.start // block_size, of.end // block_size
    return PublishedUnit(unit=of, keys=tuple(BlockKey(b"%d:%d" % (serial, i)) for i in range(first, last)))


def add_key(path: Path, name: str, *, operator: bool = False, metrics: bool = False) -> str:
    role = Role.OPERATOR if operator else Role.METRICS if metrics else Role.TENANT
    with edit_key_file(path) as content:
        return content.add_key(name, role=role, today=date(2026, 1, 31))


def write_json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content))
    return path


# ── the engine, as far as the publisher sees it ──────────────────────────────────────────────────


@dataclass(eq=False)
class Block:
    block_id: int
    ref_cnt: int = 0
    key: BlockKey | None = None


class Pool:
    """vLLM's BlockPool as far as the publisher uses it; a block that nobody holds stays cached until it is taken."""

    def __init__(self, size: int) -> None:
        self.blocks = [Block(number) for number in range(size)]
        self.free = list(self.blocks)
        self.cached: dict[BlockKey, Block] = {}

    def get_new_blocks(self, count: int) -> list[Block]:
        taken, self.free = self.free[:count], self.free[count:]
        if len(taken) < count:
            raise AssertionError("the stub pool is empty: the test asks for too much")
        for block in taken:
            self._forget(block)
            block.ref_cnt = 1
        return taken

    def cache(self, blocks: Iterable[Block], keys: Iterable[BlockKey]) -> None:
        for block, key in zip(blocks, keys, strict=True):
            block.key = key
            self.cached[key] = block

    def get_cached_block(self, key: BlockKey, groups: list[int]) -> list[Block] | None:
        assert groups == [0]
        return [self.cached[key]] if key in self.cached else None

    def touch(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if block.ref_cnt == 0:
                self.free.remove(block)
            block.ref_cnt += 1

    def free_blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            assert block.ref_cnt > 0, "a block is let go that nobody holds"
            block.ref_cnt -= 1
            if block.ref_cnt == 0:
                self.free.append(block)

    def evict_blocks(self, ids: Iterable[int]) -> None:
        for number in ids:
            self._forget(self.blocks[number])

    def _forget(self, block: Block) -> None:
        if block.key is not None:
            del self.cached[block.key]
            block.key = None


@dataclass(eq=False)
class SystemRequest:
    """A materialising request: its prompt, the chain of keys under its salt, the blocks that it holds."""

    tokens: list[int]
    salt: str
    block_hashes: list[BlockKey]
    blocks: list[Block] = field(default_factory=list)


def new_request(block_size: int) -> Any:
    def make(tokens: list[int], salt: str) -> SystemRequest:
        keys = [BlockKey(f"{salt}/{i}".encode()) for i in range(len(tokens) // block_size)]
        return SystemRequest(tokens, salt, keys)

    return make


def compute(pool: Pool, request: SystemRequest) -> None:
    """What the engine does for a request: take blocks, and register them under the request's keys."""
    request.blocks = pool.get_new_blocks(len(request.block_hashes))
    pool.cache(request.blocks, request.block_hashes)


def leave(pool: Pool, request: SystemRequest) -> None:
    pool.free_blocks(reversed(request.blocks))
    request.blocks = []
