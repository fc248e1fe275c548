"""What planning and voting cost when very much is published, against vLLM's own hashing of the same prompt.

The cases differ in how far a prompt agrees with a published unit: how long it takes must not tell that.

A set of many published units, built from random texts that begin alike as chat prompts do. Per request: the walk over
the published units, the keys of what is shared, and the search for the unit to vote for.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from vllm.sampling_params import SamplingParams
from vllm.utils.hashing import get_hash_fn_by_name
from vllm.v1.core.kv_cache_utils import get_request_block_hasher, init_none_hash
from vllm.v1.request import Request as EngineRequest

from safekv.scope.messages import Marker, Template, frontier
from safekv.scope.planner import PublishedSet, plan
from safekv.types import BlockKey, Private, PublishedUnit, Shared, TenantId, Unit

BLOCK_SIZE = 16
_OPENING, _END = (900, 1), (901, 900, 2)
_TEMPLATE = Template(opening=[Marker(role="system", tokens=_OPENING)], between=[Marker(role="user", tokens=_END)])
_CALLER = Private(tenant=TenantId("bench"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One prompt; times in seconds. `shared` is how many of its `blocks` are planned as shared."""

    case: str
    blocks: int
    shared: int
    planning: float
    hashing: float


def measure(*, units: int, blocks: int, repeats: int, seed: int, progress: Callable[[str], None]) -> list[Sample]:
    """Plan prompts of `blocks` blocks while `units` units are published; the first of these is as long as a prompt."""
    rng = random.Random(seed)
    progress(f"publishing {units} units")
    long = _text(rng, blocks)
    published = PublishedSet(_published(rng, units, long), block_size=BLOCK_SIZE)
    half = long[: blocks // 2 * BLOCK_SIZE]
    cases: dict[str, Callable[[], list[int]]] = {
        "miss": lambda: _text(rng, blocks),
        "all but the last token of a unit": lambda: [*half[:-1], *_text(rng, blocks - blocks // 2), 11],
        "half": lambda: [*half, *_text(rng, blocks - blocks // 2)],
        "whole": lambda: [*long],
    }
    hasher = _hasher()
    samples = []
    for _, (case, prompt) in itertools.product(range(repeats), cases.items()):
        samples.append(_sample(case, published, [*prompt(), *_END, 5, 6], hasher))
    return samples


def _sample(case: str, published: PublishedSet, tokens: list[int], hasher: Any) -> Sample:
    begun = time.perf_counter()
    chosen = plan(published, _CALLER, tokens)
    end = chosen.units[-1].unit.end if chosen.units else 0
    frontier(_TEMPLATE, tokens, published=end, depth=len(chosen.units), roles=("system",), block_size=BLOCK_SIZE)
    planning = time.perf_counter() - begun
    request = EngineRequest(
        request_id="bench", prompt_token_ids=tokens, sampling_params=SamplingParams(max_tokens=1), pooling_params=None
    )
    request._block_hasher = hasher
    begun = time.perf_counter()
    request.update_block_hashes()
    hashing = time.perf_counter() - begun
    return Sample(case=case, blocks=len(tokens) // BLOCK_SIZE, shared=chosen.depth, planning=planning, hashing=hashing)


def _published(rng: random.Random, units: int, long: list[int]) -> Iterator[PublishedUnit]:
    half = len(long) // 2 // BLOCK_SIZE * BLOCK_SIZE
    yield _materialised(0, long[:half], 0)
    yield _materialised(1, long, half)
    for number in range(2, units):
        yield _materialised(number, _text(rng, 2), 0)


def _materialised(number: int, path: list[int], start: int) -> PublishedUnit:
    keys = (BlockKey(b"%d:%d" % (number, block)) for block in range(start // BLOCK_SIZE, len(path) // BLOCK_SIZE))
    return PublishedUnit(unit=Unit(path=tuple(path), start=start, audience=Shared()), keys=tuple(keys))


def _text(rng: random.Random, blocks: int) -> list[int]:
    """A prompt as it comes over the wire: integers of its own, beginning as all chats do."""
    return [*_OPENING, *(rng.randrange(10, 880) for _ in range(blocks * BLOCK_SIZE - len(_OPENING)))]


def _hasher() -> Any:
    function = get_hash_fn_by_name("sha256")
    init_none_hash(function)
    return get_request_block_hasher(BLOCK_SIZE, function)
