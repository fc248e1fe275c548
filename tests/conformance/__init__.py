"""Conformance with the real server: `table.py` says what must hold, the tests ask the server."""
