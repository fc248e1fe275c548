"""What shared text costs: the bytes that a token takes in the cache for as long as it is shared."""

from __future__ import annotations

from typing import Any

MIB = 2**20
TOLD_FOR = 1000
"""Tokens that the price is told for."""


def bytes_per_token(config: Any) -> int:
    """About what one token takes on one device, in all layers. `config` is a VllmConfig.

    Taken from the model's configuration: where layers differ in shape, it is that of most.
    """
    from vllm.utils.torch_utils import get_dtype_size, kv_cache_dtype_str_to_dtype  # noqa: PLC0415

    model, parallel = config.model_config, config.parallel_config
    width = model.get_head_size()
    vectors = 1 if model.use_mla else 2 * model.get_num_kv_heads(parallel)
    dtype = kv_cache_dtype_str_to_dtype(config.cache_config.cache_dtype, model)
    return int(vectors * width * model.get_num_layers(parallel) * get_dtype_size(dtype))


def describe_price(config: Any) -> str:
    """What is shared, in which steps, and what that holds of the cache."""
    mib = bytes_per_token(config) * TOLD_FOR / MIB
    return (
        f"whole blocks of {config.cache_config.block_size} tokens; {TOLD_FOR} shared tokens hold about {mib:.3g} MiB "
        "of the cache on each device for as long as they are shared, once for all tenants"
    )
