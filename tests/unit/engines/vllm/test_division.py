"""The cache divided: allotments in blocks, and what is left alone where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("vllm")

from vllm.v1.core.block_pool import BlockPool
from vllm.v1.core.kv_cache_manager import KVCacheManager
from vllm.v1.core.sched.request_queue import FCFSRequestQueue

from safekv.cache.entry import Common
from safekv.config import Cache
from safekv.engines.vllm.cache_pool import AccountedManager, SharedOutPool
from safekv.engines.vllm.division import allot
from safekv.engines.vllm.holders import named
from safekv.errors import EngineError, PolicyError, UnprovedFeatureError
from safekv_lab.scheduler.standalone import Sizes, build_scoped

pytestmark = pytest.mark.engine

SIZES = Sizes(block_size=16, num_blocks=101, max_model_len=160, max_num_seqs=4, max_batched_tokens=64)


def shares_of(*, publishes: bool = True, **cache: Any) -> dict[Any, tuple[int, int]]:
    shares, default = allot(Cache.model_validate(cache), capacity=100, longest=10, publishes=publishes)
    return {holder: (share.guarantee, share.cap) for holder, share in [*shares.items(), ("any other", default)]}


def test_fair_shares() -> None:
    found = shares_of(partition="fair", tenants={"ada": {"guarantee": 0.3, "cap": 0.5}}, default={"guarantee": 0.05})
    assert found == {
        named("ada"): (30, 50),
        Common.SHARED: (25, 25),
        Common.ANONYMOUS: (10, 100),
        "any other": (5, 100),
    }


def test_strict_shares_add_up_to_the_cache() -> None:
    found = shares_of(partition="strict", shared=0.2, tenants={"ada": {"guarantee": 0.3}, "bob": {"guarantee": 0.1}})
    assert found == {
        named("ada"): (30, 30),
        named("bob"): (10, 10),
        Common.SHARED: (20, 20),
        Common.ANONYMOUS: (40, 40),
        "any other": (0, 0),
    }


def test_where_nothing_is_published_nothing_is_kept_for_it() -> None:
    assert shares_of(partition="fair", publishes=False)[Common.SHARED] == (0, 0)


@pytest.mark.parametrize(
    ("cache", "what"),
    [
        ({"partition": "strict", "tenants": {"ada": {"guarantee": 0.09}}}, "tenants.ada"),
        ({"partition": "fair", "tenants": {"ada": {"cap": 0.09}}}, "tenants.ada"),
        ({"partition": "fair", "default": {"cap": 0.09}}, "default"),
        ({"partition": "fair", "shared": 0.1}, "shared"),
        ({"partition": "fair", "tenants": {"ada": {"guarantee": 0.7}}}, "what is left for all others"),
        ({"partition": "strict", "tenants": {"ada": {"guarantee": 0.7}}}, "what is left for all others"),
    ],
)
def test_who_could_never_run_the_longest_request_is_refused(cache: dict[str, Any], what: str) -> None:
    with pytest.raises(UnprovedFeatureError, match=f"too small for the longest request of 10 blocks: {what};"):
        shares_of(**cache)


# ── on a scheduler ───────────────────────────────────────────────────────────────────────────────


@contextmanager
def scheduler(directory: Path, **cache: Any) -> Iterator[Any]:
    engine = build_scoped(SIZES, {"mode": "declared", "cache": cache}, directory)
    yield engine.scheduler
    engine.scheduler.shutdown()


@pytest.fixture
def directory() -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory() as name:  # short enough for a socket
        yield Path(name)


def test_plain_leaves_the_engines_own_pool_and_queues(directory: Path) -> None:
    with scheduler(directory, partition="plain") as found:
        assert found._division is None
        assert found._commands._status()["cache"] is None
        assert type(found.kv_cache_manager) is KVCacheManager
        assert type(found.kv_cache_manager.block_pool) is BlockPool
        assert type(found.waiting) is type(found.kv_holding_waiting) is FCFSRequestQueue
        assert found._publisher.budget == 90


def test_a_division_takes_over_the_pool_that_everybody_refers_to(directory: Path) -> None:
    with scheduler(directory, partition="fair", shared=0.3) as found:
        manager = found.kv_cache_manager
        (blocks_of_requests,) = manager.coordinator.single_type_managers
        assert type(manager) is AccountedManager
        assert type(manager.block_pool) is SharedOutPool
        assert manager.block_pool is blocks_of_requests.block_pool is found._publisher._pool
        assert found._publisher.budget == 20
        assert found._commands._status()["cache"] == {
            "partition": "fair", "blocks": 100, "live": 0, "idle": 0, "free": 100, "kept_from_others": 0
        }  # fmt: skip


def test_blocks_are_taken_for_a_request_or_not_at_all(directory: Path) -> None:
    with scheduler(directory, partition="fair") as found, pytest.raises(EngineError, match="for no request"):
        found.kv_cache_manager.block_pool.get_new_blocks(1)


def test_an_unknown_policy_of_eviction_is_refused(directory: Path) -> None:
    with pytest.raises(PolicyError, match=r"'random' is none of .*lru"):
        build_scoped(SIZES, {"mode": "declared", "cache": {"partition": "fair", "eviction": "random"}}, directory)
