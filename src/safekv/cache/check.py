"""Invariants of a block pool: no block is lost, counted twice or evicted in use. Tests check them after each call.

free + idle + live = all        every block is in one state, and every account counts what its holder has
refs                            free and idle blocks have none; nobody holds a free block
index                           keys lead to the blocks that hold them, each copy once
prefix closure                  of whatever is found, all that comes before it is found
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from safekv.cache.entry import BlockId, Entry, Holder
from safekv.types import BlockKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The state of a pool. `refs`, `holders` and `entries` are by block.

    `index` has the copies of each key, `ordered` how many blocks each partition's evictor orders, `counted` how many
    live and idle blocks each partition has by the allocator's count.
    """

    free: tuple[BlockId, ...]
    refs: tuple[int, ...]
    holders: tuple[Holder | None, ...]
    entries: tuple[Entry | None, ...]
    index: Mapping[BlockKey, tuple[BlockId, ...]] = field(repr=False)
    ordered: Mapping[Holder, int]
    counted: Mapping[Holder, tuple[int, int]]


def violations(state: Snapshot) -> Iterator[str]:
    """What is wrong with a state; nothing, if the pool is sound. Work in the size of the pool."""
    free = set(state.free)
    if len(free) != len(state.free):
        yield "a block is free twice"
    live = idle = 0
    for block, (refs, holder, entry) in enumerate(zip(state.refs, state.holders, state.entries, strict=True)):
        if block in free:
            if refs or holder is not None or entry is not None:
                yield f"block {block} is free, and somebody's"
        elif holder is None:
            yield f"block {block} is nobody's, and not free"
        elif refs < 0 or (not refs and entry is None):
            yield f"block {block} has {refs} references and no content, and is not free"
        else:
            live, idle = live + (refs > 0), idle + (not refs)
    if live + idle + len(free) != len(state.refs):
        yield f"{live} live, {idle} idle and {len(free)} free blocks are not {len(state.refs)}"
    if sum(state.ordered.values()) != idle:
        yield f"evictors order {sum(state.ordered.values())} blocks, and {idle} are idle"
    counted = tuple(sum(column) for column in zip((0, 0), *state.counted.values(), strict=True))
    if counted != (live, idle):
        yield f"accounts have {counted} live and idle blocks, and there are {(live, idle)}"
    yield from _index_violations(state)


def _index_violations(state: Snapshot) -> Iterator[str]:
    indexed = Counter(block for copies in state.index.values() for block in copies)
    for block, entry in enumerate(state.entries):
        if indexed[BlockId(block)] != (entry is not None):
            yield f"block {block} is found {indexed[BlockId(block)]} times"
        if entry is None:
            continue
        if entry.block != block or block not in state.index.get(entry.key, ()):
            yield f"block {block} is not found under its key"
        if entry.parent is not None and entry.parent not in state.index:
            yield f"block {block}, at depth {entry.depth}, is found, and the one before it is not"
