"""Detectors to compare ChunkGuard with; each optional, and a value says why one is missing."""
