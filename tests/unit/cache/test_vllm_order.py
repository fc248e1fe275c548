"""The pool that is not partitioned, with least recently used, against vLLM's own pool: hit for hit."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from safekv.cache.allocator import Allocator
from safekv.cache.entry import Common
from safekv.cache.evict import POLICIES
from safekv.cache.pool import Pool
from safekv.types import BlockKey

block_pool = pytest.importorskip("vllm.v1.core.block_pool")

pytestmark = pytest.mark.engine

CAPACITY = 60


@dataclass
class Request:
    """What vLLM's pool reads of a request, and what both pools gave it."""

    block_hashes: list[BlockKey]
    ours: list[Any] = field(default_factory=list)
    theirs: list[Any] = field(default_factory=list)


def prompt(rng: random.Random) -> list[BlockKey]:
    turns = [rng.randrange(3) for _ in range(rng.randrange(1, 10))]
    return [BlockKey(str(turns[: depth + 1]).encode().ljust(32)) for depth in range(len(turns))]


@pytest.mark.parametrize("seed", range(3))
def test_our_pool_finds_what_vllms_does(seed: int) -> None:
    rng = random.Random(seed)
    ours = Pool(Allocator(capacity=CAPACITY), POLICIES["lru"])
    theirs = block_pool.BlockPool(CAPACITY + 1, True, 16)  # one block is a placeholder
    running: list[Request] = []
    found_in_all = 0
    for now in range(2000):
        if rng.random() < 0.5 and running:
            request = running.pop(rng.randrange(len(running)))
            ours.free(reversed(request.ours), float(now))
            theirs.free_blocks(reversed(request.theirs))
            continue
        request = Request(block_hashes=prompt(rng))
        keys = request.block_hashes
        found = ours.find(keys)
        hits = []
        for key in keys:
            block = theirs.get_cached_block(key, [0])
            if block is None:
                break
            hits += block
        assert len(hits) == found
        found_in_all += found
        ours.touch(ours.lookup(keys[:found]), float(now))
        theirs.touch(hits)
        request.ours, request.theirs = ours.lookup(keys[:found]), hits
        new = ours.allocate(Common.ANONYMOUS, len(keys) - found, float(now))
        assert (new is None) == (theirs.get_num_free_blocks() < len(keys) - found)
        if new is not None:
            request.ours += new.blocks
            request.theirs = request.theirs + theirs.get_new_blocks(len(keys) - found)
            stored = len(keys) - (rng.random() < 0.2)  # the last block is not always full
            for depth in range(found, stored):
                parent = keys[depth - 1] if depth else None
                ours.register(request.ours[depth], keys[depth], parent=parent, depth=depth)
            theirs.cache_full_blocks(request, request.theirs, found, stored, 16, 0)
        running.append(request)
    assert found_in_all > 1000
