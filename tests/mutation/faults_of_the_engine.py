"""Faults in what the scheduler does: who writes what, what is planned when, which votes go out."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from contextlib import AbstractContextManager
from hashlib import blake2b
from typing import Any
from unittest import mock

from safekv.engines.vllm.charging import Charging
from safekv.engines.vllm.quotas import Quotas
from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.release.queue import Outgoing
from safekv.scope import messages, units
from safekv.scope.messages import Frontier
from safekv.scope.planner import PublishedSet
from safekv.sharing import release_stage
from safekv.sharing.chain import PrivateChain
from safekv.sharing.publisher import Publisher
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.releases import Releases
from safekv.sharing.residents import Resident, State
from safekv.types import OwnerTag
from tests.harness import faults as harness
from tests.mutation.fault import fault, together

_KEYS = "property/test_attack_keys.py::"
_WORLDS = "property/test_worlds.py::test_few_traces"

# ── a look does not tell how far it got ──────────────────────────────────────────────────────────


@fault("unit/scope/test_planner.py::test_what_is_looked_at_does_not_tell_how_far_a_prompt_agrees_with_a_unit")
def a_comparison_that_ends_at_the_first_difference() -> AbstractContextManager[Any]:
    """A prompt is read only as far as it agrees with something that is published."""
    walk = PublishedSet.walk

    def agrees(published: Any, tokens: Sequence[int]) -> int:
        pairs = zip(published.unit.path, tokens, strict=False)
        return next((n for n, (one, other) in enumerate(pairs) if one != other), published.unit.end)

    def early(self: PublishedSet, scope: Any, tokens: Sequence[int]) -> Any:
        return walk(self, scope, tokens[: max((agrees(one, tokens) for one in self), default=0)])

    return mock.patch.object(PublishedSet, "walk", early)


# ── only the system writes shared keys ───────────────────────────────────────────────────────────


@fault(_KEYS + "test_a_prompt_of_exactly_the_unit_registers_nothing_under_a_shared_key")
def a_tenant_writes_the_last_shared_block() -> AbstractContextManager[Any]:
    return harness.prompt_of_exactly_the_unit_registers_its_last_block()


@fault(_KEYS + "test_a_request_id_makes_nobody_the_system")
def a_tenant_writes_a_shared_key_by_choosing_a_request_id() -> AbstractContextManager[Any]:
    is_system = Publisher.is_system

    def by_id(self: Publisher, request: Any) -> bool:
        if is_system(self, request):
            return True
        if not getattr(request, "request_id", "").startswith("safekv-"):
            return False
        pending = (r for r in self._residents if r.state in (State.PENDING, State.COMPUTING))
        tokens = tuple(request.prompt_token_ids)
        resident = next((r for r in pending if r.unit.path == tokens[: r.unit.end]), None)
        if resident is not None:
            self._computing[request] = resident
        return resident is not None

    return mock.patch.object(Publisher, "is_system", by_id)


@fault(
    "unit/sharing/test_chain.py::test_behind_the_shared_keys_the_private_chain_goes_on_as_if_nothing_had_happened",
    "unit/sharing/test_chain.py::test_equal_continuations_of_two_tenants_meet_under_no_key",
)
def salt_dropped_for_generated_blocks() -> AbstractContextManager[Any]:
    return mock.patch.object(PrivateChain, "__call__", lambda self, request: self._engine_hasher(request))


# ── shared is resident ───────────────────────────────────────────────────────────────────────────


@fault("unit/sharing/test_publisher.py::test_a_unit_is_not_published_before_its_request_has_finished")
def planned_before_it_is_resident() -> AbstractContextManager[Any]:
    return harness.published_before_it_is_computed()


@fault("unit/sharing/test_publisher.py::test_a_reset_gives_every_block_back_and_computes_anew_under_other_keys")
def planned_after_a_reset() -> AbstractContextManager[Any]:
    return mock.patch.object(Publisher, "unpublish_all", return_value=None)


@fault("unit/sharing/test_releases.py::test_after_a_reset_everything_comes_back_together")
def published_one_by_one_after_a_reset() -> AbstractContextManager[Any]:
    return mock.patch.object(Releases, "hide_all", return_value=None)


@fault("unit/sharing/test_publisher.py::test_unpublished_first_then_unpinned")
def unpinned_before_it_is_unpublished() -> AbstractContextManager[Any]:
    withdraw = Publisher.withdraw

    def unpin_first(self: Publisher, *names: str) -> None:
        for name in names:
            for resident in self._declarations[name].residents:
                if resident.blocks and not resident.users:
                    self._pool.evict_blocks({block.block_id for block in resident.blocks})
        withdraw(self, *names)

    return mock.patch.object(Publisher, "withdraw", unpin_first)


@fault("property/test_game.py::test_nobody_wins")
def released_units_need_not_be_resident() -> AbstractContextManager[Any]:
    """What was ever released is read in place; whoever misses it computes it, as in any other cache."""
    finished = Publisher.finished

    def let_go(self: Publisher, request: Any, blocks: Sequence[Any], *, complete: bool) -> None:
        resident: Resident | None = self._computing.get(request)
        finished(self, request, blocks, complete=complete)
        if resident is not None and resident.blocks:
            self._pool.free_blocks(reversed(resident.blocks))
            resident.blocks = []

    def lookup(self: Any, request: Any) -> Any:
        return super(ScopedKeys, self)._get_local_prefix_cache_hit(request)

    return together(
        mock.patch.object(Publisher, "finished", let_go),
        mock.patch.object(ScopedKeys, "_get_local_prefix_cache_hit", lookup),
        mock.patch.object(Charging, "in_place", lambda self, scope, tokens, whole: whole),
    )


@fault(
    "unit/sharing/test_releases_room.py::test_a_unit_whose_life_has_ended_makes_room_whoever_uses_it_still",
    "property/test_attack_region.py",
)
def what_is_still_used_takes_room_in_the_region() -> AbstractContextManager[Any]:
    return mock.patch.object(Publisher, "staying", Publisher.pinned)


# ── a unit's use changes nothing ─────────────────────────────────────────────────────────────────


@fault(_WORLDS)
def restricted_when_the_hits_of_a_unit_grow() -> AbstractContextManager[Any]:
    """The rule of the published system: hits on a unit in this half minute against those in the last one."""
    share = ScopedKeys._share

    def watch(self: Any, request: Any, scope: Any, chosen: Any) -> None:
        now = self._release._clock() if self._release is not None else 0.0
        growing = False
        for published in chosen.units:
            hits = self.__dict__.setdefault("_hits", {}).setdefault(published, [])
            recent = sum(now - 30 < at <= now for at in hits)
            growing |= recent >= 4 and recent > 2 * sum(now - 60 < at <= now - 30 for at in hits)
            hits.append(now)
        if not growing:
            share(self, request, scope, chosen)

    return mock.patch.object(ScopedKeys, "_share", watch)


@fault(_WORLDS)
def renewed_by_use_on_the_engine() -> AbstractContextManager[Any]:
    share = ScopedKeys._share

    def renew(self: Any, request: Any, scope: Any, chosen: Any) -> None:
        share(self, request, scope, chosen)
        if self._release is None:
            return
        releases = self._release._releases
        for declaration in self._publisher.declarations:
            if declaration.name in releases._expires and any(p.unit == chosen.units[-1].unit for p in chosen.units):
                releases._expires[declaration.name] += 30.0
                heapq.heappush(releases._ends, (releases._expires[declaration.name], declaration.name))

    return mock.patch.object(ScopedKeys, "_share", renew)


# ── votes ────────────────────────────────────────────────────────────────────────────────────────


@fault("property/test_attack_votes.py::test_two_accounts_of_one_owner_have_one_vote")
def one_owner_counted_per_tenant() -> AbstractContextManager[Any]:
    vote = ReleaseStage.vote

    def as_tenant(self: ReleaseStage, request: Any, scope: Any, chosen: Any) -> None:
        if getattr(scope, "owner", None) is not None:
            tag = blake2b(scope.tenant.encode(), digest_size=16).digest()
            scope = type(scope)(tenant=scope.tenant, owner=OwnerTag(tag), group=scope.group)
        vote(self, request, scope, chosen)

    return mock.patch.object(ReleaseStage, "vote", as_tenant)


@fault(
    "property/test_attack_votes.py::test_a_flood_of_one_owner_drops_no_vote_of_another",
    "unit/release/test_client.py::test_a_deaf_child_makes_nobody_wait_and_one_owners_flood_drops_no_other_vote",
)
def a_full_queue_drops_the_votes_of_others() -> AbstractContextManager[Any]:
    add = Outgoing._add

    def bounded(self: Outgoing, owner: OwnerTag, seen: Any, tokens: Sequence[int], end: int, now: float) -> str:
        waiting = sum(len(one.path) for queued in self._waiting.values() for one in queued)
        full = waiting > 0 and waiting + 4 * end > 300
        return "contributions_over_quota" if full else add(self, owner, seen, tokens, end, now)

    return mock.patch.object(Outgoing, "_add", bounded)


@fault(
    "unit/scope/test_messages.py::test_the_first_message_is_the_frontier_rounded_down_to_a_block",
    "property/test_attack_votes.py::test_what_the_users_ask_is_no_part_of_the_unit",
)
def frontier_rounded_up() -> AbstractContextManager[Any]:
    frontier = messages.frontier

    def up(template: Any, tokens: Sequence[int], *, block_size: int, **options: Any) -> Frontier | None:
        found = frontier(template, tokens, block_size=block_size, **options)
        if found is None or found.end + block_size > len(tokens):
            return found
        return Frontier(start=found.start, end=found.end + block_size)

    return together(mock.patch.object(messages, "frontier", up), mock.patch.object(release_stage, "frontier", up))


@fault("unit/scope/test_units.py::test_ends_are_rounded_down_to_blocks")
def declared_units_rounded_up() -> AbstractContextManager[Any]:
    def up(boundaries: Sequence[int], block_size: int) -> tuple[int, ...]:
        return tuple(sorted({-(-boundary // block_size) * block_size for boundary in boundaries}))

    return mock.patch.object(units, "unit_ends", up)


# ── shares ───────────────────────────────────────────────────────────────────────────────────────


@fault("property/test_flood.py")
def who_runs_already_takes_from_others_beyond_its_part() -> AbstractContextManager[Any]:
    return mock.patch.object(Quotas, "_is_modest", return_value=True)
