"""Faults in what the engine says about itself."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from safekv.engines.vllm.grammars import Compilers
from safekv.engines.vllm.scheduler import ScopedKeys, logger
from safekv.sharing.commands import Commands
from safekv.types import Private, TenantId
from tests.mutation.fault import fault, together

_TELLS = "property/test_nothing_tells.py"


def _on_each_hit(tell: Any) -> AbstractContextManager[Any]:
    share = ScopedKeys._share

    def count(self: Any, request: Any, scope: Any, chosen: Any) -> None:
        share(self, request, scope, chosen)
        for published in chosen.units:
            tell(self, published.keys[0].hex()[:8])

    return mock.patch.object(ScopedKeys, "_share", count)


@fault(_TELLS)
def hits_of_a_unit_in_a_metric() -> AbstractContextManager[Any]:
    def tell(scheduler: Any, unit: str) -> None:
        scheduler._counts[f"hits_{unit}"] += 1

    return _on_each_hit(tell)


@fault(_TELLS)
def hits_of_a_unit_in_a_line_of_the_log() -> AbstractContextManager[Any]:
    return _on_each_hit(lambda scheduler, unit: logger.info("unit %s is hit", unit))


@fault(_TELLS)
def hits_of_all_units_in_a_metric() -> AbstractContextManager[Any]:
    """A total tells as much, where few units are published."""

    def tell(scheduler: Any, unit: str) -> None:
        scheduler._counts["shared_hits"] += 1

    return _on_each_hit(tell)


@fault(_TELLS)
def users_of_a_unit_in_the_status() -> AbstractContextManager[Any]:
    status = Commands._status

    def count(scheduler: Any, unit: str) -> None:
        scheduler._publisher.__dict__.setdefault("_uses", Counter())[unit] += 1

    def tell(self: Any) -> dict[str, Any]:
        return {**status(self), "uses": list(self._publisher.__dict__.get("_uses", {}).values())}

    return together(_on_each_hit(count), mock.patch.object(Commands, "_status", tell))


@fault("unit/engines/vllm/test_grammars.py::test_a_tenant_finds_its_own_grammars_and_nobody_elses")
def a_grammar_cache_for_all() -> AbstractContextManager[Any]:
    """A schema that another tenant has used is compiled already."""
    of, everybody = Compilers.of, Private(tenant=TenantId("everybody"))
    return mock.patch.object(Compilers, "of", lambda self, scope: of(self, everybody))
