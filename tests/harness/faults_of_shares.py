"""Planted faults of a divided cache: each takes one thing away that keeps shares, and has to be found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common
from safekv.cache.pool import Pool
from safekv.cache.shares import Account
from safekv.engines.vllm.cache_pool import AccountedManager, SharedOutPool
from safekv.engines.vllm.holders import Holders
from safekv.engines.vllm.quotas import Quotas
from safekv.types import Private
from tests.harness.faults import Fault, Plant
from tests.harness.report import Kind

FAULTS_OF_SHARES: list[tuple[str, Fault]] = []
"""Each with the partition in which it is planted."""


def fault(partition: str, *kinds: Kind) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        FAULTS_OF_SHARES.append((partition, Fault(name=plant.__name__, plant=plant, found_as=frozenset(kinds))))
        return plant

    return register


# ── who pays ─────────────────────────────────────────────────────────────────────────────────────


@fault("fair", Kind.TAKEN)
def the_guarantee_is_lent_too() -> AbstractContextManager[Any]:
    return mock.patch.object(Account, "lendable", property(lambda account: account.idle))


@fault("strict", Kind.TAKEN)
def another_pays_under_strict() -> AbstractContextManager[Any]:
    def payer(self: Allocator, holder: Any, count: int = 1) -> Any:
        idle = [other for other in self.holders() if self.held(other)[1]]
        return max(idle, key=lambda other: self.held(other)[1], default=None), 1

    return mock.patch.object(Allocator, "payer", payer)


@fault("strict", Kind.OVER_CAP, Kind.CRASH)
def caps_do_not_count() -> AbstractContextManager[Any]:
    def room(self: Allocator, holder: Any, *, waking: int = 0, lent: bool = True) -> int:
        return self.free + self.held(holder)[1] - waking

    def payer(self: Allocator, holder: Any, count: int = 1) -> Any:
        return (None if self.free else holder), 1

    return mock.patch.multiple(Allocator, room=room, payer=payer, excess=lambda self, holder: 0)


@fault("strict", Kind.WRONG_HOLDER)
def everybody_has_one_share() -> AbstractContextManager[Any]:
    def of(self: Holders, request: Any) -> Any:
        holder, _ = self._requests[request]
        return next(iter(self._named.values())) if not isinstance(holder, Common) else holder

    return mock.patch.object(Holders, "of", of)


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────


@fault("fair", Kind.TWO_LEDGERS, Kind.WRONG_READ, Kind.CRASH, Kind.UNEXPLAINED_HIT)
def the_engine_still_finds_what_was_given_up() -> AbstractContextManager[Any]:
    return mock.patch.object(SharedOutPool, "_forget", lambda self, lost: len(list(lost)))


@fault("fair", Kind.RESTS)
def no_store_is_stored() -> AbstractContextManager[Any]:
    return mock.patch.object(Holders, "keeps", lambda self, request: self.of(request) is not Common.SHARED)


@fault("strict", Kind.RESTS, Kind.CRASH)
def tenants_without_a_share_keep_blocks() -> AbstractContextManager[Any]:
    enter = Holders.enter

    def keep(self: Holders, request: Any, scope: Any) -> None:
        enter(self, request, scope)
        self._requests[request] = (self._requests[request][0], isinstance(scope, Private))

    return mock.patch.object(Holders, "enter", keep)


@fault("strict", Kind.OUTLIVED)
def time_to_live_does_not_count() -> AbstractContextManager[Any]:
    return mock.patch.object(Pool, "expire", return_value=())


@fault("fair", Kind.UNEXPLAINED_HIT)
def erasure_forgets_nothing() -> AbstractContextManager[Any]:
    return mock.patch.object(Pool, "erase", return_value=())


# ── who stops ────────────────────────────────────────────────────────────────────────────────────


@fault("fair", Kind.STOPPED)
def the_engine_chooses_who_stops_when_memory_is_short() -> AbstractContextManager[Any]:
    return mock.patch.object(Quotas, "_who_stops", return_value=None)


@fault("strict", Kind.STOPPED)
def the_engine_chooses_who_stops_at_a_cap() -> AbstractContextManager[Any]:
    return mock.patch.object(Quotas, "_who_stops", return_value=None)


@fault("strict", Kind.STOPPED)
def whoever_started_last_stops_for_another() -> AbstractContextManager[Any]:
    chosen = Quotas._who_stops

    def latest(self: Quotas, needs: Any, elsewhere: int) -> Any:
        if chosen(self, needs, elsewhere) is None:
            return None
        return self._holder_of(next(r for r in reversed(self._scheduler.running) if r not in self._stopped))

    return mock.patch.object(Quotas, "_who_stops", latest)


@fault("fair", Kind.LEAK, Kind.STOPPED, Kind.HANG, Kind.CRASH)
def blocks_go_on_being_taken_for_the_last_request() -> AbstractContextManager[Any]:
    def allocate(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.block_pool.on_behalf_of = self.block_pool.holders.of(request)
        return super(AccountedManager, self).allocate_slots(request, *args, **kwargs)

    return mock.patch.object(AccountedManager, "allocate_slots", allocate)


@fault("strict", Kind.STOPPED, Kind.CRASH, Kind.HANG)
def needs_are_underestimated() -> AbstractContextManager[Any]:
    needs = Quotas._needs

    def fewer(self: Quotas) -> Any:
        return {h: {r: max(0, n - 1) for r, n in wanted.items()} for h, wanted in needs(self).items()}

    return mock.patch.object(Quotas, "_needs", fewer)
