"""Checks before serving that this vLLM version and configuration are ones that SafeKV was proved on.

Three circles: the version and the source of every method that we override or build on (`check_engine_source`), the
configuration (`check_config`: what was proved, by `kinds`; all else is refused, each with its mend), and the live
scheduler (`check_scheduler`: exact classes, one group of full attention, a trial pin that conserves blocks).
Whatever is not known is refused: a plugin that silently protects nothing is the worst bug we can have.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Callable
from typing import Any

from safekv.engines.vllm import kinds
from safekv.engines.vllm.kinds.attention import live_problem
from safekv.engines.vllm.kinds.base import Verdict
from safekv.engines.vllm.known_sources import KNOWN_SOURCES, RELIED_ON
from safekv.errors import EngineError, UnprovedFeatureError

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


def check_config(config: Any) -> Verdict:
    """Refuse a configuration under which the scopes were not proved. `config` is a VllmConfig.

    Returns what is covered and how. Raises UnprovedFeatureError that lists every problem with its mend.
    """
    verdict = kinds.look(config)
    verdict.enforce()
    return verdict


def check_scheduler(scheduler: Any) -> None:
    """Refuse a live scheduler that is not built as we know it; then pin and unpin a block for trial.

    Raises UnprovedFeatureError, or EngineError when the trial does not conserve blocks.
    """
    if problem := live_problem(scheduler):
        raise UnprovedFeatureError(
            f"{problem}; only one group of blocks, of full attention, is proved: "
            "see what `safekv check` says of the model"
        )
    if scheduler.block_size != scheduler.hash_block_size:
        raise UnprovedFeatureError(
            "hash blocks and cache blocks differ in size; leave the block-size flags at one value"
        )
    _trial_pin(scheduler.kv_cache_manager.block_pool)


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
