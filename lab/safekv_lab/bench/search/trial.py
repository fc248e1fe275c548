"""Measures one contender beside SafeKV's index, by turns, in one process. Run as a module it prints what it found.

python -m safekv_lab.bench.search.trial '{"contender": "vllm", "rounds": 5, "workload": {…}}'
"""

from __future__ import annotations

import gc
import importlib
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from safekv.errors import EngineError
from safekv_lab.bench.search.contender import Contender
from safekv_lab.bench.search.workload import Workload

OURS, LENGTH = "safekv", "safekv-length"
CONTENDERS = {
    OURS: "safekv_lab.bench.search.contender:Blocks",
    LENGTH: "safekv_lab.bench.search.contender:Length",
    "safekv-aged": "safekv_lab.bench.search.contender:Aged",
    "safekv-shuffled": "safekv_lab.bench.search.contender:Shuffled",
    "vllm": "safekv_lab.bench.search.vllm:Pool",
    "sglang-python": "safekv_lab.bench.search.sglang:PythonTree",
    "sglang-rust": "safekv_lab.bench.search.sglang:RustTree",
    "dynamo": "safekv_lab.bench.search.dynamo:Tree",
}

BATCH = 64

_TINY = Workload(prefixes=1, prompts=1, longest=1024)
_HOT_LENGTHS = (64, 512, 4096)
_HOT_CALLS, _FRESH_CALLS, _BATCHES = 300, 150, 3
_FREEZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Medians over a round; the first two in microseconds a prompt, `batch` in nanoseconds a block.

    `hot` is one prompt again and again, by its length in blocks; `fresh` are prompts that nobody has asked for since
    they were inserted; `batch` are 64 such prompts at once, by processor time: a call of milliseconds is interrupted.
    """

    hot: dict[str, float]
    fresh: float
    batch: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a trial found. `insert` is in nanoseconds a new block, and includes the search before it.

    `memory` is the growth of the process in bytes a block, `reserved` what the index itself says that it set aside.
    """

    contender: str
    entries: int
    insert: float
    memory: float
    reserved: float | None
    rounds: list[Figures]
    beside: list[Figures]


def load(name: str, workload: Workload) -> Contender:
    """Make a contender. ImportError if it is not installed."""
    module, _, attribute = CONTENDERS[name].partition(":")
    contender: Contender = getattr(importlib.import_module(module), attribute)(workload)
    return contender


def run(name: str, workload: Workload, *, rounds: int) -> Result:
    """Fill the contender, then SafeKV's index, then measure both by turns. EngineError if one of them errs."""
    contender, insert, memory = _filled(name, workload)
    ours = contender if name == OURS else _filled(OURS, workload)[0]
    rng = random.Random(workload.seed)
    theirs: list[Figures] = []
    beside: list[Figures] = []
    wanted, every = _FRESH_CALLS + BATCH * _BATCHES, range(workload.prompts)
    for turn in range(rounds):
        prompts = rng.sample(every, wanted) if workload.prompts >= wanted else rng.choices(every, k=wanted)
        pair = [(contender, theirs)] if ours is contender else [(contender, theirs), (ours, beside)]
        for index, figures in pair if turn % 2 else pair[::-1]:
            figures.append(_round(index, workload, prompts))
    reserved = getattr(getattr(contender, "index", None), "nbytes", None)
    return Result(
        contender=name,
        entries=workload.distinct,
        insert=insert,
        memory=memory,
        reserved=None if reserved is None else reserved / workload.distinct,
        rounds=theirs,
        beside=beside,
    )


def _filled(name: str, workload: Workload) -> tuple[Contender, float, float]:
    """A contender that holds every prompt, nanoseconds and bytes for each block."""
    load(name, _TINY)  # imports and compilation are neither memory of the index nor time of its first call
    gc.collect()
    before = _resident()
    contender = load(name, workload)
    empty = contender.query(workload, 0, workload.length)
    if contender.match(empty) != 0:
        raise EngineError(f"{name} finds a prompt before it was inserted")
    spent = []
    gc.freeze()  # as engines do: the collector need not go through every block again and again
    for prompt in range(workload.prompts + 1):
        query = contender.query(workload, prompt, workload.longest)
        begun = time.perf_counter_ns()
        contender.insert(query)
        spent.append((time.perf_counter_ns() - begun) / workload.new_blocks(prompt))
        del query
        if prompt % _FREEZE == 0:
            gc.freeze()
    gc.freeze()
    memory = (_resident() - before) / workload.distinct
    _check(name, contender, workload)
    return contender, median(spent), memory


def _check(name: str, contender: Contender, workload: Workload) -> None:
    """A whole prompt, a part of one, a prefix before something unknown, and a batch, by their known answers."""
    unknown = Workload(**{**asdict(workload), "prompts": workload.prompts + workload.prefixes + 1})
    asked = [(workload, 1, workload.length), (workload, 0, 10), (unknown, unknown.prompts - 1, workload.length)]
    queries = [contender.query(source, prompt, blocks) for source, prompt, blocks in asked]
    expected = [workload.length, 10, workload.shared]
    if [contender.match(query) for query in queries] != expected or contender.match_batch(queries) != expected:
        raise EngineError(f"{name} does not find {expected} blocks")


def _round(contender: Contender, workload: Workload, prompts: Sequence[int]) -> Figures:
    hot = {}
    for blocks in _HOT_LENGTHS:
        query = contender.query(workload, workload.prompts if blocks > workload.length else prompts[0], blocks)
        hot[str(blocks)] = median(_timed(contender.match, [query] * _HOT_CALLS)) / 1e3
    fresh = [contender.query(workload, prompt, workload.length) for prompt in prompts[1:_FRESH_CALLS]]
    alone = median(_timed(contender.match, fresh)) / 1e3
    rest = prompts[_FRESH_CALLS:]
    batches = [
        [contender.query(workload, prompt, workload.length) for prompt in rest[at : at + BATCH]]
        for at in range(0, len(rest), BATCH)
    ]
    together = median(_timed(contender.match_batch, batches, clock=time.process_time_ns))
    return Figures(hot=hot, fresh=alone, batch=together / (BATCH * workload.length))


def _timed(
    call: Callable[[Any], object], questions: Sequence[Any], clock: Callable[[], int] = time.perf_counter_ns
) -> list[int]:
    """Nanoseconds of each call, without the collector's pauses."""
    gc.disable()
    spent = []
    for question in questions:
        begun = clock()
        call(question)
        spent.append(clock() - begun)
    gc.enable()
    return spent


def _resident() -> int:
    """Resident memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def main() -> None:
    """Run the trial that the argument describes and print its result as JSON."""
    order = json.loads(sys.argv[1])
    sys.path += order.get("path", [])
    result = run(order["contender"], Workload(**order["workload"]), rounds=order["rounds"])
    sys.stdout.write(json.dumps(asdict(result)) + "\n")


if __name__ == "__main__":
    main()
