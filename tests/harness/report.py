"""What a run has done, and what it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What can be wrong."""

    WRONG_READ = "a slot holds the KV of other tokens than the request's"
    FOREIGN_READ = "a slot was written by another private scope"
    UNRELEASED_READ = "a slot of the system's is read by a request that may not read it"
    UNEXPLAINED_HIT = "more tokens are cached than the scope's own history and the declarations explain"
    MISSED_HIT = "a published prefix is not hit whole"
    FOREIGN_KEY = "a block stands under a shared key and is not pinned"
    KEY_OF_TWO_SCOPES = "two scopes store blocks under one key"
    FALSE_PIN = "a pinned block does not hold what the system computed for its unit"
    OVER_BUDGET = "more blocks are pinned than leave room for the longest request"
    LEAK = "blocks or references are not conserved"
    WRONG_TOKEN = "a request got another token than it gets alone"
    STRAY_OUTPUT = "an output belongs to no request of the frontend"
    HANG = "something waits for ever"
    TWO_LEDGERS = "the cache core and the engine disagree about a block"
    TAKEN = "a holder lost a block that was within its share to another"
    OVER_CAP = "a holder has more blocks than its cap"
    STOPPED = "a request was stopped though its holder was within its share"
    OUTLIVED = "a block has rested for longer than its holder's time to live"
    RESTS = "a block rests in the cache that is not to be stored"
    WRONG_HOLDER = "a block counts towards the share of somebody who did not write it"
    CRASH = "the engine raised"


class Violation(Exception):  # noqa: N818 - it is a finding
    """The first thing that is wrong; the run ends with it."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(f"{kind.name}: {kind.value}: {detail}")
        self.kind = kind


@dataclass(slots=True)
class Report:
    """Counts of a run, and its violation if it found one."""

    counts: Counter[str] = field(default_factory=Counter)
    violation: Violation | None = None
    seconds: float = 0.0

    def __str__(self) -> str:
        counts = "  ".join(f"{name} {self.counts[name]}" for name in sorted(self.counts))
        return f"{counts}  seconds {self.seconds:.1f}  violations {int(self.violation is not None)}"
