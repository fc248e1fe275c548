"""SafeKV's scheduler on vLLM's, as `safekv serve` would build it, but without a model: only its shape."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from vllm.config import CacheConfig, ModelConfig, SchedulerConfig, VllmConfig
from vllm.utils.hashing import get_hash_fn_by_name
from vllm.v1.core.kv_cache_utils import get_request_block_hasher, init_none_hash
from vllm.v1.kv_cache_interface import FullAttentionSpec, KVCacheConfig, KVCacheGroupSpec
from vllm.v1.structured_output import StructuredOutputManager

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, load_environment
from safekv.engines.vllm.compat import SCHEDULER
from safekv.engines.vllm.scheduler import ScopedKeys, make_scheduler
from safekv.identity.salts import SaltSealer
from safekv.pipeline import open_sealer

GROUPS = {"alpha": ["ada", "alan"], "beta": ["barbara", "bjarne"]}
LONERS = ["claude", "donald"]

_LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
    "num_key_value_heads": 2,
    "vocab_size": 1024,
    "max_position_embeddings": 4096,
    "torch_dtype": "float32",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The engine's sizes: a cache so small that preemption and eviction never cease."""

    asynchronous: bool = False
    block_size: int = 16
    num_blocks: int = 48
    max_model_len: int = 192
    max_num_seqs: int = 8
    max_batched_tokens: int = 96

    @property
    def pin_budget(self) -> int:
        """Blocks that may be pinned beside the null block and the longest request."""
        return self.num_blocks - 1 - -(-self.max_model_len // self.block_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The scheduler, and what belongs to the frontend's side of it."""

    setting: Setting
    scheduler: Any
    sealer: SaltSealer
    block_hasher: Callable[[Any], list[Any]]


def build(setting: Setting, directory: Path) -> Engine:
    """A scheduler in mode `declared`. `directory` is empty; its path is short enough for a socket."""
    logging.getLogger("vllm").setLevel(logging.CRITICAL)
    variables = _write_session(directory)
    config = _vllm_config(setting, directory)
    hash_function = get_hash_fn_by_name(config.cache_config.prefix_caching_hash_algo)
    init_none_hash(hash_function)
    with mock.patch.dict(os.environ, variables):
        scheduler: ScopedKeys = make_scheduler(
            vllm_config=config,
            kv_cache_config=_cache_config(setting),
            structured_output_manager=StructuredOutputManager(config),
            block_size=setting.block_size,
            hash_block_size=setting.block_size,
        )
        sealer = open_sealer(*load_environment())
    hasher = get_request_block_hasher(setting.block_size, hash_function)
    return Engine(setting=setting, scheduler=scheduler, sealer=sealer, block_hasher=hasher)


def _write_session(directory: Path) -> dict[str, str]:
    policy, master = directory / "policy.yaml", directory / "master.key"
    policy.write_text(json.dumps({"mode": "declared", "groups": GROUPS}))
    master.touch(mode=0o600)
    master.write_text("5a" * 32)
    return {POLICY_VARIABLE: str(policy), SESSION_VARIABLE: str(directory)}


def _vllm_config(setting: Setting, directory: Path) -> VllmConfig:
    model = directory / "model"
    model.mkdir()
    (model / "config.json").write_text(json.dumps(_LLAMA))
    config = VllmConfig(
        model_config=ModelConfig(
            model=str(model),
            skip_tokenizer_init=True,
            dtype="float32",
            max_model_len=setting.max_model_len,
            seed=0,
        ),
        scheduler_config=SchedulerConfig(
            max_num_seqs=setting.max_num_seqs,
            max_num_batched_tokens=setting.max_batched_tokens,
            max_model_len=setting.max_model_len,
            is_encoder_decoder=False,
            enable_chunked_prefill=True,
            async_scheduling=setting.asynchronous,
            scheduler_cls=SCHEDULER,
        ),
        cache_config=CacheConfig(block_size=setting.block_size, enable_prefix_caching=True),
    )
    config.cache_config.num_gpu_blocks = setting.num_blocks
    # The CPU platform turns it off, for want of a worker that could; ours can.
    config.scheduler_config.async_scheduling = setting.asynchronous
    return config


def _cache_config(setting: Setting) -> KVCacheConfig:
    spec = FullAttentionSpec(block_size=setting.block_size, num_kv_heads=1, head_size=1, dtype=torch.float32)
    return KVCacheConfig(
        num_blocks=setting.num_blocks,
        kv_cache_tensors=[],
        kv_cache_groups=[KVCacheGroupSpec(["layer"], spec)],
    )
