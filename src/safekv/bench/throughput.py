"""Throughput with SafeKV against plain vLLM, measured by vLLM's own benchmark client.

Both servers run side by side and are asked in turn, so that a machine that drifts slows both. The workload has no
shared prefix: what is measured is what SafeKV costs where it can gain nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safekv.bench.server import Server, serve, serve_plain
from safekv.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

_CLIENT = (
    "import argparse; from vllm.benchmarks.serve import add_cli_args, main; "
    "parser = argparse.ArgumentParser(); add_cli_args(parser); main(parser.parse_args())"
)
TENANT = "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the client sends in one round: random prompts, all at once."""

    prompts: int = 240
    input_tokens: int = 512
    output_tokens: int = 32

    def flags(self) -> list[str]:
        """As flags of vLLM's client."""
        sizes = ("--num-prompts", self.prompts, "--random-input-len", self.input_tokens)
        return [str(flag) for flag in (*sizes, "--random-output-len", self.output_tokens)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Total tokens per second of one round on each server."""

    plain: float
    safekv: float
    plain_first: bool
    """Whether plain vLLM was started before SafeKV."""

    @property
    def ratio(self) -> float:
        """SafeKV's throughput over plain vLLM's."""
        return self.safekv / self.plain


def measure(model: Path, *, rounds: int, load: Load, seed: int, progress: Callable[[str], None]) -> list[Round]:
    """Ask both servers in turn, `rounds` times with plain vLLM started first and `rounds` times last.

    Which server has started first matters by several percent on a small machine, so both orders count the same. Who
    is asked first alternates. Round 0 of each order only warms up and is left out.
    Raises EngineError when a server or the client fails, or when a request got no answer.
    """
    measured = []
    for plain_first in (True, False):
        with tempfile.TemporaryDirectory(prefix="safekv-bench-") as scratch, ExitStack() as stack:
            directory = Path(scratch)
            progress(f"starting plain vLLM {'first' if plain_first else 'last'}")
            plain, ours = _start(stack, model, directory, plain_first=plain_first)
            for number in range(rounds + 1):
                order = (plain, ours) if number % 2 else (ours, plain)
                speeds = {server.url: _ask(server, model, load, seed + number, directory) for server in order}
                result = Round(plain=speeds[plain.url], safekv=speeds[ours.url], plain_first=plain_first)
                progress(f"round {number} of {rounds}: {result.ratio:.3f}" + ("" if number else " (warm-up)"))
                if number:
                    measured.append(result)
    return measured


def _start(stack: ExitStack, model: Path, directory: Path, *, plain_first: bool) -> tuple[Server, Server]:
    policy = {
        "mode": "declared",
        "declared": [{"name": "policy", "messages": [{"role": "system", "content": _DECLARED}]}],
    }
    servers: dict[bool, Server] = {}
    for is_plain in (plain_first, not plain_first):
        if is_plain:
            servers[is_plain] = stack.enter_context(serve_plain(model, log=directory / "plain.log"))
        else:
            log = directory / "safekv.log"
            servers[is_plain] = stack.enter_context(serve(model, policy, tenants=[TENANT], log=log))
    return servers[True], servers[False]


def _ask(server: Server, model: Path, load: Load, seed: int, directory: Path) -> float:
    result = directory / "result.json"
    key = server.keys.get(TENANT)
    command = [sys.executable, "-c", _CLIENT, "--base-url", server.url, "--model", str(model), "--backend", "openai"]
    command += ["--dataset-name", "random", "--seed", str(seed), "--ignore-eos", "--disable-tqdm", *load.flags()]
    command += ["--save-result", "--result-filename", str(result), "--random-range-ratio", "0"]
    command += ["--header", f"Authorization=Bearer {key}"] if key else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineError(f"vLLM's benchmark client failed:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(result.read_text())
    if report["completed"] != load.prompts:
        raise EngineError(f"only {report['completed']} of {load.prompts} requests were answered")
    return float(report["total_token_throughput"])


_DECLARED = "You answer questions about the opening hours of a public library, politely and briefly. " * 12
