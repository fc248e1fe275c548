"""The engine's loop, as `EngineCore.step` and `EngineCore.step_with_batch_queue` run it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from safekv_lab.scheduler.standalone import Engine
from tests.harness.oracle import Oracle
from tests.harness.worker import Worker


class Core:
    """Schedules, executes and updates; asynchronously, it schedules a step before it has the result of the last.

    `between` is called while a step's result is under way: the engine takes aborts there.
    """

    def __init__(self, engine: Engine, worker: Worker, oracle: Oracle, between: Callable[[], None]) -> None:
        self._scheduler = engine.scheduler
        self._depth = 2 if engine.sizes.asynchronous else 1
        self._worker = worker
        self._oracle = oracle
        self._between = between
        self._in_flight: deque[tuple[Any, Any, list[str]]] = deque()
        self.preemptions = 0

    def has_work(self) -> bool:
        """Whether the engine would step, or sleep until somebody calls."""
        return bool(self._in_flight) or self._scheduler.has_requests()

    def step(self) -> list[Any]:
        """One turn of the loop; returns the outputs that the frontend gets."""
        if self._scheduler.has_requests():
            step = self._scheduler.schedule()
            self.preemptions += len(step.preempted_req_ids or ())
            self._in_flight.append((step, *self._worker.execute(step)))
            if len(self._in_flight) < self._depth and (
                step.total_num_scheduled_tokens > 0 or self._scheduler.has_requests()
            ):
                return []
        elif not self._in_flight:
            return []
        step, result, materialised = self._in_flight.popleft()
        self._between()
        batches = self._scheduler.update_from_output(step, result)
        for author in materialised:
            self._oracle.materialised(author)
        return [output for batch in batches.values() for output in batch.outputs]
