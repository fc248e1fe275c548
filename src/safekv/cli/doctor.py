"""`safekv doctor`: does a running server really protect?"""

from __future__ import annotations


def doctor() -> None:
    """Ask a running server."""
