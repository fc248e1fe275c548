"""The entry point of the command `safekv`. It loads the rest only when it is needed.

The engine starts its processes by `spawn`, and these load the script that called this, too; in them there is no command
to carry out.
"""

from __future__ import annotations

import sys

INTERRUPTED = 128 + 2
"""Exit code after Ctrl-C, as shells have it."""

_SPAWNED = "__mp_main__" in sys.modules
"""Whether `multiprocessing` is loading the main script into a new process."""


def main() -> None:
    """Run the command line; Ctrl-C ends it without a stack trace, whenever it comes."""
    if _SPAWNED:
        return
    try:
        from safekv.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if _SPAWNED:
    from safekv.engines.vllm.starting import settle_in

    settle_in()
