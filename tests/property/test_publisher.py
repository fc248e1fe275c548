"""Invariants 1, 6 and 7: published units are resident, pinned and never let go of while used, in any order of events.

The machine plays operator, scheduler and engine on a small pool, where blocks that nobody holds are soon taken again.
"""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from safekv.errors import DeclarationError
from safekv.scope.planner import PublishedSet, plan
from safekv.scope.units import split
from safekv.sharing.publisher import MAX_ATTEMPTS, Publisher
from safekv.sharing.residents import State
from safekv.types import BlockKey, Cause, Plan, Private
from tests.factories import ORG, SHARED, Block, Pool, SystemRequest, compute, leave, new_request, tenant

BLOCK = 2
POOL = 40
BUDGET = 10
TEXTS = [[1] * 8, [1] * 4 + [2] * 4, [3] * 6, [1] * 6]
CUTS = [(2,), (4,), (2, 4), (4, 6), (2, 4, 6), (4, 8), (8,)]
READERS = [Private(tenant=tenant("alice")), Private(tenant=tenant("bob"), group=ORG.name)]
names = st.sampled_from(["a", "b"])


class WatchfulPool(Pool):
    """Looks, whenever a key is given up, whether it is published or used."""

    machine: Any = None

    def evict_blocks(self, ids: Any) -> None:
        ids = set(ids)
        keys = {self.blocks[number].key for number in ids} - {None}
        machine: Life = self.machine
        published = {key for each in machine.publisher.published for key in each.keys}
        used = {key for p in machine.plans for each in p.units for key in each.keys}
        assert not keys & published, "unpinned before unpublished"
        assert not keys & used, "unpinned under a request that is planned with it"
        super().evict_blocks(ids)


class Life(RuleBasedStateMachine):
    """Everything that can happen to units, one step at a time, as on the scheduler's thread."""

    @initialize()
    def start(self) -> None:
        self.pool = WatchfulPool(POOL)
        self.pool.machine = self
        self.publisher = Publisher(
            self.pool, new_request=new_request(BLOCK), block_size=BLOCK, budget=BUDGET, max_tokens=100
        )
        self.waiting: list[SystemRequest] = []
        self.running: list[SystemRequest] = []
        self.tenants: list[list[Block]] = []
        self.plans: list[Plan] = []
        self.seen_keys: dict[BlockKey, object] = {}

    # ── the operator ─────────────────────────────────────────────────────────────────────────────

    @rule(name=names, text=st.sampled_from(TEXTS), ends=st.sampled_from(CUTS), audience=st.sampled_from([SHARED, ORG]))
    def declare(self, name: str, text: list[int], ends: tuple[int, ...], audience: Any) -> None:
        before = self.publisher.declarations, self.publisher.pinned
        try:
            units = split(text, [end for end in ends if end <= len(text)] or [2], audience)
            declaration = self.publisher.declare(name, units)
        except DeclarationError:
            assert (self.publisher.declarations, self.publisher.pinned) == before, "refused, but not without a trace"
        else:
            assert [r.unit for r in declaration.residents] == list(units), "declared one thing, got another"

    @rule(name=names, text=st.sampled_from(TEXTS), end=st.sampled_from([2, 4]))
    def release_hidden(self, name: str, text: list[int], end: int) -> None:
        """As a draw does: hidden until it is revealed. Under names of its own, as units have ids."""
        with suppress(DeclarationError):
            self.publisher.declare(f"unit {name}", split(text, [end], SHARED), cause=Cause.LEDGER)

    @rule(chosen=st.sets(names))
    def reveal(self, chosen: set[str]) -> None:
        self.publisher.reveal(f"unit {name}" for name in chosen)

    @rule(chosen=st.sets(names))
    def hide(self, chosen: set[str]) -> None:
        self.publisher.hide(f"unit {name}" for name in chosen)

    @rule(name=names)
    def withdraw_released(self, name: str) -> None:
        with suppress(DeclarationError):
            self.publisher.withdraw(f"unit {name}")

    @rule(name=names)
    def withdraw(self, name: str) -> None:
        known = {declaration.name for declaration in self.publisher.declarations}
        try:
            self.publisher.withdraw(name)
        except DeclarationError:
            assert name not in known
        else:
            assert name in known

    # ── the scheduler ────────────────────────────────────────────────────────────────────────────

    @rule()
    def submit(self) -> None:
        pending = self.publisher.has_pending()
        requests = self.publisher.submit()
        assert bool(requests) is pending
        assert all(self.publisher.is_system(request) for request in requests)
        self.waiting += requests

    @precondition(lambda self: self.publisher.has_pending())
    @rule()
    def materialise(self) -> None:
        """All that is pending, one after the other, as on an engine with nothing else to do."""
        for request in self.publisher.submit():
            if len(self.pool.free) < len(request.block_hashes):
                self.waiting.append(request)
                continue
            compute(self.pool, request)
            self.publisher.finished(request, request.blocks, complete=True)
            leave(self.pool, request)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def run(self, data: st.DataObject) -> None:
        request = self.waiting[data.draw(st.integers(0, len(self.waiting) - 1))]
        if len(self.pool.free) >= len(request.block_hashes):
            self.waiting.remove(request)
            compute(self.pool, request)
            self.running.append(request)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), complete=st.booleans())
    def finish(self, data: st.DataObject, complete: bool) -> None:
        request = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        self.publisher.finished(request, request.blocks, complete=complete)
        assert not self.publisher.is_system(request)
        leave(self.pool, request)

    @precondition(lambda self: self.waiting)
    @rule()
    def abort_before_it_ran(self) -> None:
        request = self.waiting.pop()
        self.publisher.finished(request, [], complete=False)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def lose_a_block(self, data: st.DataObject) -> None:
        """A reset of the engine's own, say: a block of a running materialisation is no longer under its key."""
        request = self.running[data.draw(st.integers(0, len(self.running) - 1))]
        pinned = {b.block_id for r in self.publisher._residents for b in r.blocks}
        Pool.evict_blocks(self.pool, [b.block_id for b in request.blocks[:1] if b.block_id not in pinned])

    # ── tenants ──────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: len(self.publisher.published) > 0)
    @rule(reader=st.sampled_from(READERS), text=st.sampled_from(TEXTS))
    def use(self, reader: Private, text: list[int]) -> None:
        chosen = plan(self.publisher.published, reader, [*text, 9])
        for index, key in enumerate(chosen.keys):
            found = self.pool.get_cached_block(key, [0])
            assert found is not None, "planned as shared, but not resident"
            assert self.seen_keys[key] == (tuple(text[: (index + 1) * BLOCK])), "another text under this key"
        if chosen.depth:
            self.publisher.use(chosen)
            self.plans.append(chosen)

    @precondition(lambda self: self.plans)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        self.publisher.release(self.plans.pop(data.draw(st.integers(0, len(self.plans) - 1))))

    @rule(count=st.integers(1, 6))
    def a_tenant_takes_memory(self, count: int) -> None:
        if len(self.pool.free) >= count:
            self.tenants.append(self.pool.get_new_blocks(count))

    @precondition(lambda self: self.tenants)
    @rule()
    def a_tenant_leaves(self) -> None:
        self.pool.free_blocks(self.tenants.pop())

    # ── reset ────────────────────────────────────────────────────────────────────────────────────

    @rule()
    def reset(self) -> None:
        self.publisher.unpublish_all()
        assert len(self.publisher.published) == 0
        while self.plans:
            self.publisher.release(self.plans.pop())
        self.publisher.unpin_all()
        assert all(not resident.blocks for resident in self.publisher._residents)

    # ── what always holds ────────────────────────────────────────────────────────────────────────

    @invariant()
    def published_units_are_resident_and_pinned(self) -> None:
        for published in self.publisher.published:
            for index, key in enumerate(published.keys):
                found = self.pool.get_cached_block(key, [0])
                assert found is not None
                (block,) = found
                assert block.ref_cnt > 0
                end = published.unit.start + (index + 1) * BLOCK
                assert self.seen_keys.setdefault(key, published.unit.path[:end]) == published.unit.path[:end]

    @invariant()
    def no_two_materialisations_share_a_key(self) -> None:
        keys = [key for published in self.publisher.published for key in published.keys]
        assert len(keys) == len(set(keys))

    @invariant()
    def blocks_are_conserved(self) -> None:
        pinned = [block for resident in self.publisher._residents for block in resident.blocks]
        held = [b for request in self.running for b in request.blocks] + [b for t in self.tenants for b in t]
        assert sum(block.ref_cnt for block in self.pool.blocks) == len(pinned) + len(held)
        assert len(self.pool.free) == sum(block.ref_cnt == 0 for block in self.pool.blocks)

    @invariant()
    def the_budget_is_kept(self) -> None:
        pinned = sum(len(resident.blocks) for resident in self.publisher._residents)
        assert pinned <= self.publisher.pinned <= BUDGET

    @invariant()
    def what_is_published_is_declared_and_what_is_used_is_held(self) -> None:
        declared = [r for d in self.publisher.declarations for r in d.residents]
        for published in self.publisher.published:
            assert any(r.published is published for r in declared)
        for chosen in self.plans:
            for published in chosen.units:
                assert self.publisher._by_publication[published].blocks

    @invariant()
    def what_is_kept_as_it_changes_is_what_would_be_counted_anew(self) -> None:
        publisher, residents = self.publisher, list(self.publisher._residents)
        size = {r: (r.unit.end - r.unit.start) // BLOCK for r in residents}
        assert publisher.pinned == sum(size.values())
        assert publisher.staying == sum(size[r] for r in residents if r.state is not State.RETIRING)
        assert list(publisher._residents.pending) == [
            r for r in publisher._residents.pending if r.state is State.PENDING and r in residents
        ]
        assert publisher.has_pending() == any(r.state is State.PENDING for r in residents)
        held = [r for d in publisher.declarations for r in d.residents]
        for text in TEXTS:
            for end in range(len(text) + 1):
                ends = [r for r in held if r.unit.path == tuple(text[:end]) and r.unit.audience == SHARED]
                assert publisher.holds_path(text[:end]) == bool(ends)
        for resident in residents:
            assert resident.held == held.count(resident)

    @invariant()
    def the_published_set_is_what_it_would_be_if_built_anew(self) -> None:
        publisher = self.publisher
        visible = {r for d in publisher.declarations if d.name not in publisher._hidden for r in d.residents}
        units = [r.published for r in publisher._residents if r.published is not None and r in visible]
        assert set(publisher.published) == set(units)
        anew = PublishedSet(units, block_size=BLOCK)
        for reader, text in itertools.product(READERS, TEXTS):
            assert plan(publisher.published, reader, [*text, 9]) == plan(anew, reader, [*text, 9])

    @invariant()
    def a_declaration_that_says_published_is_within_reach(self) -> None:
        for declaration in self.publisher.declarations:
            assert declaration.state is not State.RETIRING
            assert all(r.attempts <= MAX_ATTEMPTS for r in declaration.residents)
            if declaration.state is State.PUBLISHED and declaration.name not in self.publisher._hidden:
                text = [*declaration.residents[-1].unit.path, 9]
                assert plan(self.publisher.published, READERS[1], text).depth == len(text) // BLOCK

    def teardown(self) -> None:
        """However it went: once everybody has left and everything is withdrawn, every block is free."""
        if not hasattr(self, "publisher"):
            return
        while self.plans:
            self.publisher.release(self.plans.pop())
        for declaration in self.publisher.declarations:
            self.publisher.withdraw(declaration.name)
        for request in self.waiting + self.running:
            self.publisher.finished(request, request.blocks, complete=True)
            leave(self.pool, request)
        for blocks in self.tenants:
            self.pool.free_blocks(blocks)
        assert len(self.pool.free) == POOL
        assert self.publisher.pinned == 0
        assert not self.publisher._by_publication
        assert not self.publisher._computing


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=30, report_multiple_bugs=False)
