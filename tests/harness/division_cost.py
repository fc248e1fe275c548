"""What a divided cache costs the scheduler: `python -m tests.harness.division_cost [--json]`.

One tenant sends long unique prompts to a full cache, so that every block that is taken was another's before. The same
requests, in turns, with the engine's own pool (`plain`) and with the cache divided. Processor time of the scheduler
alone, without a model: what a model computes in the same time is not in it.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from vllm.sampling_params import SamplingParams
from vllm.v1.outputs import ModelRunnerOutput
from vllm.v1.request import Request as EngineRequest

from safekv.types import Private, TenantId
from safekv_lab.scheduler.standalone import Engine, Sizes, build_scoped

SIZES = Sizes(block_size=16, num_blocks=20_001, max_model_len=4096, max_num_seqs=64, max_batched_tokens=8192)
_PROMPT, _ANSWER = 2048, 64
_DIVISIONS = ("plain", "fair", "strict")


def _policy(partition: str) -> dict[str, Any]:
    if partition == "plain":
        return {"mode": "isolate"}
    return {
        "mode": "isolate",
        "cache": {"partition": partition, "shared": 0.0, "tenants": {"only": {"guarantee": 0.9}}},
    }


class Trial:
    """An engine of its own for each division; rounds of the same requests."""

    def __init__(self, partition: str, directory: Path, requests: int) -> None:
        self.engine: Engine = build_scoped(SIZES, _policy(partition), directory)
        self._requests = requests
        self._salt = self.engine.sealer.seal(Private(tenant=TenantId("only")))

    def round(self, seed: int) -> dict[str, float]:
        """Send the requests and drive the engine until all are answered. Processor time in microseconds."""
        rng, scheduler = random.Random(seed), self.engine.scheduler
        requests = [self._request(f"{seed}-{number}", rng) for number in range(self._requests)]
        steps, blocks = 0, 0
        begun = time.process_time()
        for request in requests:
            scheduler.add_request(request)
        while scheduler.has_requests():
            work = scheduler.schedule()
            steps += 1
            ids = list(work.num_scheduled_tokens)
            found = [scheduler.requests[request_id] for request_id in ids]
            sampled = [[1] if request.num_computed_tokens >= request.num_tokens else [] for request in found]
            places = {request_id: place for place, request_id in enumerate(ids)}
            result = ModelRunnerOutput(req_ids=ids, req_id_to_index=places, sampled_token_ids=sampled)
            scheduler.update_from_output(work, result)
        spent = 1e6 * (time.process_time() - begun)
        blocks = self._requests * -(-(_PROMPT + _ANSWER) // SIZES.block_size)
        return {"us_per_step": spent / steps, "us_per_request": spent / self._requests, "us_per_block": spent / blocks}

    def _request(self, name: str, rng: random.Random) -> EngineRequest:
        return EngineRequest(
            request_id=name,
            prompt_token_ids=[rng.randrange(1000) for _ in range(_PROMPT)],
            sampling_params=SamplingParams(max_tokens=_ANSWER, temperature=0.0, ignore_eos=True),
            pooling_params=None,
            cache_salt=self._salt,
            block_hasher=self.engine.block_hasher,
        )


def measure(rounds: int, requests: int) -> dict[str, dict[str, float]]:
    """Medians over rounds, which the divisions take in turns; the first rounds, that fill the cache, do not count."""
    filling = -(-SIZES.num_blocks * SIZES.block_size // (requests * (_PROMPT + _ANSWER)))
    with tempfile.TemporaryDirectory() as directory:
        places = [Path(directory) / name for name in _DIVISIONS]
        for place in places:
            place.mkdir()
        trials = {name: Trial(name, place, requests) for name, place in zip(_DIVISIONS, places, strict=True)}
        taken: dict[str, list[dict[str, float]]] = {name: [] for name in _DIVISIONS}
        for number in range(filling + rounds):
            for name, trial in trials.items():
                result = trial.round(number)
                if number >= filling:
                    taken[name].append(result)
        for trial in trials.values():
            trial.engine.scheduler.shutdown()
    return {
        name: {key: statistics.median(result[key] for result in results) for key in results[0]}
        for name, results in taken.items()
    }


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness.division_cost", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=64)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.rounds, options.requests)
    if options.json:
        sys.stdout.write(json.dumps({"rounds": options.rounds, "requests": options.requests, **found}, indent=1) + "\n")
        return 0
    for name, result in found.items():
        sys.stdout.write(
            f"{name:7} {result['us_per_step']:8.0f} µs per step {result['us_per_request']:8.0f} µs per request "
            f"{result['us_per_block']:6.2f} µs per block\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
