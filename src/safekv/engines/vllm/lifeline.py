"""Ends the engine's process when its parent, the server, is gone, even after a kill -9."""

from __future__ import annotations

import os
import threading
from multiprocessing import connection, parent_process


def end_with_parent() -> None:
    """Exit at once when the parent process is gone; nothing to do when this process is the server itself.

    An engine left behind by a killed server would keep its memory, and the next start would find none.
    """
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="safekv-lifeline", daemon=True).start()
