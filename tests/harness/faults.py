"""Planted faults: each takes one thing away that keeps scopes apart; the harness has to find every one of them.

Where a second line of defence hides a fault (a planned prefix that is not resident as a whole goes back to private
keys), it is found as a hit that is missed, and once more as what it would be, with that defence off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from vllm.v1.core.block_pool import BlockPool

from safekv.engines.vllm import charging, scheduler
from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.errors import CallerError
from safekv.scope import keys, planner, units
from safekv.scope.planner import PublishedSet
from safekv.sharing import publisher
from safekv.sharing.chain import PrivateChain
from safekv.sharing.publisher import Publisher
from safekv.types import Group, GroupName, Plan, Private, PublishedUnit, Shared, TenantId, Unshared
from tests.harness.engine import GROUPS
from tests.harness.report import Kind

Plant = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault, and what the harness may say when it meets it."""

    name: str
    plant: Plant
    found_as: frozenset[Kind]


FAULTS: list[Fault] = []


def fault(*kinds: Kind) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        FAULTS.append(Fault(name=plant.__name__, plant=plant, found_as=frozenset(kinds)))
        return plant

    return register


_READS = (Kind.KEY_OF_TWO_SCOPES, Kind.FOREIGN_READ, Kind.UNEXPLAINED_HIT)
UNRELEASED = (Kind.UNRELEASED_READ, Kind.UNEXPLAINED_HIT)

# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


@fault(*_READS)
def salt_cleared() -> AbstractContextManager[Any]:
    opened = ScopedKeys._open

    def fail_open(self: Any, request: Any) -> Any:
        scope = opened(self, request)
        request.cache_salt = None
        request.block_hashes.clear()
        request.update_block_hashes()
        return scope

    return mock.patch.object(ScopedKeys, "_open", fail_open)


@fault(*_READS)
def generated_tokens_continue_the_shared_key() -> AbstractContextManager[Any]:
    def keys_only(request: Any, keys: Any, block_size: int) -> PrivateChain:
        chain = PrivateChain(request, len(keys), block_size)
        request.block_hashes[: len(keys)] = keys
        return chain

    return mock.patch.object(scheduler, "share_prefix", keys_only)


@fault(Kind.KEY_OF_TWO_SCOPES, Kind.FOREIGN_KEY)
def one_key_for_every_materialisation() -> AbstractContextManager[Any]:
    return mock.patch.object(publisher, "secrets", mock.Mock(token_urlsafe=lambda _: "the same each time"))


@fault(*_READS, Kind.UNRELEASED_READ)
def unsealed_salt_is_believed() -> AbstractContextManager[Any]:
    def believe(self: Any, request: Any) -> Any:
        try:
            return self._sealer.open(request.cache_salt or "")
        except CallerError:
            return Private(tenant=TenantId(request.cache_salt or ""))

    return mock.patch.object(ScopedKeys, "_open", believe)


@fault(Kind.FOREIGN_KEY)
def keys_outlive_the_pin() -> AbstractContextManager[Any]:
    return mock.patch.object(BlockPool, "evict_blocks", return_value=None)


# ── plans ────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _plan_to_the_last_block() -> Iterator[None]:
    def plan(published: PublishedSet, scope: Any, tokens: Any) -> Plan:
        found = tuple(published.walk(scope, tokens))
        return Plan(units=found, keys=tuple(key for unit in found for key in unit.keys))

    with mock.patch.object(scheduler, "plan", plan), mock.patch.object(charging, "plan", plan):
        yield


def _no_way_back_to_private_keys() -> AbstractContextManager[Any]:
    def lookup(self: Any, request: Any) -> Any:
        return super(ScopedKeys, self)._get_local_prefix_cache_hit(request)

    return mock.patch.object(ScopedKeys, "_get_local_prefix_cache_hit", lookup)


@contextmanager
def both(*plants: Plant) -> Iterator[None]:
    with ExitStack() as stack:
        for plant in plants:
            stack.enter_context(plant())
        yield


@fault(Kind.MISSED_HIT)
def prompt_of_exactly_the_unit_planned_whole() -> AbstractContextManager[Any]:
    return _plan_to_the_last_block()


@fault(Kind.FOREIGN_KEY)
def prompt_of_exactly_the_unit_registers_its_last_block() -> AbstractContextManager[Any]:
    return both(_plan_to_the_last_block, _no_way_back_to_private_keys)


@fault(Kind.FOREIGN_KEY)
def request_that_skips_reading_is_planned() -> AbstractContextManager[Any]:
    def plan_all() -> AbstractContextManager[Any]:
        return mock.patch.object(scheduler, "plannable", return_value=True)

    return both(plan_all, _no_way_back_to_private_keys)


@fault(Kind.LEAK, Kind.HANG)
def session_update_is_planned_again() -> AbstractContextManager[Any]:
    add_request = ScopedKeys.add_request

    def plan_update(self: Any, request: Any) -> None:
        if request.request_id in self.requests:
            scope = self._open(request)
            self._share(request, scope, planner.plan(self._publisher.published, scope, request.prompt_token_ids))
        add_request(self, request)

    return mock.patch.object(ScopedKeys, "add_request", plan_update)


@fault(*UNRELEASED)
def audience_ignored() -> AbstractContextManager[Any]:
    everything = (Shared(), *(Group(name=GroupName(name)) for name in GROUPS))

    def anybody(scope: Any) -> tuple[Any, ...]:
        return everything if not isinstance(scope, Unshared) or scope.reads_published else ()

    return mock.patch.object(planner, "audiences_of", anybody)


@fault(*UNRELEASED)
def scope_of_nobody_reads_published() -> AbstractContextManager[Any]:
    def all_shared(scope: Any, audience: Any) -> bool:
        return isinstance(audience, Shared) or getattr(scope, "group", None) == audience.name

    return mock.patch.object(keys, "may_read", all_shared)


@fault(*UNRELEASED)
def half_of_a_unit_is_matched() -> AbstractContextManager[Any]:
    whole = planner.plan

    def walk_in(published: PublishedSet, scope: Any, tokens: Any) -> Plan:
        chosen = whole(published, scope, tokens)
        at = chosen.units[-1].unit.end if chosen.units else 0
        for candidate in published:
            unit, size = candidate.unit, published.block_size
            if unit.start != at or not keys.may_read(scope, unit.audience):
                continue
            length = next(
                (i for i, (a, b) in enumerate(zip(unit.path, tokens, strict=False)) if a != b),
                min(unit.end, len(tokens) - 1),
            )
            some = candidate.keys[: max(0, length - at) // size]
            if some:
                return Plan(units=(*chosen.units, candidate), keys=(*chosen.keys, *some))
        return chosen

    return mock.patch.object(scheduler, "plan", walk_in)


# ── publication ──────────────────────────────────────────────────────────────────────────────────


@fault(Kind.UNRELEASED_READ)
def unit_ends_rounded_up() -> AbstractContextManager[Any]:
    def up(boundaries: Any, block_size: int) -> tuple[int, ...]:
        return tuple(sorted({-(-boundary // block_size) * block_size for boundary in boundaries}))

    return mock.patch.object(units, "unit_ends", up)


@fault(Kind.FALSE_PIN, *UNRELEASED)
def published_before_it_is_computed() -> AbstractContextManager[Any]:
    submit = Publisher.submit

    def too_soon(self: Publisher) -> list[Any]:
        requests = submit(self)
        for request in requests:
            resident = self._computing[request]
            assert resident is not None
            first, last = resident.unit.start // self._block_size, resident.unit.end // self._block_size
            early = PublishedUnit(unit=resident.unit, keys=tuple(request.block_hashes[first:last]))
            self._by_publication[early] = resident
            self._shelves.all.published = PublishedSet([*self.published, early], block_size=self._block_size)
        return requests

    return mock.patch.object(Publisher, "submit", too_soon)


@fault(Kind.FALSE_PIN)
def aborted_materialisation_is_pinned() -> AbstractContextManager[Any]:
    def believe(self: Any, request: Any) -> None:
        (blocks,) = self.kv_cache_manager.get_blocks(request.request_id).blocks
        self._publisher.finished(request, blocks, complete=True)

    return both(
        lambda: mock.patch.object(ScopedKeys, "_materialised", believe),
        lambda: mock.patch.object(Publisher, "_holds", return_value=True),
    )


@fault(Kind.OVER_BUDGET, Kind.HANG)
def pins_beyond_the_budget() -> AbstractContextManager[Any]:
    return mock.patch.object(Publisher, "_check_budget", return_value=None)


@fault(Kind.MISSED_HIT)
def unpinned_while_requests_are_planned() -> AbstractContextManager[Any]:
    return both(
        lambda: mock.patch.object(Publisher, "use", return_value=None),
        lambda: mock.patch.object(Publisher, "release", return_value=None),
    )


@fault(Kind.LEAK, Kind.CRASH)
def plan_never_released() -> AbstractContextManager[Any]:
    return mock.patch.object(Publisher, "release", return_value=None)


# ── reset, sleep, output ─────────────────────────────────────────────────────────────────────────


@fault(Kind.FOREIGN_KEY, Kind.FOREIGN_READ)
def reset_keeps_live_plans_on_shared_keys() -> AbstractContextManager[Any]:
    def let_go(self: Any, request: Any) -> None:
        self._publisher.release(self._plans.pop(request).in_place)

    return mock.patch.object(ScopedKeys, "_unshare", let_go)


@fault(Kind.CRASH, Kind.MISSED_HIT)
def reset_keeps_the_pins() -> AbstractContextManager[Any]:
    return mock.patch.object(Publisher, "unpin_all", return_value=None)


@fault(Kind.HANG, Kind.LEAK)
def idle_engine_does_not_wake_to_materialise() -> AbstractContextManager[Any]:
    def has_requests(self: Any) -> bool:
        return bool(super(ScopedKeys, self).has_requests())

    return mock.patch.object(ScopedKeys, "has_requests", has_requests)


@fault(Kind.STRAY_OUTPUT)
def outputs_of_the_system_reach_the_frontend() -> AbstractContextManager[Any]:
    def update(self: Any, *args: Any, **kwargs: Any) -> Any:
        outputs = super(ScopedKeys, self).update_from_output(*args, **kwargs)
        self._commands.settle()
        return outputs

    return mock.patch.object(ScopedKeys, "update_from_output", update)


@fault(Kind.HANG, Kind.LEAK)
def aborted_materialisation_is_given_up() -> AbstractContextManager[Any]:
    def give_up(self: Publisher, request: Any) -> None:
        self._computing.pop(request)

    return mock.patch.object(Publisher, "interrupted", give_up)
