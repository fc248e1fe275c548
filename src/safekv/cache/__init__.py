"""KV cache management without an engine: prefix lookup, per-tenant quotas, and eviction of KV blocks."""
