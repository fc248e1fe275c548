"""Checks before serving that this vLLM version and configuration are ones that SafeKV was proved on.

Three circles: the version and the source of every method that we override or build on (`check_engine_source`), the
configuration (`check_config`: features under which the scopes were not proved are refused, each with its mend), and
the live scheduler (`check_scheduler`: exact classes, one full-attention group, a trial pin that conserves blocks).
Whatever is not known is refused: a plugin that silently protects nothing is the worst bug we can have.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from safekv.engines.vllm.known_sources import KNOWN_SOURCES, RELIED_ON
from safekv.errors import EngineError, UnprovedFeatureError

SCHEDULER = "safekv.engines.vllm.scheduler.make_scheduler"
MIDDLEWARE = "safekv.edge.middleware.SafeKVMiddleware"
NO_ENGINE = "vLLM is not installed here; with a GPU: pip install 'vllm==0.32.0', without: make setup"


def engine_version() -> str:
    """The installed engine's version without its build tag. Raises UnprovedFeatureError if there is none."""
    try:
        version: str = importlib.import_module("vllm").__version__
    except ImportError:
        raise UnprovedFeatureError(NO_ENGINE) from None
    return version.partition("+")[0]


def check_engine_source() -> None:
    """Refuse an engine whose version, or whose source below the HTTP layer, is not one that we have read.

    Raises UnprovedFeatureError.
    """
    _check_source(edge=False)


def check_edge_source() -> None:
    """Refuse an engine whose version, or whose HTTP layer's source, is not one that we have read.

    Raises UnprovedFeatureError.
    """
    _check_source(edge=True)


def _check_source(*, edge: bool) -> None:
    version = engine_version()
    known = KNOWN_SOURCES.get(version)
    if known is None:
        raise UnprovedFeatureError(
            f"vLLM {version} is not known to this SafeKV; install one of: {', '.join(sorted(KNOWN_SOURCES))}"
        )
    names = [name for name in RELIED_ON if name.startswith("vllm.entrypoints.") is edge]
    changed = [name for name in names if source_digest(name) != known.get(name)]
    if changed:
        raise UnprovedFeatureError(
            f"vLLM {version} was changed in {', '.join(changed)}, which the scopes rely on; "
            "install the released build, or a SafeKV that knows this one"
        )


def source_digest(name: str) -> str:
    """Digest of the source of `module` or `module:Class.method`, white space at line ends aside."""
    module, _, path = name.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for part in filter(None, path.split(".")):
            found = inspect.getattr_static(found, part) if inspect.isclass(found) else getattr(found, part)
        lines = inspect.getsource(found).splitlines()
    except (ImportError, AttributeError, OSError, TypeError):
        return "missing"
    return hashlib.sha256("\n".join(line.rstrip() for line in lines).encode()).hexdigest()[:16]


def check_config(config: Any) -> None:
    """Refuse a configuration under which the scopes were not proved. `config` is a VllmConfig.

    Raises UnprovedFeatureError that lists every problem with its mend.
    """
    problems = list(_problems(config))
    if problems:
        raise UnprovedFeatureError(
            "this configuration is refused, since the scopes were not proved under it:\n"
            + "\n".join(f"  - {problem}" for problem in problems)
        )


def _problems(config: Any) -> Iterator[str]:
    model, cache, parallel = config.model_config, config.cache_config, config.parallel_config
    scheduler_class = config.scheduler_config.scheduler_cls
    if scheduler_class != SCHEDULER:
        yield f"--scheduler-cls {scheduler_class}: leave the flag out; `safekv serve` sets its own"
    if not cache.enable_prefix_caching:
        yield "--no-enable-prefix-caching: there is nothing to protect without the prefix cache; leave the flag out"
    if not cache.prefix_caching_hash_algo.startswith("sha256"):
        yield f"--prefix-caching-hash-algo {cache.prefix_caching_hash_algo}: not collision resistant; use sha256"
    if model.is_hybrid or model.is_attention_free:
        yield "the model has state-space layers; only full-attention models are proved"
    if model.get_sliding_window() is not None:
        yield "the model has sliding-window attention; start with --disable-sliding-window, or use another model"
    if model.is_encoder_decoder:
        yield "encoder-decoder models are not proved; use a decoder-only model"
    if model.is_multimodal_model:
        yield "multimodal models share an encoder cache between tenants; start with --language-model-only"
    if model.is_diffusion:
        yield "diffusion models are not proved; use an autoregressive model"
    yield from _parallel_problems(parallel)
    features: dict[str, Any] = {
        "--kv-transfer-config: external tiers may key on tokens and ignore the scope": config.kv_transfer_config,
        "--ec-transfer-config: encoder caches are shared between tenants": config.ec_transfer_config,
        "--kv-events-config: events carry token ids and salts in clear": _kv_events(config),
        "--speculative-config: drafts are not proved": config.speculative_config,
        "--enable-lora: adapters are not proved": config.lora_config,
        "--enable-prompt-embeds: embeddings reach the cache": model.enable_prompt_embeds,
    }
    yield from (f"{name}; leave the flag out" for name, value in features.items() if value)


def _parallel_problems(parallel: Any) -> Iterator[str]:
    degrees = {
        "--data-parallel-size": parallel.data_parallel_size,
        "--pipeline-parallel-size": parallel.pipeline_parallel_size,
        "--decode-context-parallel-size": parallel.decode_context_parallel_size,
        "--prefill-context-parallel-size": parallel.prefill_context_parallel_size,
    }
    for flag, degree in degrees.items():
        if degree > 1:
            yield f"{flag} {degree}: only tensor parallelism is proved; set it to 1"


def _kv_events(config: Any) -> bool:
    return config.kv_events_config is not None and config.kv_events_config.enable_kv_cache_events


def check_scheduler(scheduler: Any) -> None:
    """Refuse a live scheduler that is not built as we know it; then pin and unpin a block for trial.

    Raises UnprovedFeatureError, or EngineError when the trial does not conserve blocks.
    """
    manager = scheduler.kv_cache_manager
    coordinator = manager.coordinator
    groups = scheduler.kv_cache_config.kv_cache_groups
    known = ["UnitaryKVCacheCoordinator", "BlockPool", "FullAttentionManager", "FullAttentionSpec"]
    parts = [coordinator, manager.block_pool, *coordinator.single_type_managers]
    found = [type(part).__name__ for part in [*parts, *(group.kv_cache_spec for group in groups)]]
    if found != known:
        raise UnprovedFeatureError(
            f"the engine's cache is built of {', '.join(found)}; only one group of full attention is proved: "
            "use a full-attention model without hybrid layers"
        )
    if scheduler.block_size != scheduler.hash_block_size:
        raise UnprovedFeatureError(
            "hash blocks and cache blocks differ in size; leave the block-size flags at one value"
        )
    _trial_pin(manager.block_pool)


def _trial_pin(pool: Any) -> None:
    before = pool.get_num_free_blocks()
    block = pool.get_new_blocks(1)
    pool.touch(block)
    pool.free_blocks(block)
    held = pool.get_num_free_blocks()
    pool.free_blocks(block)
    if (held, pool.get_num_free_blocks(), block[0].ref_cnt) != (before - 1, before, 0):
        raise EngineError("the engine's block pool does not conserve blocks under a trial pin; it is not the known one")


def check_chain(hasher: Callable[[Any], list[bytes]], probe: Callable[[str], Any]) -> None:
    """Check that salts separate block keys, and that a salted chain goes on over appended tokens.

    `probe(salt)` makes a request of two blocks under a salt. Raises EngineError.
    """
    first, second, again = (list(probe(salt).block_hashes) for salt in ("a", "b", "a"))
    whole = probe("a")
    whole.block_hashes = whole.block_hashes[:1]
    if not (
        len(first) == len(second) == 2
        and first == again
        and not set(first) & set(second)
        and hasher(whole) == first[1:]
    ):
        raise EngineError("the engine's block hashes do not follow the salt as they should; it is not the known one")
