"""One FIFO per tenant in place of vLLM's waiting queue, so that no tenant's queue blocks another's.

It stands in for the scheduler's queues. The scheduler takes what `peek_request` offers, or stops; so the queue offers
only what may start, and is empty, to who asks, when nothing may. Between lanes, whoever came first goes first. Within
a lane nobody overtakes, but for what the scheduler itself passes over.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from vllm.v1.core.sched.request_queue import RequestQueue

from safekv.cache.entry import Holder
from safekv.sharing.chain import EngineRequest

MayStart: TypeAlias = Callable[[Holder, EngineRequest], bool]
"""Whether the first request of a lane may start now. What is refused is not asked for again in the same step."""


class Lanes(RequestQueue):  # type: ignore[misc, unused-ignore]
    """A request queue of vLLM's. `holder_of` gives a request's lane."""

    def __init__(self, holder_of: Callable[[EngineRequest], Holder], may_start: MayStart) -> None:
        self._holder_of = holder_of
        self._may_start = may_start
        self._lanes: dict[Holder, deque[EngineRequest]] = {}
        self._places: dict[EngineRequest, tuple[int, Holder]] = {}
        self._last = itertools.count()
        self._first = itertools.count(-1, -1)
        self._heads: list[tuple[int, int, Holder]] = []
        self._posts = itertools.count()
        self._refused: set[Holder] = set()
        self._offered: EngineRequest | None = None

    def new_step(self) -> list[tuple[Holder, EngineRequest]]:
        """Ask anew of every lane whether its first request may start.

        Returns those that were refused in the last step, in the order in which they came.
        """
        refused = [(holder, self._lanes[holder][0]) for holder in self._refused if holder in self._lanes]
        refused.sort(key=lambda waiting: self._places[waiting[1]][0])
        self._refused.clear()
        self._offered = None
        for _, request in refused:
            self._post(request)
        return refused

    # ── what the scheduler calls ─────────────────────────────────────────────────────────────────

    def add_request(self, request: EngineRequest) -> None:
        """Put it last."""
        lane = self._stand(request, next(self._last))
        lane.append(request)
        if len(lane) == 1:
            self._post(request)

    def prepend_request(self, request: EngineRequest) -> None:
        """Put it first."""
        self._stand(request, next(self._first)).appendleft(request)
        self._post(request)

    def prepend_requests(self, requests: Iterable[EngineRequest]) -> None:
        """Put back what was passed over, the last of it first, as `deque.extendleft` does."""
        for request in requests:
            self.prepend_request(request)

    def peek_request(self) -> EngineRequest:
        """The next request that may start. Raises IndexError if none may."""
        request = self._next()
        if request is None:
            raise IndexError("no request may start")
        return request

    def pop_request(self) -> EngineRequest:
        """Take what `peek_request` offers."""
        request = self.peek_request()
        self._offered = None
        _, holder = self._places.pop(request)
        lane = self._lanes[holder]
        lane.popleft()
        if lane:
            self._post(lane[0])
        else:
            del self._lanes[holder]
        return request

    def remove_request(self, request: EngineRequest) -> None:
        """Take out one request."""
        self.remove_requests([request])

    def remove_requests(self, requests: Iterable[EngineRequest]) -> None:
        """Take out requests, wherever they stand; those that do not are passed over."""
        gone = {request for request in requests if request in self._places}
        for holder in {self._places[request][1] for request in gone}:
            lane = deque(request for request in self._lanes[holder] if request not in gone)
            if lane:
                self._lanes[holder] = lane
                self._post(lane[0])
            else:
                del self._lanes[holder]
        for request in gone:
            del self._places[request]
        if self._offered in gone:
            self._offered = None

    def __bool__(self) -> bool:
        return self._next() is not None

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[EngineRequest]:
        return iter(sorted(self._places, key=lambda request: self._places[request][0]))

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _stand(self, request: EngineRequest, place: int) -> deque[EngineRequest]:
        """Note a request's place. Returns its lane, which stays its own even when it has left the scheduler."""
        holder = self._holder_of(request)
        self._places[request] = (place, holder)
        return self._lanes.setdefault(holder, deque())

    def _post(self, request: EngineRequest) -> None:
        """A request has become the first of its lane."""
        place, holder = self._places[request]
        heapq.heappush(self._heads, (place, next(self._posts), holder))
        self._offered = None

    def _next(self) -> EngineRequest | None:
        if self._offered is not None:
            return self._offered
        while self._heads:
            place, _, holder = self._heads[0]
            lane = self._lanes.get(holder)
            if lane is None or self._places[lane[0]][0] != place or holder in self._refused:
                heapq.heappop(self._heads)
            elif self._may_start(holder, lane[0]):
                self._offered = lane[0]
                return self._offered
            else:
                self._refused.add(holder)
        return None
