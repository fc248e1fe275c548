"""Joins the monitor's parts: watches requests, raises alerts, restricts tenants that probe.

    who asks, what it sends        ──► Probing ──► Restrictions ──► its own plans      answer: restrict
    which published units are hit  ──► Alerts  ──► the operator
                                          └──────► everybody's plans                   answer: quarantine

The upper line sees one tenant's own requests and acts on that tenant alone, so it tells nobody anything about others.
The lower line sees everybody's and acts on nothing, but under `quarantine`, the rule of the published system, which is
an oracle for that reason: `safekv bench monitor --part oracle` shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic

from safekv.config import Monitor
from safekv.monitor.alerts import Alerts
from safekv.monitor.probing import Probing, Prompt, prompt_of
from safekv.monitor.restrictions import Restriction, Restrictions
from safekv.monitor.signals import UnitT
from safekv.types import BlockKey, TenantId


class Detector(Generic[UnitT]):
    """Watches requests, in the order in which they come and go. Times are in seconds of one clock.

    `guesses` tells whether there is anything to guess: whether content is published that nobody has declared.
    `on_prober` is told of each tenant that was not taken for a prober before.
    """

    def __init__(
        self, settings: Monitor, *, guesses: bool, on_prober: Callable[[Restriction], None] = lambda _: None
    ) -> None:
        self._guesses = guesses
        self._on_prober = on_prober
        self._restricts = settings.answer == "restrict"
        self._quarantines = settings.answer == "quarantine"
        self._tiny = settings.tiny_answer
        self._probing = Probing(probes=settings.probes, forgive=settings.forgive_seconds)
        self.probers = Restrictions(seconds=settings.restriction_seconds)
        """Who seems to guess: restricted, unless the answer is another."""
        self.alerts: Alerts[UnitT] = Alerts(
            seconds=settings.window_seconds,
            growth=settings.growth,
            least=settings.min_hits,
            diversity=settings.diversity,
        )

    @property
    def scores(self) -> tuple[int, int]:
        """Scores above 0, and how many were given up because their tenant had too many."""
        return len(self._probing), self._probing.dropped

    # ── a tenant's own requests ──────────────────────────────────────────────────────────────────

    def asked(self, tenant: TenantId, chain: Sequence[BlockKey], most: int, now: float) -> Prompt | None:
        """A request of a tenant comes in; its answer has `most` tokens at most. `chain`: its private keys.

        What is returned is to be handed to `answered`. One that is tiny by its own words is counted at once, so
        that nobody gains by sending many before the first is answered.
        """
        if not self._guesses or not chain:
            return None
        prompt = prompt_of(tenant, chain)
        if most > self._tiny:
            return prompt
        if self._probing.tiny_answer(prompt, now):
            self._accuse(prompt, now)
        return None

    def answered(self, prompt: Prompt, tokens: int, now: float) -> None:
        """A request has left with an answer of so many tokens; without any, it has told nobody anything."""
        if tokens > self._tiny:
            self._probing.longer_answer(prompt)
        elif tokens and self._probing.tiny_answer(prompt, now):
            self._accuse(prompt, now)

    def restricts(self, tenant: TenantId, now: float) -> bool:
        """Whether a tenant is to be served from its private cache alone."""
        return self._restricts and len(self.probers) > 0 and self.probers.hold(tenant, now)

    # ── published units ──────────────────────────────────────────────────────────────────────────

    def hit(self, unit: UnitT, owner: Hashable, now: float) -> bool:
        """A published unit is hit; whether that has raised an alert, for the operator only."""
        return self.alerts.hit(unit, owner, now)

    def withholds(self, unit: UnitT, now: float) -> bool:
        """Whether a unit is withheld from everybody: never, but under `quarantine`."""
        if not self._quarantines:
            return False
        self.alerts.advance(now)
        return unit in self.alerts

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _accuse(self, prompt: Prompt, now: float) -> None:
        blocks = self._probing.charge(prompt)
        tenant = prompt[0]
        if self.probers.prolong(tenant, now):
            return
        alike = f"prompts that begin with the same {blocks} blocks" if blocks else "prompts of any kind"
        reason = f"many answers of at most {self._tiny} tokens to different {alike}"
        self._on_prober(self.probers.impose(tenant, now, reason))
