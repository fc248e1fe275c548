"""Identity: who is asking, and the secrets that follow from it."""
