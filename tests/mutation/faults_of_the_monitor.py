"""Faults in the monitor: what it acts on others could see."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from safekv.monitor.probing import Probing
from safekv.types import TenantId
from tests.mutation.fault import fault

_OWN = "property/test_monitor.py::test_what_happens_to_a_tenant_follows_from_its_own_requests"


@fault(_OWN)
def scores_that_tenants_share() -> AbstractContextManager[Any]:
    """Tiny answers of all tenants count as one tenant's."""
    tiny_answer = Probing.tiny_answer
    everybody = TenantId("everybody")

    def count(self: Probing, prompt: Any, now: float) -> bool:
        return tiny_answer(self, (everybody, None, prompt[2]), now)

    return mock.patch.object(Probing, "tiny_answer", count)


@fault("property/test_monitor.py::test_others_that_fill_their_tables_change_nothing")
def a_table_of_scores_for_all() -> AbstractContextManager[Any]:
    """One bound for all: others' requests decide whether a prober is watched."""
    table = Probing._table

    def common(self: Probing, tenant: TenantId, now: float) -> Any:
        self._tables[tenant] = table(self, TenantId("everybody"), now)
        return self._tables[tenant]

    return mock.patch.object(Probing, "_table", common)


@fault("property/test_monitor.py::test_others_that_fill_their_tables_change_nothing")
def a_full_table_that_restricts_newcomers() -> AbstractContextManager[Any]:
    """Failing closed, where that tells how many others there are."""
    tiny_answer = Probing.tiny_answer

    def count(self: Probing, prompt: Any, now: float) -> bool:
        return tiny_answer(self, prompt, now) or len(self) > self._most

    return mock.patch.object(Probing, "tiny_answer", count)
