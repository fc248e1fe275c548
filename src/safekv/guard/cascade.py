"""The cascade: a unit's text through the tiers, cheapest first, until one of them says sensitive.

A tier may only make the verdict stricter. One that fails, by an exception or for want of its model, makes it
`Undecided`, unless another tier has found something: what could not be judged stays private.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Protocol

from safekv.types import Clean, Finding, Sensitive, Undecided, Verdict

MAX_REMEMBERED = 4096
"""Verdicts kept by content; the oldest is forgotten."""


class Tier(Protocol):
    """One way to judge a text. `version` changes whenever its answers might."""

    @property
    def name(self) -> str:
        """Short, for counts and messages."""
        ...

    @property
    def version(self) -> str:
        """What changes with the answers."""
        ...

    def judge(self, text: str) -> Verdict:
        """The verdict on a unit's whole text. May raise anything; the cascade turns it into `Undecided`."""


class Cascade:
    """Judges units; remembers verdicts by content and guard version. Counts what came of each tier."""

    def __init__(self, tiers: Sequence[Tier], *, clock: Callable[[], float], seconds: float) -> None:
        """`seconds` is the deadline for one unit, checked between tiers by `clock`."""
        self._tiers = tuple(tiers)
        self._clock = clock
        self._seconds = seconds
        self._remembered: OrderedDict[bytes, Verdict] = OrderedDict()
        self.counts: Counter[tuple[str, str]] = Counter()

    @property
    def version(self) -> str:
        """What a verdict depends on beside the text."""
        return "+".join(f"{tier.name}:{tier.version}" for tier in self._tiers)

    def judge(self, text: str) -> Verdict:
        """The verdict on a unit's text. Never raises."""
        key = blake2b(text.encode("utf-8", "surrogatepass"), key=self.version.encode()[:64], digest_size=16).digest()
        verdict = self._remembered.get(key)
        if verdict is None:
            verdict = self.fresh(text)
            if not isinstance(verdict, Undecided):  # a failure may pass
                self._remembered[key] = verdict
                if len(self._remembered) > MAX_REMEMBERED:
                    self._remembered.popitem(last=False)
        return verdict

    def fresh(self, text: str) -> Verdict:
        """The verdict, whatever is remembered. Never raises."""
        if not self._tiers:
            return Undecided(reason="no detector")
        begun = self._clock()
        undecided: Undecided | None = None
        score = 0.0
        for tier in self._tiers:
            verdict = self._ask(tier, text)
            self.counts[tier.name, type(verdict).__name__.lower()] += 1
            match verdict:
                case Sensitive():
                    return verdict
                case Undecided():
                    undecided = undecided or verdict
                case Clean():
                    score = max(score, verdict.score)
            if self._clock() - begun > self._seconds:
                return undecided or Undecided(reason=f"not judged within {self._seconds:g} s")
        return undecided or Clean(score=score)

    @staticmethod
    def _ask(tier: Tier, text: str) -> Verdict:
        try:
            return tier.judge(text)
        except (Exception, MemoryError) as error:
            return Undecided(reason=f"{tier.name} failed: {type(error).__name__}")


class Rules:
    """Tier 1 as a tier: whatever a rule finds is sensitive; without a finding it has no doubt of its own."""

    name = "rules"

    def __init__(self, scan: Callable[[str], Sequence[Finding]], *, version: str) -> None:
        self._scan = scan
        self.version = version

    def judge(self, text: str) -> Verdict:
        """Sensitive with all findings, or clean."""
        findings = tuple(self._scan(text))
        return Sensitive(findings=findings, score=1.0) if findings else Clean(score=0.0)
