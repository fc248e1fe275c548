"""The measuring ground of ChunkGuard: corpora with gold spans, splits, metrics, baselines, tables."""
