"""What must hold for the block pool after every step, and when nothing is under way."""

from __future__ import annotations

from collections import Counter
from typing import Any

from vllm.v1.core.kv_cache_utils import get_block_hash

from safekv_lab.scheduler.standalone import Engine
from tests.harness import model
from tests.harness.oracle import Oracle
from tests.harness.report import Kind, Violation
from tests.harness.worker import Worker


class PoolCheck:
    """Watches the references and the keys of every block from outside."""

    def __init__(self, engine: Engine, worker: Worker, oracle: Oracle, counts: Counter[str]) -> None:
        self._scheduler = engine.scheduler
        self._setting = engine.sizes
        self._pool = engine.scheduler.kv_cache_manager.block_pool
        (self._manager,) = engine.scheduler.kv_cache_manager.coordinator.single_type_managers
        self._worker = worker
        self._oracle = oracle
        self._counts = counts
        self._shared_keys: dict[bytes, Any] = {}
        self._keys_before: dict[int, Any] = {}
        self._owners: dict[Any, str] = {}
        self._publications: set[Any] = set()

    def check(self) -> int:
        """Check references, pins and keys; returns how many blocks are pinned. Raises Violation."""
        self._note_publications()
        held = Counter(block.block_id for table in self._manager.req_to_blocks.values() for block in table)
        pinned, free = 0, 0
        for block in self._pool.blocks[1:]:
            number = block.block_id
            pins = block.ref_cnt - held[number]
            if pins not in {0, 1}:
                raise Violation(Kind.LEAK, f"block {number} has {pins} references more than requests that hold it")
            pinned += pins
            free += block.ref_cnt == 0
            key = block.block_hash
            if not pins and key is not None and get_block_hash(key) in self._shared_keys:
                raise Violation(Kind.FOREIGN_KEY, f"block {number}, by {set(self._worker.authors[number])}")
            before = self._keys_before.get(number)
            if before != key:
                self._counts["evictions"] += before is not None
                self._keys_before[number] = key
                self._check_owner(number, key)
        if free != self._pool.get_num_free_blocks():
            raise Violation(Kind.LEAK, f"{free} blocks are unused, {self._pool.get_num_free_blocks()} in the queue")
        if pinned > self._setting.pin_budget:
            raise Violation(Kind.OVER_BUDGET, f"{pinned} pinned of {self._setting.pin_budget}")
        return pinned

    def check_idle(self, declared_blocks: int) -> None:
        """Check that no request has left anything behind: what is pinned is what is declared. Raises Violation."""
        pinned = self.check()
        free = self._pool.get_num_free_blocks()
        if free + pinned + 1 != self._setting.num_blocks:
            raise Violation(Kind.LEAK, f"{free} free + {pinned} pinned + 1 are not {self._setting.num_blocks} blocks")
        if self._scheduler._plans:
            raise Violation(Kind.LEAK, "a request that has left still has a plan")
        if pinned != declared_blocks:
            raise Violation(Kind.LEAK, f"{pinned} blocks are pinned when idle, {declared_blocks} declared")

    def _check_owner(self, number: int, key: Any) -> None:
        """A key belongs to the scope that first stored a block under it, for ever; so do those of a materialisation."""
        if key is None:
            return
        author = self._worker.authors[number][-1]
        owner = self._owners.setdefault(key, author)
        if owner != author:
            raise Violation(Kind.KEY_OF_TWO_SCOPES, f"block {number} of {author}, where {owner} stores its own")

    def _note_publications(self) -> None:
        """What was published since the last look: its blocks hold what the system computed, and nothing else."""
        for publication in self._scheduler._publisher.published:
            if publication in self._publications:
                continue
            self._publications.add(publication)
            self._counts["publications"] += 1
            self._counts["pins"] += len(publication.keys)
            unit, size = publication.unit, self._setting.block_size
            for index, key in enumerate(publication.keys, unit.start // size):
                self._shared_keys[bytes(key)] = publication
                self._check_pin(key, unit, index)

    def _check_pin(self, key: Any, unit: Any, index: int) -> None:
        found = self._pool.get_cached_block(key, [0])
        where = f"block {index} of a unit that ends at {unit.end}"
        if not found:
            raise Violation(Kind.FALSE_PIN, f"{where} is published and in no block")
        (block,) = found
        authors, size = set(self._worker.authors[block.block_id]), self._setting.block_size
        (author,) = authors if len(authors) == 1 else {"several"}
        if not author.startswith("system:"):
            raise Violation(Kind.FALSE_PIN, f"{where} was written by {authors}")
        path, slots = self._oracle.path(author), self._worker.slots[block.block_id]
        if path[-1] != model.digest(unit.path) or list(path[index * size : (index + 1) * size]) != slots:
            raise Violation(Kind.FALSE_PIN, f"{where} does not hold its tokens")
