"""Every kind of model and feature that SafeKV has something to say of, and where each is told.

| file | what |
|---|---|
| `caching.py` | the prefix cache, its keys, the scheduler's class |
| `attention.py` | the layers: full, MLA, windows, states; and the live cache |
| `multimodal.py` | images, sounds, videos |
| `generation.py` | encoder-decoder, diffusion, prompts as embeddings |
| `parallel.py` | several devices |
| `tiers.py` | connectors and events |
| `speculation.py` | drafts |
| `adapters.py` | LoRA |
"""

from __future__ import annotations

from safekv.engines.vllm.kinds import (
    adapters,
    attention,
    caching,
    generation,
    multimodal,
    parallel,
    speculation,
    tiers,
)
from safekv.engines.vllm.kinds.base import EngineConfig, Kind, Look, Verdict

LOOKS: tuple[Look, ...] = (
    caching.look,
    attention.look,
    multimodal.look,
    generation.look,
    parallel.look,
    tiers.look,
    speculation.look,
    adapters.look,
)

KINDS: tuple[Kind, ...] = (
    attention.FULL,
    attention.LATENT,
    attention.WINDOWS,
    attention.CHUNKS,
    multimodal.TEXT_ONLY,
    attention.ONLY_WINDOWS,
    attention.SPARSE,
    attention.STATES,
    multimodal.INPUTS,
    generation.ENCODER_DECODER,
    generation.DIFFUSION,
    generation.EMBEDDED_PROMPTS,
    speculation.SPECULATION,
    adapters.ADAPTERS,
    parallel.PARALLEL,
    tiers.CONNECTORS,
    tiers.EVENTS,
)
"""As the documents list them: covered ones first."""


def look(config: EngineConfig) -> Verdict:
    """What all kinds have to say of a configuration."""
    return Verdict(findings=tuple(finding for each in LOOKS for finding in each(config)))
