"""When requests arrive, and from which client: recorded, or by a Poisson process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One arrival. `time` in seconds since the start; lengths in tokens, where they were recorded.

    `client` counts the clients from 0; None where nothing is known of them.
    """

    time: float
    client: int | None = None
    prompt_tokens: int | None = None
    output_tokens: int | None = None


def poisson(rng: random.Random, *, rate: float) -> Iterator[Arrival]:
    """Arrivals without end, `rate` per second on average."""
    if rate <= 0:
        raise ValueError("the rate must be above 0")
    time = 0.0
    while True:
        time += rng.expovariate(rate)
        yield Arrival(time=time)
