"""What a voted prefix saves where memory is short: under `isolate`, with charged memory, and with memory saved.

Tenants talk, several turns each, and all begin with one system prompt. On vLLM's scheduler without a model: it says
what each step computes, and the cost model how long that takes. The time of a copy is not in it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from vllm.sampling_params import SamplingParams
from vllm.v1.outputs import ModelRunnerOutput
from vllm.v1.request import Request as EngineRequest

from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.types import Cause, Private, Shared, TenantId, Unit
from safekv_lab.scheduler.standalone import Engine, Sizes, build_scoped

BLOCK = 16
ANSWER = 16
PARALLEL = 8
"""Requests that are under way at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """`tenants` talk `turns` turns each, behind a system prompt of `prefix` blocks, and say `said` tokens a turn."""

    tenants: int
    turns: int
    prefix: int
    said: int
    seed: int

    @property
    def blocks(self) -> int:
        """What all of it takes in the cache when nothing is shared."""
        return self.tenants * (self.prefix + self.turns * (self.said + ANSWER) // BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One arrangement in one cache: prompt tokens, those that were cached, requests a second, and those stopped."""

    arrangement: str
    blocks: int
    prompt_tokens: int
    cached_tokens: int
    requests_per_second: float
    preemptions: int


@dataclass(slots=True, kw_only=True)
class _Talk:
    tenant: str
    tokens: list[int]
    turns: int
    words: random.Random = field(repr=False)


def measure(
    directory: Path,
    load: Workload,
    *,
    parts: list[float],
    of_step: Callable[..., float],
    progress: Callable[[str], None],
) -> list[Row]:
    """Each arrangement, in caches that hold such parts of what the workload takes beside the system's own copy.

    `of_step` is that of a cost model: the seconds of a step.
    """
    rows: list[Row] = []
    for part in parts:
        for arrangement in ("isolate", "charged", "saved"):
            progress(f"{arrangement}, cache for {part:.0%}")
            scratch = directory / f"{len(rows)}"
            scratch.mkdir()
            blocks = int(part * load.blocks) + load.prefix + 1
            rows.append(_play(scratch, load, arrangement, blocks=blocks, of_step=of_step))
    return rows


def _play(directory: Path, load: Workload, arrangement: str, *, blocks: int, of_step: Callable[..., float]) -> Row:
    longest = load.prefix * BLOCK + load.turns * (load.said + ANSWER) + BLOCK
    sizes = Sizes(
        block_size=BLOCK, num_blocks=blocks, max_model_len=longest, max_num_seqs=PARALLEL, max_batched_tokens=2048
    )
    memory = "saved" if arrangement == "saved" else "charged"
    policy = {"mode": "ledger", "ledger": {"memory": memory}, "monitor": {"answer": "alert"}}
    nobody = mock.patch.multiple(ScopedKeys, _open_release=lambda *_: None, _open_log=lambda *_: None)
    with nobody:
        engine = build_scoped(sizes, policy, directory)
    rng = random.Random(load.seed)
    prefix = [rng.randrange(10, 4000) for _ in range(load.prefix * BLOCK)]
    game = _Game(engine, of_step)
    unit = Unit(path=tuple(prefix), start=0, audience=Shared())
    engine.scheduler._publisher.declare("prefix", [unit], cause=Cause.LEDGER)
    game.run_until_idle()
    if arrangement != "isolate":  # pinned all the same: the cache is equally large
        engine.scheduler._publisher.reveal(["prefix"])
    game.seconds = 0.0
    talks = [
        _Talk(tenant=f"t{i}", tokens=[*prefix], turns=load.turns, words=random.Random(f"{load.seed} {i}"))
        for i in range(load.tenants)
    ]
    while talks or game.running:
        while talks and len(game.running) < PARALLEL:
            talk = talks.pop(rng.randrange(len(talks)))
            talk.tokens += [talk.words.randrange(10, 4000) for _ in range(load.said)]
            game.send(talk)
        for talk in game.step():
            talk.turns -= 1
            if talk.turns:
                talks.append(talk)
    engine.scheduler.shutdown()
    counts = game.counts
    return Row(
        arrangement=arrangement,
        blocks=blocks,
        prompt_tokens=counts["prompt"],
        cached_tokens=counts["cached"],
        requests_per_second=counts["requests"] / game.seconds,
        preemptions=counts["preemptions"],
    )


class _Game:
    """Runs the scheduler, and adds up how long its steps take."""

    def __init__(self, engine: Engine, of_step: Callable[..., float]) -> None:
        self._engine = engine
        self._of_step = of_step
        self._scheduler = engine.scheduler
        self.running: dict[str, _Talk] = {}
        self.counts: Counter[str] = Counter()
        self.seconds = 0.0

    def send(self, talk: _Talk) -> None:
        """The next turn of a talk."""
        name = f"r{self.counts['requests']}"
        self.counts["requests"] += 1
        self.counts["prompt"] += len(talk.tokens)
        self.running[name] = talk
        self._scheduler.add_request(
            EngineRequest(
                request_id=name,
                prompt_token_ids=list(talk.tokens),
                sampling_params=SamplingParams(max_tokens=ANSWER, temperature=0.0, ignore_eos=True),
                pooling_params=None,
                cache_salt=self._engine.sealer.seal(Private(tenant=TenantId(talk.tenant))),
                block_hasher=self._engine.block_hasher,
            )
        )

    def run_until_idle(self) -> None:
        """Until nothing is left to do."""
        while self._scheduler.has_requests():
            self.step()

    def step(self) -> list[_Talk]:
        """One step; the talks whose turn it has ended."""
        scheduler = self._scheduler
        output = scheduler.schedule()
        self.counts["preemptions"] += len(output.preempted_req_ids or ())
        names = list(output.num_scheduled_tokens)
        prefill, pairs, answers, context, sampled = 0, 0.0, 0, 0, []
        for name, number in output.num_scheduled_tokens.items():
            request = scheduler.requests[name]
            before = request.num_computed_tokens - number
            if before < request.num_prompt_tokens:
                prefill, pairs = prefill + number, pairs + number * (before + number / 2)
            else:
                answers, context = answers + 1, context + before
            talks = self.running.get(name)
            done = request.num_computed_tokens >= request.num_tokens
            sampled.append([talks.words.randrange(10, 4000) if talks else 3] if done else [])
            if done and talks:
                talks.tokens += sampled[-1]
        self.seconds += self._of_step(prefill=prefill, pairs=pairs, answers=answers, context=context)
        places = {name: place for place, name in enumerate(names)}
        result = ModelRunnerOutput(req_ids=names, req_id_to_index=places, sampled_token_ids=sampled)
        ended = []
        for batch in scheduler.update_from_output(output, result).values():
            for one in batch.outputs:
                if one.request_id in self.running and one.finish_reason is not None:
                    ended.append(self.running.pop(one.request_id))
                if one.prefill_stats is not None:
                    self.counts["cached"] += one.prefill_stats.num_cached_tokens
        return ended
