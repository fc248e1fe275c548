"""Speculative decoding: what drafts, and which blocks the engine then keeps. None is proved."""

from __future__ import annotations

from collections.abc import Iterator

from safekv.engines.vllm.kinds.base import EngineConfig, Finding, Kind, Refused

SPECULATION = Kind(name="speculative decoding", note="Drafts change which blocks are computed and kept.")


def look(config: EngineConfig) -> Iterator[Finding]:
    """Whether anything drafts."""
    if config.speculative_config:
        yield Refused(kind=SPECULATION, said="--speculative-config: drafts are not proved", mend="leave the flag out")
