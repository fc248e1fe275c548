"""A tenant floods the real scheduler: what do the others lose? `python -m tests.harness.flood [--json]`.

Eight quiet tenants hold conversations, each turn of which sends the whole history again. One more sends unique prompts,
a hundred times as many as one of them. Each division of the cache is run twice, with the flood and without. The figures
are the quiet tenants': the part of their prompt tokens that was cached, and the steps until their first token.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vllm.sampling_params import SamplingParams
from vllm.v1.outputs import ModelRunnerOutput
from vllm.v1.request import Request as EngineRequest

from safekv.types import Private, TenantId
from safekv_lab.scheduler.standalone import Engine, Sizes, build_scoped

SIZES = Sizes(block_size=16, num_blocks=1201, max_model_len=1024, max_num_seqs=64, max_batched_tokens=2048)
QUIET = [f"quiet-{number}" for number in range(8)]
FLOODER = "flooder"
SHARE = 0.08
"""Of the cache: 96 blocks; a conversation needs 60 at most."""

DIVISIONS: dict[str, dict[str, Any]] = {
    "plain": {"partition": "plain"},
    "fair, by weight alone": {"partition": "fair"},
    "fair, with a guarantee": {"partition": "fair", "default": {"guarantee": SHARE}},
    "strict": {"partition": "strict", "tenants": {name: {"guarantee": SHARE} for name in [*QUIET, FLOODER]}},
}
"""Sections `cache` of the policy."""

_TURN, _ANSWER, _LONGEST = 40, 8, 60 * 16
_PAUSE = 20
_FLOOD_TOKENS = 500
_TIMES = 100
"""So many flooding requests for one of a quiet tenant."""


@dataclass(slots=True)
class Quiet:
    """A tenant in the middle of a conversation; in steps of the engine, when it speaks next."""

    name: str
    history: list[int] = field(default_factory=list)
    speaks_at: int = 0
    turns: int = 0


@dataclass(slots=True)
class Counts:
    """Of quiet tenants: prompt tokens, cached ones among them, steps to first tokens. Of the flooder: requests."""

    prompt: int = 0
    cached: int = 0
    waits: list[int] = field(default_factory=list)
    flood: int = 0


class Run:
    """One engine, and those who use it."""

    def __init__(self, engine: Engine, *, flood: bool, seed: int) -> None:
        self._engine = engine
        self._scheduler = engine.scheduler
        self._flood = flood
        self._rng = random.Random(seed)
        self._names = iter(range(10**9))
        self._salts = {name: engine.sealer.seal(Private(tenant=TenantId(name))) for name in [*QUIET, FLOODER]}
        self._quiet = {name: Quiet(name, speaks_at=place * 3) for place, name in enumerate(QUIET)}
        self._asked: dict[str, tuple[Quiet, int]] = {}
        self._flooding: set[str] = set()
        self._owed = 0.0
        self.counts = Counts()

    def run(self, steps: int) -> Counts:
        """Drive the engine for so many steps."""
        for step in range(steps):
            self._speak(step)
            self._turn(step)
        return self.counts

    def _speak(self, step: int) -> None:
        for tenant in self._quiet.values():
            if tenant.speaks_at != step:
                continue
            if len(tenant.history) + _TURN + _ANSWER > _LONGEST:
                tenant.history = []
            words = random.Random(f"{tenant.name} {tenant.turns}")  # the same with and without the flood
            tenant.history += [words.randrange(1000) for _ in range(_TURN)]
            tenant.turns += 1
            self._asked[self._send(tenant.name, tenant.history)] = (tenant, step)
        self._owed += _TIMES / (_PAUSE + _ANSWER + 2) if self._flood else 0
        while self._owed >= 1:
            self._owed -= 1
            if len(self._flooding) < 200:
                self._flooding.add(self._send(FLOODER, [self._rng.randrange(1000) for _ in range(_FLOOD_TOKENS)]))
                self.counts.flood += 1

    def _send(self, name: str, tokens: list[int]) -> str:
        request = EngineRequest(
            request_id=f"r{next(self._names)}",
            prompt_token_ids=list(tokens),
            sampling_params=SamplingParams(max_tokens=_ANSWER, temperature=0.0, ignore_eos=True),
            pooling_params=None,
            cache_salt=self._salts[name],
            block_hasher=self._engine.block_hasher,
        )
        self._scheduler.add_request(request)
        return request.request_id

    def _turn(self, step: int) -> None:
        if not self._scheduler.has_requests():
            return
        work = self._scheduler.schedule()
        for data in work.scheduled_new_reqs:
            if data.req_id in self._asked:
                self.counts.prompt += len(data.prompt_token_ids)
                self.counts.cached += data.num_computed_tokens
        ids = list(work.num_scheduled_tokens)
        sampled = [[step % 1000] if self._is_whole(request_id) else [] for request_id in ids]
        places = {request_id: place for place, request_id in enumerate(ids)}
        result = ModelRunnerOutput(req_ids=ids, req_id_to_index=places, sampled_token_ids=sampled)
        for batch in self._scheduler.update_from_output(work, result).values():
            for output in batch.outputs:
                self._deliver(output, step)

    def _is_whole(self, request_id: str) -> bool:
        request = self._scheduler.requests[request_id]
        return bool(request.num_computed_tokens >= request.num_tokens)

    def _deliver(self, output: Any, step: int) -> None:
        self._flooding -= {output.request_id} if output.finish_reason is not None else set()
        tenant, asked = self._asked.get(output.request_id, (None, 0))
        if tenant is None:
            return
        if output.new_token_ids and asked >= 0:
            self.counts.waits.append(step - asked)
            self._asked[output.request_id] = (tenant, -1)
        tenant.history += output.new_token_ids
        if output.finish_reason is not None:
            tenant.speaks_at = step + _PAUSE


def measure(steps: int, seed: int) -> Iterator[dict[str, Any]]:
    """Each division, quiet and flooded."""
    for name, cache in DIVISIONS.items():
        result: dict[str, Any] = {"division": name, "steps": steps, "seed": seed}
        for flood in (False, True):
            with tempfile.TemporaryDirectory() as directory:
                engine = build_scoped(SIZES, {"mode": "isolate", "cache": cache}, Path(directory))
                try:
                    counts = Run(engine, flood=flood, seed=seed).run(steps)
                finally:
                    engine.scheduler.shutdown()
            result["flooded" if flood else "quiet"] = {
                "hit_rate": counts.cached / counts.prompt,
                "turns": len(counts.waits),
                "mean_steps_to_first_token": statistics.fmean(counts.waits),
                "flooding_requests": counts.flood,
            }
        result["points_lost"] = 100 * (result["quiet"]["hit_rate"] - result["flooded"]["hit_rate"])
        yield result


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness.flood", description=__doc__)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = list(measure(options.steps, options.seed))
    if options.json:
        sys.stdout.write(json.dumps(results, indent=1) + "\n")
        return 0
    for result in results:
        quiet, flooded = result["quiet"], result["flooded"]
        sys.stdout.write(
            f"{result['division']}: "
            f"hit rate {quiet['hit_rate']:.4f} → {flooded['hit_rate']:.4f} ({result['points_lost']:.2f} points lost), "
            f"{quiet['turns']} → {flooded['turns']} turns, "
            f"first token after {quiet['mean_steps_to_first_token']:.2f} → {flooded['mean_steps_to_first_token']:.2f} "
            f"steps, {flooded['flooding_requests']} flooding requests\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
