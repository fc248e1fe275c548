"""Runs ChunkGuard on what an operator declares, in a thread. It is loaded when first needed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from safekv import __version__
from safekv.config import DeclaredPrefix, Policy
from safekv.errors import OperatorError
from safekv.guard.review import Review, review
from safekv.pipeline import open_guard
from safekv.verdicts import Undecided, Verdict

ABSENT = "absent"


class Reviewer:
    """Reviews declarations with the policy's guard, one at a time. Without a guard everything is undecided."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._one_at_a_time = asyncio.Lock()
        self._judge: Callable[[str], Verdict] | None = None
        self._version = ABSENT

    async def review(self, prefix: DeclaredPrefix) -> Review:
        """What the guard says; the event loop goes on meanwhile."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._review, prefix)

    def _review(self, prefix: DeclaredPrefix) -> Review:
        if self._judge is None:
            try:
                guard = open_guard(self._policy, version=__version__, clock=time.monotonic)
            except OperatorError as error:
                absent = Undecided(reason=str(error))
                return review(prefix, lambda _text: absent, ABSENT)
            self._judge, self._version = guard.judge, guard.version
        return review(prefix, self._judge, self._version)
