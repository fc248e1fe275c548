"""KV cache memory of vLLM on a CPU: checks that it fits, as by default vLLM takes nearly all memory."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from safekv.errors import OperatorError

logger = logging.getLogger("vllm.safekv.memory")

GIB = 2**30
BESIDE = 2 * GIB
"""What the server and the release process take beside the engine."""

CACHE_VARIABLE = "VLLM_CPU_KVCACHE_SPACE"
MEND = f"say how many GiB the cache may have, for instance: {CACHE_VARIABLE}=4 safekv serve …"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a machine has, in bytes."""

    total: int
    available: int


def check_memory(config: Any) -> None:
    """Refuse what the engine would die of once its model is loaded. Nothing is to be done where it runs on a GPU.

    Raises OperatorError.
    """
    from vllm.platforms import current_platform

    if not current_platform.is_cpu():
        return
    memory = _memory()
    cache = config.cache_config
    said = problem(memory, cache.kv_cache_memory_bytes, cache.gpu_memory_utilization) if memory is not None else ""
    if said:
        raise OperatorError(said)


def problem(memory: Memory, cache_bytes: int | None, share: float) -> str:
    """What speaks against a cache of this size, or without one against this share of all memory; empty if nothing."""
    has = f"of {memory.total / GIB:.1f} GiB of memory, {memory.available / GIB:.1f} are free"
    if cache_bytes is None:
        wanted = int(memory.total * share)
        if wanted + BESIDE <= memory.available:
            return ""
        return (
            f"without a GPU the engine takes {share:.0%} of all memory for itself, {wanted / GIB:.1f} GiB, and "
            f"some {BESIDE // GIB} are needed beside it; {has}: {MEND}"
        )
    if cache_bytes <= memory.available:
        return ""
    return (
        f"a cache of {cache_bytes / GIB:.1f} GiB does not fit, {has}: lower {CACHE_VARIABLE} or --kv-cache-memory-bytes"
    )


def _memory() -> Memory | None:
    """Free and total memory as the engine itself counts them; None where it does so otherwise than we know."""
    try:
        from vllm.utils.cpu_resource_utils import get_memory_node_info, get_visible_memory_node

        node = get_memory_node_info(get_visible_memory_node()[0])
        return Memory(total=int(node.total_memory), available=int(node.available_memory))
    except Exception:  # the engine will say itself what it misses
        logger.debug("the engine's count of memory is not known", exc_info=True)
        return None
