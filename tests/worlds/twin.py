"""`isolate` beside `ledger`: with charged memory, what is cached is the same in both, block by block, under eviction.

    python -m tests.worlds.twin --traces 10000 [--seed 0] [--partition fair] [--fault NAME]

The same trace is played twice on the real scheduler, in a cache so small that eviction never ceases. One world is mode
`ledger`. In its twin, the same units are released and pinned at the same times, so that as much of the cache is left;
but nobody is planned with them: what is not declared is computed, and lies in the cache, as under `isolate`. After
every step the two caches are compared: which block holds what under which key, who refers to it, and in which order
the blocks that nobody uses will go. So are the hits of every lookup under private keys. Requests run, leave, stay, are
preempted, resumed and restricted; units are released, withdrawn and expire while they are used; the cache is reset.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from safekv.config import Monitor
from safekv.scope.planner import plan
from safekv.types import PRIVATE, Plan
from tests.mutation.faults import FAULTS
from tests.worlds.place import SIZES
from tests.worlds.trace import TENANTS, generate
from tests.worlds.world import World

BLOCKS = {"plain": 64, "fair": 90, "strict": 640}
"""Of the cache: hardly more than what is pinned and the longest request; with shares, as many as they need."""

LENGTH = 60
"""Events of a trace."""

MONITOR = Monitor(probes=15, forgive_seconds=200.0, restriction_seconds=60.0)
"""Some are restricted, most are not."""


class _Isolated:
    """In place of `Charging`: what the operator declares is read in place, and nothing else is to be had."""

    def __init__(self, publisher: Any) -> None:
        self._publisher = publisher

    def in_place(self, scope: Any, tokens: Any, whole: Plan) -> Plan:
        found = plan(self._publisher.declared, scope, tokens)
        return found if found.depth <= whole.depth else PRIVATE

    def look_up(self, request: Any, planned: Any, found: Any) -> Any:
        return found

    def hand_out(self, step: Any) -> None:
        pass


@dataclass(slots=True, kw_only=True)
class Record:
    """What one world did: each entry is a lookup, or the cache after a step."""

    entries: list[Any] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Recorder:
    """Writes down what the scheduler of a world looks up, and what its cache is after each step."""

    def __init__(self, world: World) -> None:
        self.record = Record()
        self._scheduler = scheduler = world.engine.scheduler
        self._manager = scheduler.kv_cache_manager
        self._pool = self._manager.block_pool
        look_up, schedule, preempt = self._manager.get_computed_blocks, scheduler.schedule, scheduler._preempt_request

        def looked_up(request: Any) -> Any:
            found = look_up(request)
            name = "system" if scheduler._publisher.is_system(request) else request.request_id
            self.record.entries.append(("hit", name, found[1]))
            self.record.counts["lookups that hit"] += found[1] > 0
            return found

        def scheduled(*args: Any, **kwargs: Any) -> Any:
            output = schedule(*args, **kwargs)
            self.record.entries.append(self._cache())
            self.record.counts["blocks copied"] += len(output.kv_cache_block_copies or ())
            return output

        def preempted(request: Any, *args: Any, **kwargs: Any) -> Any:
            self.record.counts["preemptions"] += 1
            return preempt(request, *args, **kwargs)

        self._manager.get_computed_blocks = looked_up
        scheduler.schedule, scheduler._preempt_request = scheduled, preempted
        self._before: dict[int, Any] = {}

    def _cache(self) -> tuple[Any, ...]:
        blocks = self._pool.blocks
        keys = {block.block_id: block.block_hash for block in blocks if block.block_hash is not None}
        self.record.counts["evictions"] += sum(keys.get(number) != key for number, key in self._before.items())
        self._before = keys
        order = tuple(block.block_id for block in self._pool.free_block_queue.get_all_free_blocks())
        return ("cache", keys, tuple(block.ref_cnt for block in blocks), order)


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of many traces. `different`: by the seed of a trace, what the two worlds did first that differs."""

    counts: Counter[str] = field(default_factory=Counter)
    different: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{count:>10} {name}" for name, count in sorted(self.counts.items())]
        lines.append(f"{len(self.different):>10} traces in which something differs")
        return "\n".join([*lines, *(f"trace {seed}: {_told(*pair)}" for seed, pair in self.different.items())])


def compare(
    directory: Path,
    *,
    traces: int,
    seed: int,
    partition: str = "plain",
    seconds: float = float("inf"),
    progress: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """Play `traces` traces in both worlds, up to the first that differs. `directory` is empty and its path short."""
    sizes = replace(SIZES, num_blocks=BLOCKS[partition])
    worlds = []
    for name in ("ledger", "isolate"):
        (directory / name).mkdir()
        world = World(directory / name, sizes=sizes, monitor=MONITOR, cache=_cache(partition))
        if name == "isolate":
            world.engine.scheduler._charging = _Isolated(world.engine.scheduler._publisher)
        worlds.append((world, Recorder(world)))
    outcome, end = Outcome(), time.monotonic() + seconds
    for number in range(seed, seed + traces):
        trace = generate(random.Random(number), length=LENGTH)
        records = []
        for world, recorder in worlds:
            recorder.record = Record()
            world._names = itertools.count()
            with mock.patch("secrets.token_urlsafe", _salts(number)):
                transcript = world.play(trace.events, number, region=trace.region, longest=trace.longest)
            records.append(recorder.record)
        outcome.counts["traces"] += 1
        outcome.counts.update(records[0].counts)
        outcome.counts.update(transcript.counts)
        pairs = itertools.zip_longest(*(record.entries for record in records))
        if (different := next((pair for pair in pairs if pair[0] != pair[1]), None)) is not None:
            outcome.different[number] = different
            break
        progress(outcome)
        if time.monotonic() > end:
            break
    return outcome


def _cache(partition: str) -> dict[str, Any] | None:
    if partition == "plain":
        return None
    if partition == "fair":
        return {"partition": "fair", "shared": 0.48}
    return {"partition": "strict", "shared": 0.2, "tenants": {name: {"guarantee": 0.09} for name in TENANTS}}


def _salts(seed: int) -> Callable[[int], str]:
    """What materialisations are written under: the same in both worlds, so that keys can be compared."""
    numbers: Iterator[int] = itertools.count()

    def salt(_size: int) -> str:
        return f"{seed} {next(numbers)}"

    return salt


def _told(one: Any, other: Any) -> str:
    """The first difference, in words."""
    if one and other and one[0] == other[0] == "cache":
        parts = zip(("keys", "references", "order"), one[1:], other[1:], strict=True)
        return "the cache differs in its " + ", ".join(name for name, a, b in parts if a != b)
    return " / ".join("a step" if entry and entry[0] == "cache" else str(entry) for entry in (one, other))


def main() -> int:
    """The command line; the exit code is 1 if something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.worlds.twin", description=__doc__.splitlines()[0])
    parser.add_argument("--traces", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--partition", choices=sorted(BLOCKS), default="plain", help="how the cache is divided")
    parser.add_argument("--fault", choices=sorted(FAULTS), help="plant this fault: something must differ")
    options = parser.parse_args()

    def progress(outcome: Outcome) -> None:
        if outcome.counts["traces"] % 20 == 0:
            sys.stderr.write(f"\r{outcome.counts['traces']} traces ")
            sys.stderr.flush()

    planted = FAULTS[options.fault].plant() if options.fault else contextlib.nullcontext()
    with planted, tempfile.TemporaryDirectory() as directory:
        outcome = compare(
            Path(directory), traces=options.traces, seed=options.seed, partition=options.partition, progress=progress
        )
    sys.stdout.write(f"\n{options.partition}, seed {options.seed}\n{outcome}\n")
    return int(bool(outcome.different))


if __name__ == "__main__":
    sys.exit(main())
