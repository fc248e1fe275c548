"""The HTTP edge: ASGI middleware in front of the engine's server, for callers and for operators."""
