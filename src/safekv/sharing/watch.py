"""Feeds the monitor from the scheduler, and plans requests of restricted tenants without sharing.

Whose a request is comes from its salt; how it begins, from the private keys of its blocks, before any is replaced. A
restriction makes the plan of a request private, and changes nothing else: its vote was taken before.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from safekv.config import Monitor
from safekv.monitor.detector import Detector
from safekv.monitor.probing import Prompt
from safekv.monitor.restrictions import Restriction
from safekv.sharing.chain import EngineRequest
from safekv.sharing.publisher import Publisher
from safekv.types import PRIVATE, Plan, Private, PublishedUnit, TenantId, WriteScope


class Watch:
    """Watches the requests of one engine, on the scheduler's thread. `clock` is monotonic, in seconds.

    `tell` is told of each tenant that is taken for a prober; the edge knows its name, and writes the log.
    """

    def __init__(
        self,
        settings: Monitor,
        *,
        guesses: bool,
        counts: Counter[str],
        tell: Callable[[dict[str, Any]], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._counts = counts
        self._tell = tell
        self._clock = clock
        self._spared = frozenset(settings.spared_groups)
        self._detector: Detector[PublishedUnit] = Detector(settings, guesses=guesses, on_prober=self._report)
        self._asked: dict[EngineRequest, tuple[TenantId, Prompt | None]] = {}

    def admit(self, request: EngineRequest, scope: WriteScope, chosen: Plan) -> Plan:
        """The plan under which a new request is served: the one that was chosen, less of it, or nothing.

        `request.block_hashes` still are its private chain.
        """
        now, tenant = self._clock(), scope.tenant if isinstance(scope, Private) else scope.asker
        restricted = False
        if tenant is not None and scope.group not in self._spared:
            prompt = self._detector.asked(tenant, request.block_hashes, request.max_tokens, now)
            self._asked[request] = (tenant, prompt)
            restricted = self._detector.restricts(tenant, now)
        if not chosen.units:
            return chosen
        owner = scope.owner_mark or tenant
        for unit in chosen.units:
            if self._detector.hit(unit, owner, now):
                self._counts["unit_alerts"] += 1
        if restricted:
            self._counts["requests_restricted"] += 1
            return PRIVATE
        return self._allowed(chosen, now)

    def restricts(self, request: EngineRequest) -> bool:
        """Whether the tenant of a request has been restricted by now, as it waited."""
        asked = self._asked.get(request)
        return asked is not None and self._detector.restricts(asked[0], self._clock())

    def answered(self, request: EngineRequest) -> None:
        """A request leaves."""
        asked = self._asked.pop(request, None)
        if asked is not None and asked[1] is not None:
            self._detector.answered(asked[1], request.num_output_tokens, self._clock())

    @property
    def restricted(self) -> int:
        """How many tenants are restricted to their private cache now."""
        if self._settings.answer != "restrict":
            return 0
        return sum(1 for _ in self._detector.probers.live(self._clock()))

    def describe(self, publisher: Publisher) -> dict[str, Any]:
        """For the operator: the use of published units, and who seems to guess. Times are in seconds from now."""
        now = self._clock()
        self._detector.alerts.advance(now)
        names = {
            resident.published: {"name": declaration.name, "start": resident.unit.start, "end": resident.unit.end}
            for declaration in publisher.declarations
            for resident in declaration.residents
            if resident.published is not None
        }
        scores, dropped = self._detector.scores
        return {
            "answer": self._settings.answer,
            "tiny_answer": self._settings.tiny_answer,
            "window_seconds": self._settings.window_seconds,
            "units": [{**name, **self._use(unit, now)} for unit, name in names.items()],
            "probers": [_describe(one, now) for one in self._detector.probers.live(now)],
            "scores": scores,
            "scores_dropped": dropped,
        }

    def _use(self, unit: PublishedUnit, now: float) -> dict[str, Any]:
        signals = self._detector.alerts.signals
        windows = {"window": signals.current(unit), "window_before": signals.previous(unit)}
        alert = dict(self._detector.alerts).get(unit)
        return {
            **{
                name: {"hits": use.hits, "owners": round(use.owners), "diversity": round(use.diversity, 3)}
                for name, use in windows.items()
            },
            "alert": {"since": alert.since - now, "reason": alert.reason} if alert else None,
        }

    def _allowed(self, chosen: Plan, now: float) -> Plan:
        """The units before the first that is withheld from everybody."""
        keys = 0
        for place, unit in enumerate(chosen.units):
            if self._detector.withholds(unit, now):
                self._counts["plans_cut_by_quarantine"] += 1
                return Plan(units=chosen.units[:place], keys=chosen.keys[:keys]) if place else PRIVATE
            keys += len(unit.keys)
        return chosen

    def _report(self, prober: Restriction) -> None:
        self._counts["probers_noticed"] += 1
        self._tell(
            {
                "tenant": prober.tenant,
                "restricted": self._settings.answer == "restrict",
                "seconds": prober.until - prober.since,
                "reason": prober.reason,
            }
        )


def _describe(prober: Restriction, now: float) -> dict[str, Any]:
    return {
        "tenant": prober.tenant,
        "since": prober.since - now,
        "until": prober.until - now,
        "reason": prober.reason,
    }
