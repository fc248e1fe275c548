"""Which layers a model has, and so what its cache is: one group of blocks that each token is written to once, or more.

Full attention, dense or by latent vectors (MLA), keeps every token; that is what the scopes were made for. Windows keep
the last tokens only, in a group of their own, unless `--disable-hybrid-kv-cache-manager` has the engine keep all tokens
of all layers in one group. State-space and linear layers have a state instead of tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from safekv.engines.vllm.kinds.base import Covered, EngineConfig, Finding, Kind, Proof, Refused

ONE_GROUP = "--disable-hybrid-kv-cache-manager"

FULL = Kind(name="full attention", proof=Proof.SERVER, note="Whole blocks are shared.")
LATENT = Kind(
    name="MLA",
    proof=Proof.HARNESS,
    note="As full attention. On a CPU the engine has a prefix cache for it with AMX only.",
)
WINDOWS = Kind(
    name="sliding windows beside full attention",
    proof=Proof.SERVER,
    flags=ONE_GROUP,
    note="As full attention. All layers keep all tokens, which takes memory; `safekv check` says how much.",
)
CHUNKS = Kind(
    name="chunked attention beside full attention",
    proof=Proof.HARNESS,
    flags=ONE_GROUP,
    note="As sliding windows.",
)
ONLY_WINDOWS = Kind(
    name="sliding windows in all layers",
    note="`--disable-sliding-window` serves it as full attention, with requests no longer than the window.",
)
SPARSE = Kind(name="sparse MLA, with an indexer", note="The indexer's cache is not proved.")
STATES = Kind(name="state-space or linear layers", note="They keep a state per request and boundary, not tokens.")

LOCAL = frozenset({"sliding_attention", "chunked_attention"})
WHOLE = frozenset({"full_attention"})


def look(config: EngineConfig) -> Iterator[Finding]:
    """One finding: what the layers are."""
    model = config.model_config
    if model.is_hybrid or model.is_attention_free:
        yield Refused(
            kind=STATES,
            said="the model has state-space or linear layers, whose states are not proved",
            mend="use a model with attention in all layers",
        )
    elif getattr(model.hf_text_config, "index_topk", None) is not None:
        yield Refused(
            kind=SPARSE,
            said="the model chooses the tokens that it attends to (sparse MLA), and the cache of its indexer is not "
            "proved",
            mend="use a model with plain attention",
        )
    elif (layers := _layers(model)) & LOCAL or _window(model) is not None:
        yield _windows(config, layers)
    else:
        yield Covered(kind=LATENT if model.use_mla else FULL)


def _windows(config: EngineConfig, layers: frozenset[str]) -> Finding:
    model = config.model_config
    if not layers & WHOLE:
        return Refused(
            kind=ONLY_WINDOWS,
            said="the model has sliding-window attention in all its layers, as far as its configuration says, so none "
            "keeps a prefix",
            mend=f"start with --disable-sliding-window --max-model-len {_window(model)}: requests no longer than the "
            "window",
        )
    if unknown := sorted(layers - LOCAL - WHOLE):
        return Refused(
            said=f"the model has layers of a kind that is not known here ({', '.join(unknown)})",
            mend="use a model with full attention",
        )
    if not config.scheduler_config.disable_hybrid_kv_cache_manager:
        return Refused(
            kind=WINDOWS,
            said="the model has sliding-window attention beside full attention, and so several groups of blocks",
            mend=f"start with {ONE_GROUP}, which has all layers in one{_price(model)}",
        )
    kind = CHUNKS if model.attention_chunk_size is not None else WINDOWS
    return Covered(kind=kind, said=f"in one group of blocks{_price(model)}")


def _window(model: Any) -> int | None:
    """Tokens that a window holds; None where no layer has one."""
    window: int | None = model.get_sliding_window()
    chunk: int | None = model.attention_chunk_size
    return chunk if window is None else window


def _each_layer(model: Any) -> Sequence[str]:
    """The kind of each layer, where the configuration lists them."""
    text = model.hf_text_config
    named = getattr(text, "layer_types", None)
    if named is not None:
        return list(named)
    pattern = getattr(text, "hybrid_layer_pattern", None)  # MiMo: 1 is a window
    return [] if pattern is None else ["sliding_attention" if local else "full_attention" for local in pattern]


def _layers(model: Any) -> frozenset[str]:
    return frozenset(_each_layer(model))


def _price(model: Any) -> str:
    """What one group costs: all tokens of a longest request in all layers, instead of the window in some."""
    window, length, layers = _window(model), model.max_model_len, _each_layer(model)
    local = sum(layer in LOCAL for layer in layers)
    if not window or not local or window >= length:
        return ""
    apart = (len(layers) - local) * length + local * window
    more = len(layers) * length / apart
    return f" (a request of {length} tokens then takes {more:.1f} times the memory: {local} of {len(layers)} layers \
keep all its tokens, not the last {window})"


def live_problem(scheduler: Any) -> str:
    """What of the live cache is not as we know it; empty if it is: one group, its blocks kept until they are freed."""
    manager = scheduler.kv_cache_manager
    coordinator = manager.coordinator
    groups = scheduler.kv_cache_config.kv_cache_groups
    parts = [coordinator, manager.block_pool, *coordinator.single_type_managers]
    found = [type(part).__name__ for part in parts]
    specs = [group.kv_cache_spec for group in groups]
    named = ", ".join([*found, *(type(spec).__name__ for spec in specs)])
    if found != _PARTS or len(specs) != 1:
        return f"the engine's cache is built of {named}"
    layers = _layer_specs(specs[0])
    if {type(spec).__name__ for spec in layers} - _SPECS:
        return f"the engine's cache is built of {named}"
    if any(getattr(spec, "non_causal", False) for spec in layers):
        return "the engine's cache holds tokens that depend on later ones"
    return ""


_PARTS = ["UnitaryKVCacheCoordinator", "BlockPool", "FullAttentionManager"]
_SPECS = {"FullAttentionSpec", "MLAAttentionSpec"}


def _layer_specs(spec: Any) -> list[Any]:
    """One specification for the whole group, or, of layers of several shapes, one for each."""
    return list(spec.kv_cache_specs.values()) if type(spec).__name__ == "UniformTypeKVCacheSpecs" else [spec]
