"""Which blocks of a request are shared, in every mode: the same planner over block ids, one id standing for a block.

`isolate` publishes nothing, `declared` what it was given, `ledger` also what the vote releases, and
`share-all-unsafe` has one scope for all. Every text that is public passes the guard, and no other does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safekv.scope.planner import PublishedSet, plan
from safekv.types import BlockKey, Mode, Private, PublishedUnit, Shared, Unit
from safekv_lab.simulator.keys import Scopes, keys
from safekv_lab.simulator.votes import Text, Vote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safekv_lab.simulator.request import Request

_REST = -1
"""Stands for a last block that is not full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The keys of a request's full blocks, the first `shared` of them published; and of those that its answer fills."""

    keys: list[BlockKey] = field(repr=False)
    shared: int
    answer: list[BlockKey] = field(repr=False)


class Sharing:
    """What is published now, for all replicas alike. `vote` is there in mode `ledger` only."""

    def __init__(self, mode: Mode, *, vote: Vote | None = None) -> None:
        self.mode = mode
        self.vote = vote
        self._scopes = Scopes(one_for_all=mode is Mode.SHARE_ALL_UNSAFE)
        self._published = PublishedSet(block_size=1)
        self._ends: set[int] = set()

    def plan(self, request: Request) -> Planned:
        """Plan a request, and let its tenant vote for the first text on its path that is not published."""
        shared: tuple[BlockKey, ...] = ()
        blocks, whole = request.blocks, len(request.blocks) * request.block_tokens == request.prompt_tokens
        if self._published or self.vote:
            tokens = [*blocks] if whole else [*blocks, _REST]
            found = plan(self._published, Private(tenant=request.tenant), tokens)
            shared = found.keys
            if self.vote is not None and request.public:
                self._contribute(self.vote, request, found.units[-1].unit.end if found.units else 0)
        tag = self._scopes.of(request.tenant)
        private = keys(tag, blocks[len(shared) :] if shared else blocks)
        return Planned(keys=[*shared, *private], shared=len(shared), answer=keys(tag, request.generated))

    def publish(self, texts: Iterable[Text]) -> list[PublishedUnit]:
        """Publish texts under fresh keys, those without their ancestors left out. Returns the units, parents first."""
        ends = {published.unit.path for published in self._published}
        fresh = []
        for text in sorted(texts, key=lambda text: len(text.path)):
            if text.path in ends or (text.start and text.path[: text.start] not in ends):
                continue
            ends.add(text.path)
            own = keys(self._scopes.fresh(), text.path[text.start :])
            unit = Unit(path=text.path, start=text.start, audience=Shared())
            fresh.append(PublishedUnit(unit=unit, keys=tuple(own)))
        self._published = PublishedSet([*self._published, *fresh], block_size=1)
        return fresh

    def key_before(self, unit: Unit) -> BlockKey | None:
        """The key of the block before a published unit: the last one of its parent."""
        before = unit.path[: unit.start]
        return next((p.keys[-1] for p in self._published if p.unit.path == before), None) if before else None

    def withdraw(self, units: Iterable[PublishedUnit]) -> list[PublishedUnit]:
        """Plan these units no longer, nor what continues them. Returns all that were withdrawn."""
        gone = set(map(id, units))
        kept: dict[tuple[int, ...], PublishedUnit] = {}
        withdrawn = []
        for published in sorted(self._published, key=lambda p: p.unit.end):
            unit = published.unit
            if id(published) in gone or (unit.start and unit.path[: unit.start] not in kept):
                withdrawn.append(published)
            else:
                kept[unit.path] = published
        self._published = PublishedSet(kept.values(), block_size=1)
        return withdrawn

    def _contribute(self, vote: Vote, request: Request, published: int) -> None:
        """Vote for the frontier. A text ends where the public part of some request ended."""
        blocks, public = request.blocks, request.public
        self._ends.add(blocks[public - 1])
        ends = self._ends
        for place in range(published, public):
            if blocks[place] in ends:
                vote.contribute(request.tenant, Text(path=blocks[: place + 1], start=published))
                return
