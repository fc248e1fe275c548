"""A scheduler without a model, with its real release process, as a process of its own: `python -m … DIRECTORY SETUP`.

SETUP is a JSON file with policy, tokenizer and the template's markers. Standard input: one line of JSON per command,
each answered by one line. Between commands it steps as the engine does when something wakes it. A tenant is its own
owner; "A of B" is one of B.

    {"ask": tenant, "tokens": […]} ──► {"cached": n}          {"status": true} ──► the operator's `release` status
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vllm.sampling_params import SamplingParams
from vllm.v1.outputs import ModelRunnerOutput
from vllm.v1.request import Request as EngineRequest

from safekv.release import client as release_client
from safekv.scope.keys import write_scope
from safekv.types import Tenant, TenantId
from safekv_lab.scheduler.standalone import Engine, Sizes, build_scoped

BLOCK = 16
SIZES = Sizes(block_size=BLOCK, num_blocks=4000, max_model_len=2048, max_num_seqs=8, max_batched_tokens=2048)
IDLE_SECONDS = 0.02


class Alone:
    """The scheduler, and a worker that samples the same token always."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._names = itertools.count()

    def ask(self, tenant: str, tokens: list[int]) -> int:
        """Cached tokens of a request that is answered before this returns."""
        principal = Tenant(id=TenantId(tenant), owner=tenant.rpartition(" of ")[2])
        scope = write_scope(principal, no_store=False, owner_tag=self._engine.sealer.owner_tag)
        request = EngineRequest(
            request_id=f"r{next(self._names)}",
            prompt_token_ids=tokens,
            sampling_params=SamplingParams(max_tokens=1, temperature=0.0),
            pooling_params=None,
            cache_salt=self._engine.sealer.seal(scope),
            block_hasher=self._engine.block_hasher,
        )
        self._engine.scheduler.add_request(request)
        return self.step()[request.request_id]

    def step(self) -> dict[str, int]:
        """Step until idle; cached tokens of what was answered."""
        scheduler = self._engine.scheduler
        cached: dict[str, int] = {}
        while scheduler.has_requests():
            step = scheduler.schedule()
            names = list(step.num_scheduled_tokens)
            done = [r.num_computed_tokens >= r.num_prompt_tokens for r in map(scheduler.requests.get, names)]
            output = ModelRunnerOutput(
                req_ids=names,
                req_id_to_index={name: place for place, name in enumerate(names)},
                sampled_token_ids=[[3] if ended else [] for ended in done],
            )
            for batch in scheduler.update_from_output(step, output).values():
                cached.update({one.request_id: one.prefill_stats.num_cached_tokens for one in batch.outputs})
        return cached

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """Answer one command."""
        if "ask" in command:
            return {"cached": self.ask(command["ask"], command["tokens"])}
        status: dict[str, Any] = self._engine.scheduler._release.status()
        return status


def lines(idle: Any) -> Iterator[str]:
    """Lines of standard input; `idle` is called while there is none."""
    rest = b""
    while True:
        while not select.select([0], [], [], IDLE_SECONDS)[0]:
            idle()
        data = os.read(0, 2**20)
        if not data:
            return
        *whole, rest = (rest + data).split(b"\n")
        yield from (line.decode() for line in whole)


def answer(value: dict[str, Any]) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main(directory: Path, setup: Path) -> None:
    """Serve until standard input ends."""
    logging.getLogger("vllm").setLevel(logging.CRITICAL)
    release_client.LONGEST_DELAY = 1.0  # a test cannot wait for a minute
    given = json.loads(setup.read_text())
    engine = build_scoped(SIZES, given["policy"], directory, tokenizer=Path(given["tokenizer"]))
    engine.scheduler._release.learn(given["opening"], given["between"])
    os.environ.update(engine.environment)  # which the release process inherits
    engine.scheduler._release.start({})
    alone = Alone(engine)
    answer({"up": True})
    for line in lines(alone.step):
        answer(alone.obey(json.loads(line)))
    engine.scheduler.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
