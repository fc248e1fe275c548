"""A KV block pool: allocation, prefix hits, reference counts and eviction, for several tenants.

The life of a request, with `keys` of its full blocks, shortest prefix first:

    held = pool.find(keys)                                    how many leading blocks are there        changes nothing
    hits = pool.lookup(keys[:held])                           which ones                               changes nothing
    pool.room(tenant, hits)                                   how many more it could get               changes nothing
    pool.touch(hits, now)                                     they are live, and stay
    new = pool.allocate(tenant, count, now)                   blocks to write to, or None
    pool.register(block, key, parent=…, depth=…)              once each is full, in order
    pool.free(reversed(blocks), now)                          the deepest first

A request without reuse (no-store) registers nothing. A published block is pinned: one more reference, `Common.SHARED`
as its holder.

The pool is driven from one thread. Every call that changes it returns what lost its content. It relies on two things:
whoever registers a block holds a copy of each of its ancestors, and lets go of them no sooner than of the block.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from safekv.cache.allocator import Allocator
from safekv.cache.check import Snapshot
from safekv.cache.entry import BlockId, Entry, Holder
from safekv.cache.evict.base import Evictor, NewEvictor
from safekv.cache.index import Index
from safekv.cache.shares import Share
from safekv.types import BlockKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Blocks to write to, each with one reference, and what they held before."""

    blocks: tuple[BlockId, ...]
    evicted: tuple[Entry, ...]


class Pool:
    """`allocator` says how many blocks there are and who pays; `new_evictor` makes the evictor of each partition."""

    def __init__(self, allocator: Allocator, new_evictor: NewEvictor) -> None:
        self.allocator = allocator
        self._new_evictor = new_evictor
        self._evictors: dict[Holder, Evictor] = {}
        self._free = deque(BlockId(block) for block in range(allocator.capacity))
        self._refs = [0] * allocator.capacity
        self._holders: list[Holder | None] = [None] * allocator.capacity
        self._entries: list[Entry | None] = [None] * allocator.capacity
        self._index = Index()
        self._resting: dict[Holder, OrderedDict[BlockId, float]] = {}

    # ── search: changes nothing ──────────────────────────────────────────────────────────────────

    def find(self, keys: Sequence[BlockKey]) -> int:
        """How many leading keys are held."""
        return self._index.find(keys)

    def lookup(self, keys: Iterable[BlockKey]) -> list[BlockId]:
        """The blocks to serve for keys that are held. Raises KeyError for one that is not."""
        return self._index.lookup(keys)

    def room(self, holder: Holder, hits: Sequence[BlockId] = ()) -> int:
        """How many blocks `allocate` would grant the holder, after `touch` of `hits`."""
        refs = self._refs
        return self.allocator.room(holder, waking=sum(1 for block in hits if not refs[block]))

    # ── what requests do ─────────────────────────────────────────────────────────────────────────

    def touch(self, blocks: Iterable[BlockId], now: float) -> None:
        """Take one more reference to each block; idle ones are live again."""
        for block in blocks:
            if not self._refs[block]:
                self._wake(block, now)
            self._refs[block] += 1

    def allocate(self, holder: Holder, count: int, now: float) -> Allocation | None:
        """Get `count` blocks without content; None, and nothing has changed, if there is no room for all of them."""
        if count > self.allocator.room(holder):
            return None
        blocks: list[BlockId] = []
        evicted: list[Entry] = []
        while len(blocks) < count:
            payer, run = self.allocator.payer(holder, count - len(blocks))
            if payer is not None:
                evicted += self._evict(payer, run, now)
            self.allocator.take(holder, run)
            for _ in range(run):
                block = self._free.popleft()
                self._refs[block] = 1
                self._holders[block] = holder
                blocks.append(block)
        return Allocation(blocks=tuple(blocks), evicted=tuple(evicted))

    def register(self, block: BlockId, key: BlockKey, *, parent: BlockKey | None, depth: int) -> Entry | None:
        """A live block is full: it will be found under `key`. Content may be held twice; see `Entry` for `parent`.

        None, and nothing has changed, if `parent` is not held any more: it was erased while this request ran.
        Raises ValueError for a block that is not live or has a key.
        """
        if not self._refs[block] or self._entries[block] is not None:
            raise ValueError(f"block {block} is not live, or has a key already")
        if parent is not None and parent not in self._index:
            return None
        entry = Entry(block=block, key=key, parent=parent, depth=depth)
        self._index.insert(entry)
        self._entries[block] = entry
        return entry

    def free(self, blocks: Iterable[BlockId], now: float) -> tuple[Entry, ...]:
        """Give up one reference to each block, the deepest of a chain first.

        What nobody refers to any more is idle, or free if it has no key. Returns what was evicted because its holder
        has more than its cap since quotas were set anew. Raises ValueError for a block that is not live.
        """
        idle: dict[Holder, list[Entry]] = {}
        for block in blocks:
            holder = self._holders[block]
            if not self._refs[block] or holder is None:
                raise ValueError(f"block {block} is not live")
            self._refs[block] -= 1
            if self._refs[block]:
                continue
            entry = self._entries[block]
            if entry is None:
                self._vacate(block)
                self.allocator.give_back(holder, 1)
                self._tidy(self.allocator.account_of(holder))
            else:
                idle.setdefault(self.allocator.account_of(holder), []).append(entry)
        lost: list[Entry] = []
        for account, entries in idle.items():
            lost += self._rest(account, entries, now)
        return tuple(lost)

    def pin(self, blocks: Iterable[BlockId], now: float) -> None:
        """Keep these blocks: one more reference, which no request will give up."""
        self.touch(blocks, now)

    def unpin(self, blocks: Iterable[BlockId], now: float) -> tuple[Entry, ...]:
        """Keep them no longer; the deepest of a chain first."""
        return self.free(blocks, now)

    # ── what ends ────────────────────────────────────────────────────────────────────────────────

    def end(self, keys: Sequence[BlockKey]) -> tuple[Entry, ...]:
        """A session ended: the part of its chain that nothing else continues and nobody uses loses its content."""
        lost: list[Entry] = []
        for key in reversed(keys):
            copies = self._index.copies(key)
            if self._index.continued(key) or any(self._refs[block] for block in copies):
                break
            lost += [self._drop(block) for block in copies]
        return tuple(lost)

    def erase(self, holder: Holder) -> tuple[Entry, ...]:
        """Nothing that this holder wrote is found from now on, nor what continues it. Work in the size of the pool.

        Its idle blocks are free, and reused first; live ones are when their requests leave.
        """
        return self.forget(block for block, owner in enumerate(self._holders) if owner == holder)

    def forget(self, blocks: Iterable[int]) -> tuple[Entry, ...]:
        """These blocks, and what continues them, are not found from now on. Work in the size of the pool."""
        doomed = {block for block in blocks if self._entries[block] is not None}
        lost = [self._lose_content(BlockId(block)) for block in doomed]
        orphaned = [e for e in self._entries if e is not None and e.parent is not None]
        for entry in sorted(orphaned, key=lambda e: e.depth):
            if entry.parent not in self._index:
                lost.append(self._lose_content(entry.block))
        return tuple(lost)

    def expire(self, now: float) -> tuple[Entry, ...]:
        """Idle blocks whose time to live has passed lose their content. Constant work per block and holder with one."""
        lost: list[Entry] = []
        for holder in list(self._resting):
            ttl = self.allocator.share_of(holder).ttl
            resting = self._resting[holder]
            while resting and ttl is not None and next(iter(resting.values())) + ttl <= now:
                lost.append(self._drop(next(iter(resting))))
            if not resting:
                del self._resting[holder]
        return tuple(lost)

    def reset(self) -> tuple[Entry, ...]:
        """Nothing is found any more; live blocks stay with those who hold them, pins too."""
        return tuple(self._lose_content(BlockId(b)) for b, entry in enumerate(self._entries) if entry is not None)

    def reallot(self, shares: Mapping[Holder, Share], now: float) -> tuple[Entry, ...]:
        """Set the quotas anew, at the end of a window. Returns what had to go at once; what is live goes later."""
        lost: list[Entry] = []
        for holder in self.allocator.reallot(shares):
            lost += self._shrink(holder, now)
        return tuple(lost)

    # ── what there is to know ────────────────────────────────────────────────────────────────────

    def snapshot(self) -> Snapshot:
        """The whole state, for checks."""
        return Snapshot(
            free=tuple(self._free),
            refs=tuple(self._refs),
            holders=tuple(self._holders),
            entries=tuple(self._entries),
            index=self._index.snapshot(),
            ordered={holder: len(evictor) for holder, evictor in self._evictors.items()},
            counted={holder: self.allocator.held(holder) for holder in self.allocator.holders()},
        )

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _holder(self, block: BlockId) -> Holder:
        holder = self._holders[block]
        if holder is None:
            raise ValueError(f"block {block} is free")
        return holder

    def _wake(self, block: BlockId, now: float) -> None:
        holder = self._holder(block)
        self._evictors[self.allocator.account_of(holder)].hit(block, now)
        self.allocator.wake(holder, 1)
        if resting := self._resting.get(holder):
            resting.pop(block, None)

    def _rest(self, account: Holder, entries: Sequence[Entry], now: float) -> list[Entry]:
        """Blocks of one partition became idle together. Returns what had to go for being above the cap."""
        evictor = self._evictors.get(account)
        if evictor is None:
            evictor = self._evictors[account] = self._new_evictor()
        evictor.add(entries, now)
        self.allocator.rest(account, len(entries))
        if self.allocator.expires:
            for entry in entries:
                holder = self._holder(entry.block)
                if self.allocator.share_of(holder).ttl is not None:
                    self._resting.setdefault(holder, OrderedDict())[entry.block] = now
        return self._shrink(account, now)

    def _shrink(self, holder: Holder, now: float) -> list[Entry]:
        """Evict what a holder has above its cap, as far as it is idle."""
        excess = min(self.allocator.excess(holder), self.allocator.held(holder)[1])
        return self._evict(self.allocator.account_of(holder), excess, now) if excess else []

    def _evict(self, account: Holder, blocks: int, now: float) -> list[Entry]:
        """The next victims of a partition lose their content and are free."""
        evictor = self._evictors[account]
        lost = []
        for _ in range(blocks):
            block = evictor.victim(now)
            evictor.remove(block)
            lost.append(self._clear(block))
        self.allocator.evict(account, blocks)
        self._tidy(account)
        return lost

    def _drop(self, block: BlockId) -> Entry:
        """One idle block, whichever it is, loses its content and is free."""
        account = self.allocator.account_of(self._holder(block))
        self._evictors[account].remove(block)
        entry = self._clear(block)
        self.allocator.lose(account, 1)
        self._tidy(account)
        return entry

    def _clear(self, block: BlockId) -> Entry:
        if self._resting:
            resting = self._resting.get(self._holder(block))
            if resting:
                resting.pop(block, None)
        entry = self._forget_key(block)
        self._vacate(block)
        return entry

    def _lose_content(self, block: BlockId) -> Entry:
        return self._forget_key(block) if self._refs[block] else self._drop(block)

    def _forget_key(self, block: BlockId) -> Entry:
        entry = self._entries[block]
        if entry is None:
            raise ValueError(f"block {block} holds no content")
        self._entries[block] = None
        self._index.remove(entry)
        return entry

    def _tidy(self, account: Holder) -> None:
        """A partition without blocks needs no evictor, and what it learnt goes with it."""
        if self.allocator.held(account) == (0, 0):
            self._evictors.pop(account, None)

    def _vacate(self, block: BlockId) -> None:
        self._holders[block] = None
        self._free.appendleft(block)
