"""What SafeKV adds to a request on the scheduler's thread, against vLLM's own block hashing.

Measured on real schedulers without a model: adding a request and letting it go again, with SafeKV's class and with
vLLM's, and vLLM's hashing of the same prompt, all in turn. What counts is the difference of the first two over the
third: a ratio of this machine to itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from vllm.sampling_params import SamplingParams
from vllm.v1.outputs import ModelRunnerOutput
from vllm.v1.request import Request as EngineRequest
from vllm.v1.request import RequestStatus

from safekv.errors import EngineError
from safekv.sharing.control import Command
from safekv.types import Private, TenantId
from safekv_lab.scheduler.standalone import Engine, Sizes, build_plain, build_scoped

BLOCK_SIZE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One request of one case; times in seconds."""

    case: str
    hashing: float
    plain: float
    safekv: float

    @property
    def ratio(self) -> float:
        """What SafeKV adds, over vLLM's hashing."""
        return (self.safekv - self.plain) / self.hashing


def measure(directory: Path, *, blocks: int, repeats: int, progress: Callable[[str], None]) -> list[Sample]:
    """Samples of every case for a prompt of `blocks` blocks and one token more.

    Cases: nothing is published; units are published but not of this prompt; half of the prompt, all of the prompt.
    """
    tokens = [7 + i * 31 % 900 for i in range(blocks * BLOCK_SIZE)]
    cases: dict[str, list[int]] = {
        "nothing published": [],
        "published, miss": [1, *tokens[1:]],
        "published, half": tokens[: blocks // 2 * BLOCK_SIZE],
        "published, whole": tokens,
    }
    plain = build_plain(_sizes(blocks), _fresh(directory / "plain"))
    samples = []
    for number, (case, declared) in enumerate(cases.items()):
        engine = build_scoped(_sizes(blocks), {"mode": "declared"}, _fresh(directory / str(number)))
        if declared:
            _publish(engine, declared)
        _check_planned(engine, [*tokens, 5], len(declared) if case != "published, miss" else 0)
        samples += [_sample(case, engine, plain, [*tokens, 5]) for _ in range(repeats)]
        engine.scheduler.shutdown()
        ratio = median(sample.ratio for sample in samples[-repeats:])
        progress(f"{case}: adds {ratio:.3f} of vLLM's hashing")
    return samples


def _sample(case: str, engine: Engine, plain: Any, tokens: list[int]) -> Sample:
    salt = engine.sealer.seal(Private(tenant=TenantId("bench")))
    request = _request("hashed", tokens, salt, None)
    request._block_hasher = engine.block_hasher
    hashing = _timed(request.update_block_hashes)
    theirs, ours = (_request(name, tokens, salt, engine.block_hasher) for name in ("plain", "safekv"))
    before = _come_and_go(plain, theirs)
    after = _come_and_go(engine.scheduler, ours)
    return Sample(case=case, hashing=hashing, plain=before, safekv=after)


def _check_planned(engine: Engine, tokens: list[int], expected: int) -> None:
    """A benchmark of the wrong path would be worse than none: check how many tokens are planned as shared."""
    request = _request("check", tokens, engine.sealer.seal(Private(tenant=TenantId("bench"))), engine.block_hasher)
    private = list(request.block_hashes)
    engine.scheduler.add_request(request)
    shared = sum(key != own for key, own in zip(request.block_hashes, private, strict=True))
    engine.scheduler.finish_requests(request.request_id, RequestStatus.FINISHED_ABORTED)
    if shared * BLOCK_SIZE != expected:
        raise EngineError(f"{shared * BLOCK_SIZE} tokens were planned as shared, expected {expected}")


def _come_and_go(scheduler: Any, request: Any) -> float:
    def run() -> None:
        scheduler.add_request(request)
        scheduler.finish_requests(request.request_id, RequestStatus.FINISHED_ABORTED)

    return _timed(run)


def _timed(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _request(name: str, tokens: list[int], salt: str, hasher: Any) -> Any:
    return EngineRequest(
        request_id=name,
        prompt_token_ids=json.loads(json.dumps(tokens)),  # integers of its own, as after the wire
        sampling_params=SamplingParams(max_tokens=1),
        pooling_params=None,
        cache_salt=salt,
        block_hasher=hasher,
    )


def _publish(engine: Engine, tokens: list[int]) -> None:
    """Declare a prefix and play the worker that computes it."""
    command = Command(body={"op": "declare", "name": "bench", "group": None, "tokens": tokens, "ends": [len(tokens)]})
    engine.scheduler._commands.obey(command)
    while not command.answer.done():
        step = engine.scheduler.schedule()
        names = list(step.num_scheduled_tokens)
        output = ModelRunnerOutput(
            req_ids=names,
            req_id_to_index={name: index for index, name in enumerate(names)},
            sampled_token_ids=[[3] for _ in names],
        )
        engine.scheduler.update_from_output(step, output)
    command.answer.result()


def _sizes(blocks: int) -> Sizes:
    longest = (blocks + 2) * BLOCK_SIZE
    return Sizes(
        block_size=BLOCK_SIZE,
        num_blocks=4 * blocks,
        max_model_len=longest,
        max_num_seqs=8,
        max_batched_tokens=longest,
    )


def _fresh(directory: Path) -> Path:
    directory.mkdir()
    return directory
