"""tau-bench's airline agents as a trace: 200 conversations, one request per turn of the agent, the policy public.

Source: github.com/sierra-research/tau-bench (MIT); see `safekv_lab.bench.workloads.tau_bench`. The recordings have no
times: conversations start by a Poisson process, and turns follow after exponential gaps.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from typing import TYPE_CHECKING

from safekv.types import TenantId
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.prefixes import Prefixes
from safekv_lab.bench.traces.tenancy import Tenancy
from safekv_lab.bench.workloads import tau_bench

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from pathlib import Path

    from safekv_lab.bench.workloads.workload import Json, Request

FOLDER = "pii_tau_bench"
BLOCK_WORDS = 64
TRAJECTORIES = 200

_EVERYTHING = 1 << 30
_HEAD = "\nassistant\n"


def read(
    data: Path,
    *,
    tenants: int | None = None,
    skew: float = 1.0,
    seed: int = 0,
    rate: float = 0.5,
    gap: float = 10.0,
    tokenize: Callable[[str], Sequence[Hashable]] = str.split,
    block_tokens: int = BLOCK_WORDS,
) -> list[Call]:
    """Read the trajectories, in order of time; blocks are of 64 words, or of what `tokenize` gives.

    Four tenants, each with one trial of every task, unless `tenants` says otherwise (see `Tenancy`). `rate` is in
    conversations per second, `gap` the mean time between turns in seconds.
    Raises OperatorError where the data are missing or not what they should be.
    """
    workload = tau_bench.build(
        data / FOLDER, trajectories=TRAJECTORIES, max_turns=_EVERYTHING, max_characters=_EVERYTHING
    )
    rng = random.Random(seed)
    tenancy = Tenancy(rng, tenants=tenants, skew=skew)
    prefixes = Prefixes(block_tokens)
    public = len(tokenize(_rendered(workload.declared.messages))) // block_tokens
    by_session: defaultdict[str, list[Request]] = defaultdict(list)
    for request in workload.requests:
        by_session[request.session].append(request)
    calls: list[Call] = []
    start = 0.0
    for session, requests in by_session.items():
        start += rng.expovariate(rate)
        times = itertools.accumulate((rng.expovariate(1 / gap) for _ in requests[1:]), initial=start)
        tenant = TenantId(requests[0].tenant) if tenants is None else tenancy.of(session)
        for time, request, answer in zip(times, requests, _answers(requests), strict=True):
            text = _rendered(request.messages)
            tokens, after = tokenize(text + _HEAD), tokenize(text + answer)
            calls.append(_call(time, tenant, request, tokens, after, prefixes=prefixes, public=public))
    return sorted(calls, key=lambda call: call.time)


def _call(
    time: float,
    tenant: TenantId,
    request: Request,
    tokens: Sequence[Hashable],
    after: Sequence[Hashable],
    *,
    prefixes: Prefixes,
    public: int,
) -> Call:
    """One turn: the prompt's tokens, and those with the answer."""
    blocks = prefixes.ids(tokens)
    return Call(
        time=time,
        tenant=tenant,
        session=request.session,
        blocks=blocks,
        block_tokens=prefixes.block_tokens,
        prompt_tokens=len(tokens),
        output_tokens=max(len(after) - len(tokens), 1),
        public=public,
        generated=prefixes.ids(after)[len(blocks) :],
    )


def _answers(requests: Sequence[Request]) -> Iterator[str]:
    """The rendered answer to each request, read off the request that follows; the last one is not recorded."""
    for request, later in itertools.pairwise(requests):
        yield _rendered(later.messages[len(request.messages) : len(request.messages) + 1])
    yield _HEAD


def _rendered(messages: Sequence[Json]) -> str:
    """Messages as text: what is said, and calls of tools as JSON."""
    return "".join(f"\n{message['role']}\n{message['content']}\n{_calls(message)}" for message in messages)


def _calls(message: Json) -> str:
    calls = message.get("tool_calls") or ()
    return "".join(f"{json.dumps(call['function'])}\n" for call in calls)
