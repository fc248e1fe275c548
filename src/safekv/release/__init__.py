"""The release process, both ends: it counts votes, draws, and lets ChunkGuard judge what the draw has won."""
