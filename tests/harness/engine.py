"""SafeKV's scheduler without a model, in mode `ledger`; so small a cache that preemption and eviction never cease."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from safekv.engines.vllm.scheduler import ScopedKeys
from safekv_lab.scheduler.standalone import Engine, Sizes, build_scoped
from tests.harness.lives import silent_stage

GROUPS = {"alpha": ["ada", "alan"], "beta": ["barbara", "bjarne"]}
LONERS = ["claude", "donald"]
SHAREHOLDERS = ["ada", "alan", "barbara", "claude"]
"""Tenants with a share of their own, where the cache is divided; the others have none."""
TTL = 60
"""Ticks for which an idle block of theirs lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Sizes):
    """The engine's sizes."""

    block_size: int = 16
    num_blocks: int = 40
    max_model_len: int = 192
    max_num_seqs: int = 12
    max_batched_tokens: int = 96
    partition: str = "plain"
    shared: float = 0.0
    guarantee: float = 0.0
    eviction: str = "lru"

    @property
    def pin_budget(self) -> int:
        """Blocks that may be pinned beside the longest request."""
        room = int(self.shared * (self.num_blocks - 1)) if self.shared else self.num_blocks - 1
        return room - -(-self.max_model_len // self.block_size)

    @property
    def cache(self) -> dict[str, Any]:
        """The section of the policy: who has which part of the cache."""
        if self.partition == "plain":
            return {"partition": "plain"}
        share = {"guarantee": self.guarantee, "ttl_seconds": TTL}
        tenants = dict.fromkeys(SHAREHOLDERS, share)
        return {
            "partition": self.partition,
            "eviction": self.eviction,
            "shared": self.shared,
            "tenants": tenants,
        }


def divided(partition: str, **sizes: Any) -> Setting:
    """So small a cache that shares are hardly more than the longest request, or, under `fair`, less."""
    if partition == "fair":
        return Setting(partition="fair", num_blocks=81, shared=0.49, guarantee=0.09, **sizes)
    return Setting(partition=partition, num_blocks=131, shared=0.3, guarantee=0.11, **sizes)


def build(setting: Setting, directory: Path) -> Engine:
    """A scheduler and its frontend's side. `directory` is empty; its path is short enough for a socket."""
    logging.getLogger("vllm").setLevel(logging.CRITICAL)
    policy = {"mode": "ledger", "groups": GROUPS, "cache": setting.cache, "monitor": {"answer": "alert"}}
    with mock.patch.object(ScopedKeys, "_open_release", silent_stage):
        return build_scoped(setting, policy, directory)  # who is restricted misses what the harness promises
