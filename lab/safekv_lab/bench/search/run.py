"""All trials of the prefix index, each in a process of its own, and what they come to."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median as plain_median
from typing import Any

from safekv.errors import EngineError
from safekv_lab.bench.search.trial import LENGTH, OURS, Figures, Result
from safekv_lab.bench.search.workload import Workload
from safekv_lab.bench.summary import Estimate, median

PEERS = ("vllm", "sglang-python", "sglang-rust", "dynamo")
AGED = ("safekv-aged", "safekv-shuffled")
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)

_TRIAL = "safekv_lab.bench.search.trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A contender that could not be measured, and why."""

    contender: str
    reason: str


def measure(
    workload: Workload, *, rounds: int, path: Sequence[Path], progress: Callable[[str], None]
) -> list[Result | Missing]:
    """Run a trial for each contender, one after the other. `path` is searched for peers after the installed ones."""
    found = []
    for name in (OURS, LENGTH, *PEERS, *AGED):
        progress(f"measuring {name} with {workload.distinct:,} blocks")
        found.append(trial(name, workload, rounds=rounds, path=path))
    return found


def slope(sizes: Sequence[int], workload: Workload, *, rounds: int, progress: Callable[[str], None]) -> list[Result]:
    """SafeKV's two ways of searching, with about so many blocks held."""
    found = []
    for size in sizes:
        prefixes = min(workload.prefixes, size // (4 * workload.shared))
        prompts = (size - workload.longest + workload.shared - prefixes * workload.shared) // workload.own
        progress(f"measuring {LENGTH} with {size:,} blocks")
        result = trial(LENGTH, replace(workload, prefixes=prefixes, prompts=prompts), rounds=rounds)
        if isinstance(result, Missing):
            raise EngineError(f"{LENGTH} could not be measured: {result.reason}")
        found.append(result)
    return found


def trial(name: str, workload: Workload, *, rounds: int, path: Sequence[Path] = ()) -> Result | Missing:
    """One trial in a process of its own. EngineError if a contender erred; one that cannot be imported is Missing."""
    order = {"contender": name, "rounds": rounds, "workload": asdict(workload), "path": [str(p) for p in path]}
    ended = subprocess.run(
        [sys.executable, "-m", _TRIAL, json.dumps(order)], capture_output=True, text=True, check=False
    )
    last = (ended.stderr.strip().splitlines() or ["no message"])[-1]
    if ended.returncode == 0:
        return _result(json.loads(ended.stdout.splitlines()[-1]))
    if last.startswith(("ModuleNotFoundError", "ImportError")):
        return Missing(contender=name, reason=f"not installed ({last.partition(': ')[2]})")
    if name in PEERS and not last.startswith("safekv."):
        return Missing(contender=name, reason=f"failed ({last})")
    raise EngineError(f"the trial of {name} failed: {last}")


def _result(found: dict[str, Any]) -> Result:
    rounds = {which: [Figures(**figures) for figures in found[which]] for which in ("rounds", "beside")}
    return Result(**{**found, **rounds})


def hot(rounds: Sequence[Figures], blocks: int = 512) -> float:
    """Microseconds for a prompt of so many blocks that is asked for again and again."""
    return plain_median(figures.hot[str(blocks)] for figures in rounds)


def fresh(rounds: Sequence[Figures]) -> float:
    """Microseconds for a prompt of 512 blocks that nobody has asked for lately."""
    return plain_median(figures.fresh for figures in rounds)


def batch(rounds: Sequence[Figures]) -> float:
    """Nanoseconds a block, 64 such prompts at once."""
    return plain_median(figures.batch for figures in rounds)


def batch_ratio(result: Result, seed: int) -> Estimate:
    """How many times the blocks per second of a contender SafeKV reaches beside it, in batches."""
    pairs = zip(result.rounds, result.beside, strict=True)
    return median([theirs.batch / ours.batch for theirs, ours in pairs], random.Random(seed))


def document(results: Sequence[Result | Missing], sizes: Sequence[Result], seed: int) -> dict[str, Any]:
    """The figures by the names that are promised, and everything that they come from."""
    by_name = {result.contender: result for result in results if isinstance(result, Result)}
    ours, vllm = by_name[OURS], by_name.get("vllm")
    ratio = None if vllm is None else batch_ratio(vllm, seed)
    return {
        "hot_us_512": hot(ours.rounds),
        "fresh_us_512": fresh(ours.rounds),
        "batch_ratio_vllm": None if ratio is None else ratio.value,
        "batch_ratio_vllm_interval": None if ratio is None else [ratio.low, ratio.high],
        "bytes_per_block": ours.reserved,
        "contenders": {name: _row(result, seed) for name, result in by_name.items()},
        "missing": {result.contender: result.reason for result in results if isinstance(result, Missing)},
        "slope": [
            {
                "entries": result.entries,
                "length_hot_us_512": hot(result.rounds),
                "length_fresh_us_512": fresh(result.rounds),
                "hot_us_512": hot(result.beside),
                "fresh_us_512": fresh(result.beside),
            }
            for result in sizes
        ],
        "trials": [asdict(result) for result in (*by_name.values(), *sizes)],
    }


def _row(result: Result, seed: int) -> dict[str, Any]:
    row: dict[str, Any] = {f"hot_us_{blocks}": hot(result.rounds, int(blocks)) for blocks in result.rounds[0].hot}
    row |= {"fresh_us_512": fresh(result.rounds), "batch_ns_per_block": batch(result.rounds)}
    row |= {"insert_ns_per_block": result.insert, "bytes_per_block": result.memory}
    if result.beside:
        row["batch_ratio"] = asdict(batch_ratio(result, seed))
        row["safekv_beside"] = {"hot_us_512": hot(result.beside), "fresh_us_512": fresh(result.beside)}
    return row
