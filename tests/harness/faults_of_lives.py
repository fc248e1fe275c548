"""Planted faults in the lives of released units; see faults.py."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.sharing.publisher import Publisher
from safekv.sharing.releases import Releases
from safekv.sharing.residents import State
from tests.harness.faults import UNRELEASED, both, fault
from tests.harness.report import Kind


@fault(*UNRELEASED)
def life_that_has_ended_is_planned() -> AbstractContextManager[Any]:
    return mock.patch.object(Releases, "_end", return_value=None)


@fault(Kind.CRASH, Kind.MISSED_HIT)
def reset_publishes_what_it_is_about_to_unpin() -> AbstractContextManager[Any]:
    def reset(self: Any, *args: Any, **kwargs: Any) -> bool:
        still_pinned = self._publisher.published
        self._release.reset()
        self._publisher._shelves.all.published = still_pinned
        for request in list(self._plans):
            self._unshare(request)
        self._publisher.unpin_all()
        return bool(super(ScopedKeys, self).reset_prefix_cache(*args, **kwargs))

    return mock.patch.object(ScopedKeys, "reset_prefix_cache", reset)


@fault(Kind.FOREIGN_KEY, Kind.LEAK, Kind.CRASH, Kind.MISSED_HIT)
def life_that_has_ended_is_unpinned_in_use() -> AbstractContextManager[Any]:
    def retire(self: Publisher, resident: Any) -> None:
        if resident.state is State.PUBLISHED:
            self._drop(resident)
        else:
            retire_well(self, resident)

    retire_well = Publisher._retire
    return both(
        lambda: mock.patch.object(Publisher, "_retire", retire),
        lambda: mock.patch.object(Publisher, "release", return_value=None),
    )
