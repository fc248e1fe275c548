"""What takes blocks, or what is known of them, out of the engine: connectors, encoder caches, events."""

from __future__ import annotations

from collections.abc import Iterator

from safekv.engines.vllm.kinds.base import EngineConfig, Finding, Kind, Refused

CONNECTORS = Kind(name="KV connectors", note="External tiers may key on tokens and ignore the scope.")
EVENTS = Kind(name="KV events", note="They carry token ids and salts in clear.")


def look(config: EngineConfig) -> Iterator[Finding]:
    """What is attached to the cache."""
    mend = "leave the flag out"
    if config.kv_transfer_config:
        said = "--kv-transfer-config: external tiers may key on tokens and ignore the scope"
        yield Refused(kind=CONNECTORS, said=said, mend=mend)
    if config.ec_transfer_config:
        said = "--ec-transfer-config: encoder caches are shared between tenants"
        yield Refused(kind=CONNECTORS, said=said, mend=mend)
    if config.kv_events_config is not None and config.kv_events_config.enable_kv_cache_events:
        yield Refused(kind=EVENTS, said="--kv-events-config: events carry token ids and salts in clear", mend=mend)
