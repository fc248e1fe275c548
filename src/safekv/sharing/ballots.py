"""One vote for each HTTP request, however many requests of the engine it becomes: samples, beams, a list of prompts.

Their ids all carry the random part that vLLM draws once for the HTTP request (`0_cmpl-5b1f…-2-9c0a77d1`); a caller can
choose none of it, since the edge passes no id on.
"""

from __future__ import annotations

import re
from collections import OrderedDict

from safekv.types import OwnerTag

REMEMBERED = 1024
"""HTTP requests of one owner, the latest. Nothing here is bounded over all owners: nobody's vote depends on others."""

_RANDOM_PART = re.compile(r"[0-9a-f]{16,}")


class Ballots:
    """Remembers, by owner, which HTTP requests have had their vote in this period."""

    def __init__(self, *, period_seconds: int) -> None:
        self._period_seconds = period_seconds
        self._period = -1
        self._cast: dict[OwnerTag, OrderedDict[str, None]] = {}

    def cast(self, owner: OwnerTag, request_id: str, *, now: float) -> bool:
        """Whether this is the first that is seen of its HTTP request; no other will be."""
        period = int(now // self._period_seconds)
        if period != self._period:
            self._period = period
            self._cast.clear()
        drawn = _RANDOM_PART.search(request_id)
        http_request = drawn.group() if drawn else request_id
        known = self._cast.setdefault(owner, OrderedDict())
        if http_request in known:
            known.move_to_end(http_request)
            return False
        known[http_request] = None
        if len(known) > REMEMBERED:
            known.popitem(last=False)
        return True
