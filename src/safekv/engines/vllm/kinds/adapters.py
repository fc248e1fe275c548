"""LoRA adapters, loaded at the start or at run time. They are not proved."""

from __future__ import annotations

from collections.abc import Iterator

from safekv.engines.vllm.kinds.base import EngineConfig, Finding, Kind, Refused

ADAPTERS = Kind(name="LoRA adapters", note="Content and votes are not yet told apart by adapter.")


def look(config: EngineConfig) -> Iterator[Finding]:
    """Whether adapters may be loaded."""
    if config.lora_config:
        yield Refused(kind=ADAPTERS, said="--enable-lora: adapters are not proved", mend="leave the flag out")
