"""Cache quotas and usage in blocks: what a tenant is guaranteed, its cap, and what it has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Partition(StrEnum):
    """How a cache is partitioned."""

    PLAIN = "plain"
    FAIR = "fair"
    STRICT = "strict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a holder is allotted: `guarantee` and `cap` in blocks.

    In `strict` the cap is what it has, and the guarantee means nothing. `ttl` is how long, in seconds, an idle block of
    the holder lives; None: until it is evicted. Raises ValueError for what cannot be kept.
    """

    cap: int
    guarantee: int = 0
    weight: float = 1.0
    ttl: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.guarantee <= self.cap:
            raise ValueError(f"a guarantee of {self.guarantee} blocks does not lie between 0 and the cap, {self.cap}")
        if not self.weight > 0:
            raise ValueError("a weight must be above 0")
        if self.ttl is not None and not self.ttl > 0:
            raise ValueError("a time to live must be above 0")


@dataclass(slots=True)
class Account:
    """How many blocks a holder has. `live` ones are referenced, `idle` ones only hold content.

    `claim` blocks of its guarantee are awaited. `posted` is the level under which the account stands among the lenders.
    Of idle blocks that left, `woken` were hit and `lost` were not; `use` is their share, 0 to 1, that counts.
    """

    share: Share
    live: int = 0
    idle: int = 0
    claim: int = 0
    posted: float = -math.inf
    woken: float = 0.0
    lost: float = 0.0
    use: float = 1.0

    @property
    def used(self) -> int:
        """Blocks that count towards the quota."""
        return self.live + self.idle

    @property
    def lendable(self) -> int:
        """Idle blocks above the guarantee: what others may take."""
        return max(0, min(self.idle, self.live + self.idle - self.share.guarantee))

    @property
    def level(self) -> float:
        """Blocks above the guarantee, per weight and use."""
        return (self.live + self.idle - self.share.guarantee) / (self.share.weight * self.use)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a cache is used for, in blocks; `live`, `idle` and `free` add up to `capacity`.

    Internal fragmentation is what the partition withholds: `kept`, idle blocks that only their holder may replace, and
    `withheld`, free blocks that only one holder may take.
    """

    capacity: int
    live: int
    idle: int
    free: int
    kept: int
    withheld: int

    @property
    def fragmentation(self) -> float:
        """The part of the cache, 0 to 1, that lies idle or free and cannot go to whoever needs it."""
        return (self.kept + self.withheld) / self.capacity
