"""The `safekv` command."""
