"""How ChunkGuard's models come about: text generated for them, training, export, model cards. Never on a request's path."""
