"""Faults in what a hit on a voted unit takes of the cache."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from safekv.engines.vllm.charging import Charging
from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.types import Plan
from tests.mutation.fault import fault, together

_TWIN = "property/test_twin.py::test_few_traces"


@fault(_TWIN, "property/test_game.py::test_nobody_wins")
def a_hit_on_a_voted_unit_takes_nothing() -> AbstractContextManager[Any]:
    return mock.patch.object(Charging, "in_place", lambda self, scope, tokens, whole: whole)


@fault(_TWIN)
def a_hit_takes_a_block_too_few() -> AbstractContextManager[Any]:
    in_place = Charging.in_place

    def one_more(self: Charging, scope: Any, tokens: Any, whole: Plan) -> Plan:
        right = in_place(self, scope, tokens, whole)
        return Plan(units=whole.units, keys=whole.keys[: right.depth + 1]) if right.depth < whole.depth else right

    return mock.patch.object(Charging, "in_place", one_more)


@fault(_TWIN)
def what_is_copied_is_evicted_first() -> AbstractContextManager[Any]:
    return _copies_age(lambda queue, block: queue.prepend_n([block]))


@fault(_TWIN)
def what_is_copied_is_evicted_last() -> AbstractContextManager[Any]:
    return _copies_age(lambda queue, block: queue.append_n([block]))


def _copies_age(put: Callable[[Any, Any], None]) -> AbstractContextManager[Any]:
    """Copied blocks take another place in the queue of those that nobody uses than a private copy would."""
    allocate, free = Charging._allocate, ScopedKeys._free_request

    def remember(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        before = len(self._copies)
        new = allocate(self, request, *args, **kwargs)
        copied = [copy.dst_block_id for copy in self._copies[before:]]
        self.__dict__.setdefault("_copied", {}).setdefault(request, []).extend(copied)
        return new

    def let_go(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        result = free(self, request, *args, **kwargs)
        pool = self.kv_cache_manager.block_pool
        for number in self._charging.__dict__.get("_copied", {}).pop(request, []):
            if pool.blocks[number].ref_cnt == 0:
                pool.free_block_queue.remove(pool.blocks[number])
                put(pool.free_block_queue, pool.blocks[number])
        return result

    return together(
        mock.patch.object(Charging, "_allocate", remember), mock.patch.object(ScopedKeys, "_free_request", let_go)
    )


@fault("unit/engines/vllm/test_charging.py::test_a_unit_that_is_gone_is_not_copied")
def copied_from_where_a_unit_was() -> AbstractContextManager[Any]:
    """Blocks that have gone back to the engine, and hold something else by now."""
    in_place, look_up = Charging.in_place, Charging.look_up
    where: dict[Any, list[Any]] = {}

    def remember(self: Charging, scope: Any, tokens: Any, whole: Plan) -> Plan:
        where.update({unit: list(self._publisher.blocks(unit)) for unit in whole.units})
        return in_place(self, scope, tokens, whole)

    def look_there(self: Charging, request: Any, planned: Any, found: Any) -> Any:
        with mock.patch.object(self._publisher, "blocks", where.__getitem__):
            return look_up(self, request, planned, found)

    return together(
        mock.patch.object(Charging, "in_place", remember), mock.patch.object(Charging, "look_up", look_there)
    )
