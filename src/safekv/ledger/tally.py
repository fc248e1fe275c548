"""Totals of releases, vetoes and expiries for metrics; no unit, no owner."""

from __future__ import annotations

from collections import Counter
from typing import Any

from safekv.verdicts import Category, Clean, Doubt, Sensitive, Undecided, Verdict


class Tally:
    """Counts decisions since the process began. What has not happened yet is there with 0.

    A unit that is vetoed for several categories counts once in each, and once in `vetoed`.
    """

    def __init__(self) -> None:
        self.releases = 0
        self.vetoed = 0
        self.expiries = 0
        self.vetoes = Counter(dict.fromkeys(Category, 0))
        self.undecided = Counter(dict.fromkeys(Doubt, 0))

    def judged(self, verdict: Verdict) -> None:
        """A unit was decided by this verdict, and the ledger has it."""
        match verdict:
            case Clean():
                self.releases += 1
            case Sensitive(findings=findings):
                self.vetoed += 1
                self.vetoes.update({finding.category for finding in findings})
            case Undecided(doubt=doubt):
                self.undecided[doubt] += 1

    def describe(self) -> dict[str, Any]:
        """For the status."""
        return {
            "releases": self.releases,
            "vetoed": self.vetoed,
            "expiries": self.expiries,
            "vetoes": {category.value: count for category, count in self.vetoes.items()},
            "undecided": {doubt.value: count for doubt, count in self.undecided.items()},
        }
