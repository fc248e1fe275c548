"""What is shared on an engine: declared and released units, from a declaration or a vote to pinned blocks."""
