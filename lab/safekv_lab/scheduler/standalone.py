"""A scheduler on its own, built as the engine would, but without a model: for measurements and for the test harness."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from vllm.config import CacheConfig, ModelConfig, SchedulerConfig, VllmConfig
from vllm.utils.hashing import get_hash_fn_by_name
from vllm.v1.core.kv_cache_utils import get_request_block_hasher, init_none_hash
from vllm.v1.core.sched.async_scheduler import AsyncScheduler
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.kv_cache_interface import FullAttentionSpec, KVCacheConfig, KVCacheGroupSpec, MLAAttentionSpec
from vllm.v1.structured_output import StructuredOutputManager

from safekv.config import POLICY_VARIABLE, SESSION_VARIABLE, load_environment
from safekv.engines.vllm.kinds.caching import SCHEDULER
from safekv.engines.vllm.scheduler import make_scheduler
from safekv.identity.salts import SaltSealer
from safekv.pipeline import open_sealer

_LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
    "num_key_value_heads": 2,
    "vocab_size": 4096,
    "max_position_embeddings": 32768,
    "torch_dtype": "float32",
}


def _full(block_size: int, **more: Any) -> Any:
    return FullAttentionSpec(block_size=block_size, num_kv_heads=1, head_size=1, dtype=torch.float32, **more)


def _latent(block_size: int) -> Any:
    return MLAAttentionSpec(block_size=block_size, num_kv_heads=1, head_size=1, dtype=torch.float32)


SPECS: Mapping[str, Callable[[int], Any]] = {
    "full": _full,
    "MLA": _latent,
    "windows": lambda block_size: _full(block_size, sliding_window=2 * block_size),
    "chunks": lambda block_size: _full(block_size, attention_chunk_size=2 * block_size),
}
"""The engine's specification of the one group of blocks, for each kind of layers that ends up in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The engine's sizes: blocks in tokens, the cache in blocks, requests in tokens."""

    block_size: int
    num_blocks: int
    max_model_len: int
    max_num_seqs: int
    max_batched_tokens: int
    asynchronous: bool = False
    second_runner: bool = False
    """Speak to the worker as to vLLM's second model runner, the one that serves on a GPU."""
    layers: str = "full"
    """What the layers are, as far as a scheduler can see: a key of `SPECS`."""
    order: str = "fcfs"
    """`--scheduling-policy`."""

    @property
    def pin_budget(self) -> int:
        """Blocks that may be pinned beside the null block and the longest request."""
        return self.num_blocks - 1 - -(-self.max_model_len // self.block_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A scheduler, and what belongs to the frontend's side of it."""

    sizes: Sizes
    scheduler: Any
    sealer: SaltSealer
    block_hasher: Callable[[Any], list[Any]]
    environment: Mapping[str, str]
    """What `safekv serve` sets: where its processes find policy and session."""


def build_scoped(sizes: Sizes, policy: Mapping[str, Any], directory: Path, *, tokenizer: Path | None = None) -> Engine:
    """SafeKV's scheduler under `policy`. `directory` is empty, and its path short enough for a socket.

    `tokenizer` is for the release process; without one it can judge nothing.
    """
    config = _vllm_config(sizes, directory, tokenizer)
    variables = _write_session(policy, directory)
    variables["VLLM_USE_V2_MODEL_RUNNER"] = str(int(sizes.second_runner))
    with mock.patch.dict(os.environ, variables):
        scheduler = make_scheduler(**_arguments(sizes, config))
        sealer = open_sealer(*load_environment())
    return Engine(
        sizes=sizes,
        scheduler=scheduler,
        sealer=sealer,
        block_hasher=_hasher(sizes, config),
        environment=variables,
    )


def build_plain(sizes: Sizes, directory: Path) -> Any:
    """vLLM's own scheduler of the same sizes, to compare with."""
    config = _vllm_config(sizes, directory)
    return (AsyncScheduler if sizes.asynchronous else Scheduler)(**_arguments(sizes, config))


def _arguments(sizes: Sizes, config: Any) -> dict[str, Any]:
    spec = SPECS[sizes.layers](sizes.block_size)
    cache = KVCacheConfig(
        num_blocks=sizes.num_blocks,
        kv_cache_tensors=[],
        kv_cache_groups=[KVCacheGroupSpec(["layer"], spec)],
    )
    return {
        "vllm_config": config,
        "kv_cache_config": cache,
        "structured_output_manager": StructuredOutputManager(config),
        "block_size": sizes.block_size,
        "hash_block_size": sizes.block_size,
    }


def _hasher(sizes: Sizes, config: Any) -> Callable[[Any], list[Any]]:
    hash_function = get_hash_fn_by_name(config.cache_config.prefix_caching_hash_algo)
    init_none_hash(hash_function)
    hasher: Callable[[Any], list[Any]] = get_request_block_hasher(sizes.block_size, hash_function)
    return hasher


def _write_session(policy: Mapping[str, Any], directory: Path) -> dict[str, str]:
    path, master = directory / "policy.json", directory / "master.key"
    path.write_text(json.dumps(policy))
    master.touch(mode=0o600)
    master.write_text("5a" * 32)
    return {POLICY_VARIABLE: str(path), SESSION_VARIABLE: str(directory)}


def _vllm_config(sizes: Sizes, directory: Path, tokenizer: Path | None = None) -> Any:
    model = directory / "model"
    model.mkdir()
    (model / "config.json").write_text(json.dumps(_LLAMA))
    config = VllmConfig(
        model_config=ModelConfig(
            model=str(model),
            tokenizer=str(tokenizer) if tokenizer else None,
            skip_tokenizer_init=True,
            dtype="float32",
            max_model_len=sizes.max_model_len,
            seed=0,
        ),
        scheduler_config=SchedulerConfig(
            max_num_seqs=sizes.max_num_seqs,
            max_num_batched_tokens=sizes.max_batched_tokens,
            max_model_len=sizes.max_model_len,
            is_encoder_decoder=False,
            enable_chunked_prefill=True,
            policy=sizes.order,
            scheduler_cls=SCHEDULER,
        ),
        cache_config=CacheConfig(block_size=sizes.block_size, enable_prefix_caching=True),
    )
    config.cache_config.num_gpu_blocks = sizes.num_blocks
    # The CPU platform turns it off, since its workers cannot; a scheduler on its own can.
    config.scheduler_config.async_scheduling = sizes.asynchronous
    return config
