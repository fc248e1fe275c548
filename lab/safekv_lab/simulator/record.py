"""What came of each request, in columns: a million rows in a few dozen megabytes."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field


def _times() -> array[float]:
    return array("d")


def _counts() -> array[int]:
    return array("q")


@dataclass(slots=True, kw_only=True)
class Records:
    """One row per request, in the order in which they were sent. Times in seconds, NaN for what did not happen.

    `ttft` is from sending to the first token, `total` to the last one; `cached` counts prompt tokens that were hit.
    """

    sent: array[float] = field(default_factory=_times)
    ttft: array[float] = field(default_factory=_times)
    total: array[float] = field(default_factory=_times)
    prompt: array[int] = field(default_factory=_counts)
    output: array[int] = field(default_factory=_counts)
    cached: array[int] = field(default_factory=_counts)

    def add(self, *, sent: float, prompt: int, output: int) -> int:
        """A request was sent. Returns its row."""
        self.sent.append(sent)
        self.prompt.append(prompt)
        self.output.append(output)
        self.ttft.append(math.nan)
        self.total.append(math.nan)
        self.cached.append(0)
        return len(self.sent) - 1

    @property
    def refused(self) -> int:
        """Requests that never fit into the memory of an engine, or into their tenant's share."""
        return sum(map(math.isnan, self.total))
