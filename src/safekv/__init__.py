"""SafeKV: privacy for shared KV caches in multi-tenant LLM serving."""

__version__ = "0.1.0"
