"""ServeGen's clients: how often each client of a service asks, in windows of ten minutes, and how bursty it is.

Source: github.com/alibaba/ServeGen (Apache-2.0), `data/*/*/chunk-*-trace.csv`. A row has the window's start, requests
per second, coefficient of variation, and the distribution of gaps that fits (Gamma or Weibull: shape, scale). Here
the shape is kept and the scale is set so that the mean gap is that of the rate: in the file the two do not agree, the
fitted scale leaves long silences out.
"""

from __future__ import annotations

import csv
import heapq
import math
import random
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv_lab.bench.traces.arrivals import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FILE = "trace_servegen_clients/client_traces_m-small_deepseek-r1.tar.xz"
MODELS = ("m-small", "deepseek-r1")
WINDOW = 600.0
"""Seconds of a window."""

CALMEST, WILDEST = 50.0, 0.15
"""Bounds of the shape: some fits are degenerate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Ten minutes of one client. `start` in seconds, `rate` per second; `shape` of the gaps, None for exponential."""

    start: float
    rate: float
    pattern: str
    shape: float | None


def read(data: Path, model: str) -> list[tuple[Window, ...]]:
    """Read the windows of each client of one of `MODELS`, those with requests only, in order of time.

    Raises OperatorError where the file is missing or not what it should be.
    """
    path = data / FILE
    try:
        with tarfile.open(path, "r:xz") as archive:
            members = sorted((m for m in archive if f"/{model}/" in m.name and m.name.endswith(".csv")), key=_number)
            texts = [file.read().decode() for m in members if (file := archive.extractfile(m)) is not None]
        return [tuple(_windows(csv.reader(text.splitlines()))) for text in texts]
    except FileNotFoundError:
        raise OperatorError(f"{path}: not found; the data directory holds the folders of the data sets") from None
    except (OSError, tarfile.TarError, ValueError, IndexError) as error:
        raise OperatorError(f"{path}: not ServeGen's clients: {type(error).__name__}") from error


def draw(
    clients: Sequence[Sequence[Window]],
    *,
    begin: float,
    duration: float,
    rate: float,
    seed: int = 0,
) -> Iterator[Arrival]:
    """Draw arrivals between `begin` and `begin + duration`, in seconds of the trace, as from 0, in order of time.

    The clients' rates are scaled by one factor so that `rate` arrivals per second are expected over that time.
    """
    chosen = [[w for w in windows if begin <= w.start < begin + duration] for windows in clients]
    expected = sum(w.rate for windows in chosen for w in windows) * WINDOW / duration
    if expected <= 0:
        return
    streams = [
        _client(random.Random(f"{seed}/{number}"), number, windows, factor=rate / expected, begin=begin)
        for number, windows in enumerate(chosen)
    ]
    yield from heapq.merge(*streams, key=lambda arrival: arrival.time)


def _number(member: tarfile.TarInfo) -> int:
    return int(member.name.rpartition("chunk-")[2].partition("-")[0])


def _windows(rows: Iterator[list[str]]) -> Iterator[Window]:
    for row in rows:
        if row and float(row[1]) > 0:
            shape = min(max(float(row[4]), WILDEST), CALMEST) if row[3] else None
            yield Window(start=float(row[0]), rate=float(row[1]), pattern=row[3], shape=shape)


def _client(
    rng: random.Random, number: int, windows: Sequence[Window], *, factor: float, begin: float
) -> Iterator[Arrival]:
    """One client's arrivals. A window begins at a random place of a gap, so that short ones are not cut to nothing."""
    for window in windows:
        time = window.start - begin + _gap(rng, window, factor) * rng.random()
        end = window.start - begin + WINDOW
        while time < end:
            yield Arrival(time=time, client=number)
            time += _gap(rng, window, factor)


def _gap(rng: random.Random, window: Window, factor: float) -> float:
    """Seconds until the next arrival, 1 / (rate * factor) on average."""
    mean = 1 / (window.rate * factor)
    if window.shape is None:
        return rng.expovariate(1 / mean)
    if window.pattern == "Weibull":
        return mean * rng.weibullvariate(1.0, window.shape) / math.gamma(1 + 1 / window.shape)
    return mean * rng.gammavariate(window.shape, 1 / window.shape)
