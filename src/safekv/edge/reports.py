"""What the operator is told of the scheduler's status and monitor, with what only the edge knows: tenants' names, and
what of the policy is not shared as it was meant.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from safekv.config import Policy
from safekv.edge.freshness import Freshness
from safekv.edge.metrics_of_usage import with_names
from safekv.types import Mode

logger = logging.getLogger("vllm.safekv.operator")

Ask: TypeAlias = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
"""A command to the scheduler → its answer."""


class Reports:
    """`ask` asks the scheduler; `name_of` gives the name of a tenant that it speaks of by a digest, or None."""

    def __init__(self, policy: Policy, ask: Ask, *, name_of: Callable[[str], str | None], freshness: Freshness) -> None:
        self._policy = policy
        self._ask = ask
        self._name_of = name_of
        self._freshness = freshness
        self._left_out: list[str] = []

    def warn(self) -> None:
        """Say in the log, at the start, what a mode does not do."""
        mode = self._policy.mode
        if self._policy.declared and not mode.publishes:
            logger.warning("mode %s: the policy's declared prefixes are not shared", mode)
        if mode is Mode.DETECTOR:
            logger.warning(
                "mode detector: what ChunkGuard calls clean is shared at once; there is no guarantee when it errs, and "
                "a hit tells that somebody has sent the same. Use it to compare; `mode: ledger` has the guarantee"
            )
        if mode is Mode.SHARE_ALL_UNSAFE:
            logger.warning("mode share-all-unsafe: every tenant can tell what the others have sent")

    def left_out(self, reason: str) -> None:
        """A prefix of the policy is not shared, and why."""
        self._left_out.append(reason)

    async def status(self) -> dict[str, Any]:
        """What is published, the budget, counters, and problems in sentences."""
        status = with_names(await self._ask({"op": "status"}), self._name_of)
        declared = {one["name"] for one in status["declared"]}
        problems = [*status["problems"], *self._freshness.problems(declared)]
        problems += [f"a prefix of the policy is left out: {reason}" for reason in self._left_out]
        if self._policy.declared and not self._policy.mode.publishes:
            problems.append(f"mode {self._policy.mode}: what the policy declares is not shared")
        return {**status, "problems": problems}

    async def monitor(self) -> dict[str, Any]:
        """How published units are used, and who seems to guess."""
        told = await self._ask({"op": "monitor"})
        probers = [{**one, "tenant": self._name_of(one["tenant"])} for one in told["probers"]]
        return {**told, "probers": probers}

    def hear(self, event: dict[str, Any]) -> None:
        """The scheduler takes a tenant for a prober: for the log."""
        restricted = f"is restricted to its private cache for {event['seconds']:.0f} s"
        what = restricted if event["restricted"] else "seems to guess (and is not restricted)"
        name = self._name_of(event["tenant"])
        who = f"the tenant {name!r}" if name is not None else "a tenant that this process has no name for"
        logger.warning("%s %s: %s", who, what, event["reason"])
