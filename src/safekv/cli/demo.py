"""`safekv demo`."""


def demo() -> None:
    """Being written."""
