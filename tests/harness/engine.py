"""SafeKV's scheduler without a model, in mode `ledger`; so small a cache that preemption and eviction never cease."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from safekv.engines.vllm.scheduler import ScopedKeys
from safekv.engines.vllm.standalone import Engine, Sizes, build_scoped
from tests.harness.lives import silent_stage

GROUPS = {"alpha": ["ada", "alan"], "beta": ["barbara", "bjarne"]}
LONERS = ["claude", "donald"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Sizes):
    """The engine's sizes."""

    block_size: int = 16
    num_blocks: int = 40
    max_model_len: int = 192
    max_num_seqs: int = 12
    max_batched_tokens: int = 96


def build(setting: Setting, directory: Path) -> Engine:
    """A scheduler and its frontend's side. `directory` is empty; its path is short enough for a socket."""
    logging.getLogger("vllm").setLevel(logging.CRITICAL)
    with mock.patch.object(ScopedKeys, "_open_release", silent_stage):
        return build_scoped(setting, {"mode": "ledger", "groups": GROUPS}, directory)
