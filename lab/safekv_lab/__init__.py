"""SafeKV's laboratory: benchmarks, ChunkGuard's training, a simulator of deployments, the exact audit of the draw."""
