"""A publisher on a stub pool, for the tests of what is published."""

from __future__ import annotations

from collections.abc import Sequence

from safekv.scope.planner import plan
from safekv.scope.units import split
from safekv.sharing.publisher import Publisher
from safekv.sharing.residents import State
from safekv.types import Audience, Plan, Private, Unit
from tests.factories import ORG, SHARED, Pool, SystemRequest, compute, leave, new_request, tenant

BLOCK = 4
READER = Private(tenant=tenant("alice"), group=ORG.name)
TOKENS = list(range(16))


def units(tokens: Sequence[int] = TOKENS, ends: Sequence[int] = (8, 16), audience: Audience = SHARED) -> list[Unit]:
    return list(split(tokens, ends, audience))


class Engine:
    """A publisher on a stub pool, and the steps that the scheduler would take."""

    def __init__(self, *, size: int = 64, budget: int = 32, max_tokens: int = 100) -> None:
        self.pool = Pool(size)
        self.publisher = Publisher(
            self.pool, new_request=new_request(BLOCK), block_size=BLOCK, budget=budget, max_tokens=max_tokens
        )

    def materialise(self, *, complete: bool = True) -> list[SystemRequest]:
        requests: list[SystemRequest] = self.publisher.submit()
        for request in requests:
            compute(self.pool, request)
            self.finish(request, complete=complete)
        return requests

    def finish(self, request: SystemRequest, *, complete: bool = True) -> None:
        self.publisher.finished(request, request.blocks, complete=complete)
        leave(self.pool, request)

    def plan(self, tokens: Sequence[int] = (*TOKENS, 99)) -> Plan:
        return plan(self.publisher.published, READER, list(tokens))

    def states(self, name: str) -> list[State]:
        (found,) = [d for d in self.publisher.declarations if d.name == name]
        return [resident.state for resident in found.residents]

    @property
    def held(self) -> int:
        return sum(block.ref_cnt for block in self.pool.blocks)

    @property
    def untouched(self) -> bool:
        return self.held == 0 and len(self.pool.free) == len(self.pool.blocks) and not self.publisher.pinned
