"""Per-tenant block quotas: decides who may allocate, and whose idle block is evicted. It only counts blocks.

Three ways to partition a cache:

    plain    one partition: whoever comes takes what was used least recently, whoever it belonged to
    fair     every holder is guaranteed a minimum; what a holder does not use is lent, by weight and by use: the share
             of its idle blocks that are hit before they go. Who is furthest above its guarantee, per weight and use,
             pays first, so that who never asks twice holds little; within its guarantee nobody ever pays for another
    strict   fixed quotas: nobody takes from another, nothing is lent. What a holder may have depends on no other

The shared region is the quota of `Common.SHARED`: published units are pinned in it. Its size changes only when
quotas are set anew, at the end of a window.

Work per event: constant in `plain` and `strict`; in `fair`, logarithmic in the number of holders.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import replace

from safekv.cache.entry import Common, Holder
from safekv.cache.shares import Account, Partition, Share, Usage

LEAST_USE = 1 / 16
"""Whoever never hits anything counts as if it hit so much."""

_DOUBT, _MEMORY = 0.25, 4
"""In caches full of blocks: how much has to leave before use counts, and after how much it is forgotten by half."""


class Allocator:
    """Shares out `capacity` blocks.

    `shares` are quotas of holders known by name; any other gets `default`, in full or, in `fair`, with as much of
    its guarantee as has not been promised yet; in `strict` it gets nothing if its cap is not left. A holder
    that is not known by name leaves when it has no blocks any more, but in `strict`: who else came must not matter.
    In `plain` only times to live count. Raises ValueError if more is promised than there is.
    """

    def __init__(
        self,
        *,
        capacity: int,
        partition: Partition = Partition.PLAIN,
        shares: Mapping[Holder, Share] | None = None,
        default: Share | None = None,
    ) -> None:
        if capacity < 1:
            raise ValueError("a cache has at least one block")
        self.capacity = capacity
        self.partition = partition
        self.free = capacity
        self._default = default or Share(cap=0 if partition is Partition.STRICT else capacity)
        self._accounts: dict[Holder, Account] = {}
        self._lenders: list[tuple[float, int, Holder]] = []
        self._posts = 0
        self._lendable = 0
        self._claims = 0
        self._promised = 0
        self._named: dict[Holder, Share] = {}
        self.reallot(shares or {})

    # ── who gets what ────────────────────────────────────────────────────────────────────────────

    def account_of(self, holder: Holder) -> Holder:
        """The partition that a holder's blocks lie in."""
        return Common.EVERYBODY if self.partition is Partition.PLAIN else holder

    def share_of(self, holder: Holder) -> Share:
        """What a holder is allotted, or would be."""
        if self.partition is Partition.PLAIN:
            return self._named.get(holder, self._default)
        account = self._accounts.get(holder)
        return self._offer(holder) if account is None else account.share

    @property
    def expires(self) -> bool:
        """Whether anybody's idle blocks have a time to live."""
        return self._expires

    def room(self, holder: Holder, *, waking: int = 0, lent: bool = True) -> int:
        """How many blocks a holder may get now, once `waking` of its idle ones are in use again. Pure.

        Without `lent`, what others would have to give up does not count.
        """
        account = self._accounts.get(self.account_of(holder)) or Account(share=self.share_of(holder))
        available = self.free + account.idle - waking
        if self.partition is Partition.FAIR:
            lendable = self._lendable - account.lendable if lent else 0
            available += lendable - (self._claims - account.claim)
        return max(0, min(account.share.cap - account.live - waking, available))

    def part(self, holder: Holder) -> int:
        """What a holder has if all that hold blocks now divide the cache: its guarantee, and by weight of the rest.

        Pure. Work in the number of holders.
        """
        own = self.share_of(holder)
        others = (a.share for h, a in self._accounts.items() if a.used and h != holder)
        weights = own.weight + sum(share.weight for share in others if share.cap > share.guarantee)
        return own.guarantee + int((self.capacity - self._promised) * own.weight / weights)

    def payer(self, holder: Holder, blocks: int = 1) -> tuple[Holder | None, int]:
        """From whose partition the holder's next `blocks` are taken, and how many of them; None: free ones are.

        Pure, but for tidying up. Raises LookupError where `room` is 0.
        """
        own = self.account_of(holder)
        account = self._accounts.get(own) or Account(share=self.share_of(holder))
        below_cap = account.share.cap - account.used
        if below_cap > 0:
            free = self.free - (self._claims - account.claim)
            if free > 0:
                return None, min(blocks, below_cap, free)
            if self.partition is Partition.FAIR:
                lender = self._first_lender()
                if lender is not None and (not account.idle or self._accounts[lender].level > account.level):
                    return lender, 1
        if not account.idle:
            raise LookupError("no block may be taken")
        return own, min(blocks, account.idle)  # who pays for itself stays where it is, and goes on paying

    # ── what happens to blocks ───────────────────────────────────────────────────────────────────

    def take(self, holder: Holder, blocks: int) -> None:
        """Free blocks went to a holder, and are live."""
        own = self.account_of(holder)
        self.free -= blocks
        self._change(own, live=blocks)
        if self._accounts[own].claim:
            self.claim(holder, self._accounts[own].claim - blocks)

    def rest(self, holder: Holder, blocks: int) -> None:
        """Live blocks became idle."""
        self._change(self.account_of(holder), live=-blocks, idle=blocks)

    def wake(self, holder: Holder, blocks: int) -> None:
        """Idle blocks became live: they were hit."""
        self._learn(self.account_of(holder), woken=blocks)
        self._change(self.account_of(holder), live=blocks, idle=-blocks)

    def give_back(self, holder: Holder, blocks: int) -> None:
        """Live blocks without content became free."""
        self.free += blocks
        self._change(self.account_of(holder), live=-blocks)

    def evict(self, holder: Holder, blocks: int) -> None:
        """Idle blocks had to make room, and became free: they had not been hit."""
        self._learn(self.account_of(holder), lost=blocks)
        self.lose(holder, blocks)

    def lose(self, holder: Holder, blocks: int) -> None:
        """Idle blocks lost their content and became free: evicted, expired, erased."""
        self.free += blocks
        self._change(self.account_of(holder), idle=-blocks)

    def claim(self, holder: Holder, blocks: int) -> None:
        """The holder waits for `blocks` of its guarantee: nobody else gets them. 0: it does not wait any more."""
        if self.partition is Partition.FAIR:
            account = self._account(holder)
            wanted = max(0, min(blocks, account.share.guarantee - account.used))
            self._claims += wanted - account.claim
            account.claim = wanted
            self._leave(holder, account)

    def reallot(self, shares: Mapping[Holder, Share]) -> tuple[Holder, ...]:
        """Set the quotas anew, at the end of a window. Returns who is now above its cap.

        Raises ValueError, and nothing has changed, if more is promised than there is.
        """
        promised = sum(self._promise(share) for share in shares.values())
        if self.partition is not Partition.PLAIN and promised > self.capacity:
            raise ValueError(f"{promised} blocks are promised, and there are {self.capacity}")
        old, self._accounts = self._accounts, {}
        self._named = dict(shares)
        self._expires = any(share.ttl is not None for share in (*shares.values(), self._default))
        self._lenders, self._lendable, self._claims, self._promised = [], 0, 0, 0
        for holder in shares if self.partition is not Partition.PLAIN else [Common.EVERYBODY]:
            self._account(holder)
        for holder, was in old.items():
            self._learn(holder, woken=was.woken, lost=was.lost)
            self._change(holder, live=was.live, idle=was.idle)
            self.claim(holder, was.claim)
        return tuple(holder for holder, account in self._accounts.items() if account.used > account.share.cap)

    # ── what there is to know ────────────────────────────────────────────────────────────────────

    def held(self, holder: Holder) -> tuple[int, int]:
        """How many live and how many idle blocks a holder's partition has."""
        account = self._accounts.get(self.account_of(holder))
        return (account.live, account.idle) if account else (0, 0)

    def excess(self, holder: Holder) -> int:
        """How many blocks a holder has above its cap, since quotas were set anew."""
        account = self._accounts.get(self.account_of(holder))
        return max(0, account.used - account.share.cap) if account else 0

    def holders(self) -> tuple[Holder, ...]:
        """Those that have a partition."""
        return tuple(self._accounts)

    @property
    def usage(self) -> Usage:
        """What the cache is used for now. Work in the number of holders."""
        accounts = self._accounts.values()
        strict = self.partition is Partition.STRICT
        return Usage(
            capacity=self.capacity,
            live=sum(a.live for a in accounts),
            idle=sum(a.idle for a in accounts),
            free=self.free,
            kept=0
            if self.partition is Partition.PLAIN
            else sum(a.idle - (0 if strict else a.lendable) for a in accounts),
            withheld=sum(a.share.cap - a.used for a in accounts) if strict else 0,
        )

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _promise(self, share: Share) -> int:
        return share.cap if self.partition is Partition.STRICT else share.guarantee

    def _offer(self, holder: Holder) -> Share:
        """What a holder that has no account would get."""
        if self.partition is Partition.PLAIN:
            return Share(cap=self.capacity)
        if holder in self._named:
            return self._named[holder]
        left = self.capacity - self._promised
        if self._promise(self._default) <= left:
            return self._default
        if self.partition is Partition.STRICT:
            return replace(self._default, cap=0, guarantee=0)
        return replace(self._default, guarantee=left)

    def _account(self, holder: Holder) -> Account:
        account = self._accounts.get(holder)
        if account is None:
            account = self._accounts[holder] = Account(share=self._offer(holder))
            self._promised += self._promise(account.share)
        return account

    def _learn(self, holder: Holder, *, woken: float = 0, lost: float = 0) -> None:
        """Idle blocks of a holder were hit, or went without."""
        if self.partition is not Partition.FAIR:
            return
        account = self._account(holder)
        account.woken += woken
        account.lost += lost
        if account.woken + account.lost > _MEMORY * self.capacity:
            account.woken, account.lost = account.woken / 2, account.lost / 2
        doubt = _DOUBT * self.capacity
        account.use = max(LEAST_USE, (account.woken + doubt) / (account.woken + account.lost + doubt))

    def _change(self, holder: Holder, *, live: int = 0, idle: int = 0) -> None:
        account = self._account(holder)
        before = account.lendable
        account.live += live
        account.idle += idle
        if self.partition is not Partition.FAIR:
            return
        lendable = account.lendable
        self._lendable += lendable - before
        if lendable and account.level > account.posted:
            self._post(holder, account)
        self._leave(holder, account)

    def _leave(self, holder: Holder, account: Account) -> None:
        """Give up the account of a holder that is not known by name and has nothing."""
        if not account.live and not account.idle and not account.claim and holder not in self._named:
            self._promised -= account.share.guarantee
            del self._accounts[holder]

    def _post(self, holder: Holder, account: Account) -> None:
        """Let an account stand among the lenders, under its present level."""
        account.posted = account.level
        self._posts += 1
        heapq.heappush(self._lenders, (-account.posted, self._posts, holder))

    def _first_lender(self) -> Holder | None:
        """Who is furthest above its guarantee, per weight and use, and has idle blocks.

        Levels that fell are corrected here.
        """
        while self._lenders:
            posted, _, holder = self._lenders[0]
            account = self._accounts.get(holder)
            current = account is not None and account.posted == -posted
            if account is not None and current and account.lendable and account.level == account.posted:
                return holder
            heapq.heappop(self._lenders)
            if account is not None and current:
                account.posted = -math.inf
                if account.lendable:
                    self._post(holder, account)
        return None
