"""Throughput with SafeKV against plain vLLM, measured by vLLM's own benchmark client.

Both servers run side by side and are asked in turn, so that a machine that drifts slows both. The workload has no
shared prefix: what is measured is what SafeKV costs where it can gain nothing.

Which of two servers is started first can matter more than anything else here (memory, placement of threads), and it
stays for as long as they run. So what is repeated is the start, in pairs, one pair for each order: a pair gives one
value, from which the order cancels, and the interval is over pairs.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scipy.stats import t as student

from safekv.cache.shares import Partition
from safekv.errors import EngineError
from safekv_lab.bench.server import Server, serve, serve_plain
from safekv_lab.bench.summary import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CLIENT = (
    "import argparse, json, sys; from vllm.benchmarks.serve import add_cli_args, main; "
    "parser = argparse.ArgumentParser(); add_cli_args(parser); "
    "[main(parser.parse_args(flags)) for flags in json.load(sys.stdin)]"
)
TENANT = "bench"
_STRICT_SHARE = 0.7
"""Of the cache; a quarter is kept for published prefixes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the client sends in one round: random prompts, all at once; and how SafeKV divides its cache."""

    prompts: int = 240
    input_tokens: int = 512
    output_tokens: int = 32
    partition: Partition = Partition.PLAIN

    def flags(self) -> list[str]:
        """As flags of vLLM's client."""
        sizes = ("--num-prompts", self.prompts, "--random-input-len", self.input_tokens)
        return [str(flag) for flag in (*sizes, "--random-output-len", self.output_tokens)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Total tokens per second of one round on each server."""

    plain: float
    safekv: float

    @property
    def ratio(self) -> float:
        """SafeKV's throughput over plain vLLM's."""
        return self.safekv / self.plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two starts of the two servers, one in each order, with their rounds."""

    plain_first: Sequence[Round]
    plain_last: Sequence[Round]

    @property
    def log_ratio(self) -> float:
        """Logarithm of SafeKV's throughput over plain vLLM's: the mean over both orders of the median round."""
        orders = (self.plain_first, self.plain_last)
        return statistics.mean(math.log(statistics.median(r.ratio for r in rounds)) for rounds in orders)


def ratio(pairs: Sequence[Pair]) -> Estimate:
    """Return the geometric mean over `pairs` with Student's 95 % interval; ValueError for fewer than two."""
    if len(pairs) < 2:
        raise ValueError("an interval needs two pairs of starts or more")
    logs = [pair.log_ratio for pair in pairs]
    centre = statistics.mean(logs)
    reach = float(student.ppf(0.975, len(logs) - 1)) * statistics.stdev(logs) / math.sqrt(len(logs))
    return Estimate(value=math.exp(centre), low=math.exp(centre - reach), high=math.exp(centre + reach))


def measure(
    model: Path, *, pairs: int, rounds: int, load: Load, seed: int, progress: Callable[[str], None]
) -> list[Pair]:
    """Start both servers 2 x `pairs` times and ask them in turn, `rounds` times each.

    Who is asked first alternates. Round 0 of each start only warms up and is left out.
    Raises EngineError when a server or the client fails, or when a request got no answer.
    """
    measured = []
    for number in range(pairs):
        orders = {}
        for plain_first in (True, False) if number % 2 else (False, True):
            progress(f"pair {number + 1} of {pairs}: plain vLLM {'first' if plain_first else 'last'}")
            orders[plain_first] = _measure_start(
                model, plain_first=plain_first, rounds=rounds, load=load, seed=seed + number * (rounds + 1)
            )
            progress("  " + " ".join(f"{result.ratio:.3f}" for result in orders[plain_first]))
        measured.append(Pair(plain_first=orders[True], plain_last=orders[False]))
    return measured


def _measure_start(model: Path, *, plain_first: bool, rounds: int, load: Load, seed: int) -> list[Round]:
    with tempfile.TemporaryDirectory(prefix="safekv-bench-") as scratch, ExitStack() as stack:
        directory = Path(scratch)
        plain, ours = _start(stack, model, directory, plain_first=plain_first, partition=load.partition)
        asked = [
            (server, seed + number)
            for number in range(rounds + 1)
            for server in ((plain, ours) if number % 2 else (ours, plain))
        ]
        speeds = _ask(asked, model, load, directory)
        return [
            Round(plain=speeds[plain.url, seed + number], safekv=speeds[ours.url, seed + number])
            for number in range(1, rounds + 1)
        ]


def _start(
    stack: ExitStack, model: Path, directory: Path, *, plain_first: bool, partition: Partition
) -> tuple[Server, Server]:
    policy: dict[str, Any] = {
        "mode": "declared",
        "declared": [{"name": "policy", "messages": [{"role": "system", "content": _DECLARED}]}],
        "cache": {"partition": partition.value},
    }
    if partition is Partition.STRICT:
        policy["cache"]["tenants"] = {TENANT: {"guarantee": _STRICT_SHARE}}
    servers: dict[bool, Server] = {}
    for is_plain in (plain_first, not plain_first):
        if is_plain:
            servers[is_plain] = stack.enter_context(serve_plain(model, log=directory / "plain.log"))
        else:
            log = directory / "safekv.log"
            servers[is_plain] = stack.enter_context(serve(model, policy, tenants=[TENANT], log=log))
    return servers[True], servers[False]


def _ask(asked: Sequence[tuple[Server, int]], model: Path, load: Load, directory: Path) -> dict[tuple[str, int], float]:
    """Let one client ask each server with its seed, one after the other; total tokens per second by URL and seed."""
    runs = []
    for place, (server, seed) in enumerate(asked):
        key = server.keys.get(TENANT)
        flags = ["--base-url", server.url, "--model", str(model), "--backend", "openai", "--dataset-name", "random"]
        flags += ["--seed", str(seed), "--ignore-eos", "--disable-tqdm", "--random-range-ratio", "0", *load.flags()]
        flags += ["--save-result", "--result-filename", str(directory / f"{place}.json")]
        flags += ["--header", f"Authorization=Bearer {key}"] if key else []
        runs.append(flags)
    command = [sys.executable, "-c", _CLIENT]
    done = subprocess.run(command, input=json.dumps(runs), capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineError(f"vLLM's benchmark client failed:\n{done.stderr[-2000:]}")
    speeds = {}
    for place, (server, seed) in enumerate(asked):
        report: dict[str, Any] = json.loads((directory / f"{place}.json").read_text())
        if report["completed"] != load.prompts:
            raise EngineError(f"only {report['completed']} of {load.prompts} requests were answered")
        speeds[server.url, seed] = float(report["total_token_throughput"])
    return speeds


_DECLARED = "You answer questions about the opening hours of a public library, politely and briefly. " * 12
