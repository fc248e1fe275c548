"""One engine: continuous batching in virtual time, over a pool of blocks.

As in vLLM, a step gives every running answer one token and fills what is left of `max_batched_tokens` with prompts,
in chunks, first come first served; a block can be found from the step on in which it is computed. Where the cache is
partitioned, a tenant without room waits alone and does not hold up the others.

Unlike in vLLM, a request gets the blocks of its answer when it is admitted, so nobody is ever preempted; and an
answer's blocks can be found once it is complete. Where nothing but answers runs, the steps up to the next event are
taken at once, so the work is per request, not per token.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safekv.cache.entry import BlockId, Common, Holder
from safekv.cache.shares import Partition
from safekv.types import BlockKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safekv.cache.pool import Pool
    from safekv_lab.simulator.cost import CostModel
    from safekv_lab.simulator.record import Records
    from safekv_lab.simulator.sharing import Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one step may do: tokens computed, and requests that run at once."""

    max_batched_tokens: int = 2048
    max_running: int = 256


@dataclass(slots=True, kw_only=True)
class Task:
    """A request under way. `row` is its row in the records, `place` the one in the order of arrival at its engine.

    `computed` counts tokens of the prompt, `filled` full blocks of it.
    """

    row: int
    tenant: Holder
    planned: Planned
    prompt_tokens: int
    output_tokens: int
    blocks: list[BlockId] = field(default_factory=list)
    computed: int = 0
    filled: int = 0
    place: int = 0


class Replica:
    """An engine with its own clock, in seconds; `load` counts the prompt tokens that are queued or running."""

    def __init__(self, pool: Pool, cost: CostModel, limits: Limits, records: Records, *, block_tokens: int) -> None:
        self.pool = pool
        self.clock = 0.0
        self.load = 0
        self._cost = cost
        self._limits = limits
        self._records = records
        self._block_tokens = block_tokens
        self._waiting: dict[Holder, deque[Task]] = {}
        self._without_room: set[Holder] = set()
        self._prefilling: deque[Task] = deque()
        self._answering: list[tuple[int, int, Task]] = []  # by the number of the decoding step that ends it
        self._arrived = 0
        self._steps = 0
        self._context = 0

    # ── what the simulation does ─────────────────────────────────────────────────────────────────

    def submit(self, task: Task, now: float) -> None:
        """Queue a request; `now` is when it arrives, and the engine has been advanced up to then."""
        task.place = self._arrived
        self._arrived += 1
        account = self.pool.allocator.account_of(task.tenant)
        self._waiting.setdefault(account, deque()).append(task)
        self.load += task.prompt_tokens
        self.clock = max(self.clock, now)

    def advance(self, until: float) -> None:
        """Run every step that begins before `until`."""
        while self.clock < until:
            if self._prefilling or self._may_admit():
                self._step()
            elif self._answering:
                self._answer(until)
            elif self._waiting:
                self._refuse()
            else:
                break

    def materialise(self, keys: Sequence[BlockKey], *, parent: BlockKey | None, depth: int, now: float) -> None:
        """Compute a published unit between two steps, and pin its blocks. There must be room: see `Pool.room`."""
        found = self.pool.allocate(Common.SHARED, len(keys), now)
        if found is None:
            raise ValueError("there is no room for the unit")
        for number, (block, key) in enumerate(zip(found.blocks, keys, strict=True)):
            self.pool.register(block, key, parent=keys[number - 1] if number else parent, depth=depth + number)
        tokens, before = len(keys) * self._block_tokens, depth * self._block_tokens
        chunk = self._limits.max_batched_tokens
        whole, known = (self._cost.of_prefill(length, chunk=chunk) for length in (before + tokens, before))
        self.clock = max(self.clock, now) + whole - known

    def withdraw(self, keys: Sequence[BlockKey], now: float) -> None:
        """Unpin a unit that nobody is planned on any more; requests that use it keep its blocks until they end."""
        self.pool.unpin(self.pool.lookup(reversed(keys)), now)
        self._without_room.clear()

    # ── one step ─────────────────────────────────────────────────────────────────────────────────

    def _step(self) -> None:
        answers, context = len(self._answering), self._context
        budget = self._limits.max_batched_tokens - answers
        tokens, pairs = 0, 0.0
        advanced: list[Task] = []
        for task in self._scheduled():
            chunk = min(budget - tokens, task.prompt_tokens - task.computed)
            if chunk <= 0:
                break
            tokens += chunk
            pairs += chunk * (task.computed + chunk / 2)
            task.computed += chunk
            self._fill(task, task.computed // self._block_tokens)
            advanced.append(task)
            if tokens == budget:
                break
        if not advanced and not answers:
            return  # nobody who waits has room
        self.clock += self._cost.of_step(prefill=tokens, pairs=pairs, answers=answers, context=context)
        self._tick(1)
        for task in advanced:
            if task.computed == task.prompt_tokens:
                self._prefilling.remove(task)
                self._first_token(task)

    def _scheduled(self) -> Iterator[Task]:
        """The running prompts in order, and then those that are admitted as long as they are asked for."""
        yield from tuple(self._prefilling)
        while (task := self._admit()) is not None:
            yield task

    def _first_token(self, task: Task) -> None:
        records = self._records
        records.ttft[task.row] = self.clock - records.sent[task.row]
        if task.output_tokens <= 1:
            self._end(task)
            return
        self._context += task.prompt_tokens
        heapq.heappush(self._answering, (self._steps + task.output_tokens - 1, task.row, task))

    def _answer(self, until: float) -> None:
        """Take the steps up to the end of the next answer, or up to the one during which `until` comes."""
        answers = len(self._answering)
        steps = self._answering[0][0] - self._steps
        first = self._cost.of_step(prefill=0, pairs=0.0, answers=answers, context=self._context)
        growth = self._cost.context * answers  # each step, every context is one token longer

        def after(count: int) -> float:
            return self.clock + count * first + growth * count * (count - 1) / 2

        if after(steps - 1) >= until:
            low, high = 1, steps - 1  # the least number of steps after which it is `until`
            while low < high:
                middle = (low + high) // 2
                low, high = (low, middle) if after(middle) >= until else (middle + 1, high)
            steps = low
        self.clock = after(steps)
        self._tick(steps)

    def _tick(self, steps: int) -> None:
        """Every answer got `steps` tokens; those that are complete end."""
        self._steps += steps
        self._context += steps * len(self._answering)
        while self._answering and self._answering[0][0] <= self._steps:
            _, _, task = heapq.heappop(self._answering)
            self._context -= task.prompt_tokens + task.output_tokens - 1
            self._end(task)

    # ── memory ───────────────────────────────────────────────────────────────────────────────────

    def _may_admit(self) -> bool:
        if len(self._answering) + len(self._prefilling) >= self._limits.max_running:
            return False
        return any(account not in self._without_room for account in self._waiting)

    def _admit(self) -> Task | None:
        """The first request that there is room for, in the order of arrival, now among the running prompts."""
        while self._may_admit():
            heads = (item for item in self._waiting.items() if item[0] not in self._without_room)
            account, queue = min(heads, key=lambda item: item[1][0].place)
            task = queue[0]
            if self._get_blocks(task):
                queue.popleft()
                if not queue:
                    del self._waiting[account]
                self._prefilling.append(task)
                return task
            self._without_room.add(account)
        return None

    def _get_blocks(self, task: Task) -> bool:
        """Take what is there of a prompt, and blocks for the rest and for the answer; or change nothing."""
        pool, size = self.pool, self._block_tokens
        readable = (task.prompt_tokens - 1) // size  # the last token is always computed, for its logits
        keys = task.planned.keys
        held = pool.find(keys if len(keys) <= readable else keys[:readable])
        hits = pool.lookup(keys[:held])
        wanted = -(-(task.prompt_tokens + task.output_tokens - 1) // size) - held
        if pool.room(task.tenant, hits) < wanted:
            if pool.allocator.partition is Partition.FAIR:
                pool.allocator.claim(task.tenant, wanted)
            return False
        pool.touch(hits, self.clock)
        found = pool.allocate(task.tenant, wanted, self.clock)
        if found is None:
            raise AssertionError("the pool granted less than it promised")
        task.blocks = [*hits, *found.blocks]
        task.computed, task.filled = held * size, held
        self._records.cached[task.row] = task.computed
        return True

    def _fill(self, task: Task, end: int) -> None:
        """The blocks up to `end` are full, and found from now on."""
        keys = task.planned.keys
        for depth in range(task.filled, min(end, len(keys))):
            parent = keys[depth - 1] if depth and depth != task.planned.shared else None
            self.pool.register(task.blocks[depth], keys[depth], parent=parent, depth=depth)
        task.filled = max(task.filled, end)

    def _end(self, task: Task) -> None:
        """A request is complete: the blocks of its answer are found from now on, and it lets go of all of them."""
        keys = task.planned.keys
        stored = (task.prompt_tokens + task.output_tokens - 1) // self._block_tokens
        parent = keys[-1] if len(keys) > task.planned.shared else None
        for number, key in enumerate(task.planned.answer[: stored - len(keys)]):
            self.pool.register(task.blocks[len(keys) + number], key, parent=parent, depth=len(keys) + number)
            parent = key
        self.pool.free(reversed(task.blocks), self.clock)
        self._without_room.clear()
        self.load -= task.prompt_tokens
        self._records.total[task.row] = self.clock - self._records.sent[task.row]

    def _refuse(self) -> None:
        """Nothing runs and nobody has room: the first in line never will."""
        account, queue = min(self._waiting.items(), key=lambda item: item[1][0].place)
        task = queue.popleft()
        if not queue:
            del self._waiting[account]
        self.load -= task.prompt_tokens
        if self.pool.allocator.partition is Partition.FAIR:
            self.pool.allocator.claim(task.tenant, 0)
        self._without_room.clear()
