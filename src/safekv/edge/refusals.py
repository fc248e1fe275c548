"""Rate-limited logging of refused requests, by reason. A flood of bad keys makes one line a minute."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 60.0
"""One reason is logged so often at most."""

MOST_REASONS = 64


class Refusals:
    """Counts refusals by status and reason; `log` gets a line for the first, and then for all of a minute.

    Reasons are sentences of ours, without a key in them. `clock` is monotonic, in seconds.
    """

    def __init__(self, log: Callable[[str], object], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._since: dict[str, tuple[float, int]] = {}

    def note(self, status: int, reason: str, address: str | None) -> None:
        """A caller at this address was refused."""
        what, now = f"{status}: {reason}", self._clock()
        if what not in self._since and len(self._since) >= MOST_REASONS:
            what = f"{status}: for other reasons"
        logged, count = self._since.get(what, (now - SECONDS, 0))
        if now - logged < SECONDS:
            self._since[what] = logged, count + 1
            return
        more = f"; and {count} more in the {now - logged:.0f} s before" if count else ""
        self._log(f"refused a request from {address or 'an unknown address'} with {what}{more}")
        self._since[what] = now, 0
