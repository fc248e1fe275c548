"""The prefix cache itself: on, under our scheduler, with keys that nobody can make collide."""

from __future__ import annotations

from collections.abc import Iterator

from safekv.engines.vllm.kinds.base import EngineConfig, Finding, Refused

SCHEDULER = "safekv.engines.vllm.scheduler.make_scheduler"


def look(config: EngineConfig) -> Iterator[Finding]:
    """What keeps the scopes from being there at all."""
    cache, scheduler_class = config.cache_config, config.scheduler_config.scheduler_cls
    if scheduler_class != SCHEDULER:
        yield Refused(said=f"--scheduler-cls {scheduler_class}", mend="leave the flag out: `safekv serve` sets its own")
    if not cache.enable_prefix_caching:
        yield _without_cache(config)
    if not cache.prefix_caching_hash_algo.startswith("sha256"):
        yield Refused(
            said=f"--prefix-caching-hash-algo {cache.prefix_caching_hash_algo}: not collision resistant",
            mend="use sha256",
        )


def _without_cache(config: EngineConfig) -> Refused:
    if config.model_config.use_mla and config.device_config.device_type == "cpu":
        return Refused(
            said="the engine has no prefix cache for a model with MLA on a CPU without AMX, so there is nothing to "
            "share",
            mend="serve it on a GPU, or on a CPU with AMX",
        )
    return Refused(
        said="--no-enable-prefix-caching: there is nothing to protect without the prefix cache, which the engine also "
        "turns off for models that cannot have one",
        mend="leave the flag out, or serve the model with plain vLLM",
    )
