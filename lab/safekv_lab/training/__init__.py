"""How ChunkGuard's models come about: generated text, training, export, model cards. Never on a request's path."""
