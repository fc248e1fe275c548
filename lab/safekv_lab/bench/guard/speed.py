"""How fast each tier reads, on generated text: long units for throughput, chunks of 64 tokens for latency."""

from __future__ import annotations

import os
import resource
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

UNIT_BYTES = 8_000
CHUNK_WORDS = 48
"""About 64 tokens."""
LONG_WORDS = 1_500
"""About 2,000 tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One detector. Rates in MB (10^6 bytes) per second over units, one per repeat; seconds per chunk.

    `harmless_rate` is of units without private parts. `long_median` is in seconds per unit of about 2,000 tokens.
    """

    name: str
    cores: int
    rate: float
    rates: tuple[float, ...]
    harmless_rate: float
    harmless_rates: tuple[float, ...]
    chunk_median: float
    chunk_p99: float
    long_median: float
    memory: int


def measure(
    name: str,
    judge: Callable[[str], object],
    texts: Sequence[str],
    harmless: Sequence[str],
    *,
    cores: int,
    repeats: int,
    seconds: float,
) -> Speed:
    """Time `judge` on the texts as units of about 8 kB and as chunks, and on the harmless ones as units.

    A repeat reads units for `seconds`. `cores` bounds the processors of this thread while it is measured. `memory` is
    by how many bytes the process's peak grew, 0 where it did not.
    """
    units, chunks = cut(texts)
    plain, _ = cut(harmless)
    before = _peak()
    with only(cores):
        judge(units[0])
        rates = tuple(_rate(judge, units, seconds) for _ in range(repeats))
        harmless_rates = tuple(_rate(judge, plain, seconds) for _ in range(repeats))
        times = np.array([_seconds(judge, chunk) for chunk in chunks])
        long = np.array([_seconds(judge, text) for text in long_units(texts, repeats)])
    return Speed(
        name=name,
        cores=cores,
        rate=float(np.median(rates)),
        rates=rates,
        harmless_rate=float(np.median(harmless_rates)),
        harmless_rates=harmless_rates,
        chunk_median=float(np.median(times)),
        chunk_p99=float(np.quantile(times, 0.99)),
        long_median=float(np.median(long)),
        memory=_peak() - before,
    )


def cut(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the texts as units of about 8 kB and as chunks of about 64 tokens."""
    whole = "\n\n".join(texts)
    units = [whole[at : at + UNIT_BYTES] for at in range(0, len(whole), UNIT_BYTES)]
    words = whole.split(" ")
    chunks = [" ".join(words[at : at + CHUNK_WORDS]) for at in range(0, len(words) - CHUNK_WORDS, CHUNK_WORDS)]
    return units, chunks


def long_units(texts: Sequence[str], count: int) -> list[str]:
    """Return units of about 2,000 tokens, different ones where there is text enough."""
    words = "\n\n".join(texts).split(" ")
    starts = [at * LONG_WORDS % max(len(words) - LONG_WORDS, 1) for at in range(count)]
    return [" ".join(words[at : at + LONG_WORDS]) for at in starts]


def _rate(judge: Callable[[str], object], units: Sequence[str], seconds: float) -> float:
    begun, done, at = time.perf_counter(), 0, 0
    while time.perf_counter() - begun < seconds:
        judge(units[at % len(units)])
        done += len(units[at % len(units)].encode())
        at += 1
    return done / (time.perf_counter() - begun) / 1e6


def _seconds(judge: Callable[[str], object], text: str) -> float:
    begun = time.perf_counter()
    judge(text)
    return time.perf_counter() - begun


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def only(cores: int) -> Iterator[None]:
    """Keep this thread to so many processors."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
