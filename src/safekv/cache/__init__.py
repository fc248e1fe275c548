"""The cache core: search, allocation and eviction of KV blocks, without an engine."""
