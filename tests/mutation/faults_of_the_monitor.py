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


@fault(_OWN)
def a_full_table_that_restricts_newcomers() -> AbstractContextManager[Any]:
    """Failing closed, where that tells how many others there are."""
    tiny_answer = Probing.tiny_answer

    def count(self: Probing, prompt: Any, now: float) -> bool:
        self._most = 3
        before = self.unwatched
        return tiny_answer(self, prompt, now) or self.unwatched > before

    return mock.patch.object(Probing, "tiny_answer", count)
