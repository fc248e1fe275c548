"""All traces by name: where a command's `--trace` comes from."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv_lab.bench.traces import azure, lmcache, mooncake, servegen, tau_bench
from safekv_lab.bench.traces.compose import Recipe, compose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from safekv_lab.bench.traces.arrivals import Arrival
    from safekv_lab.bench.traces.call import Call

RECORDED = ("mooncake", "magagent", "taubench", "airline")
"""Traces of recorded requests, in full."""

COMPOSED = ("composed", "azure-code", "azure-conv", "servegen-m-small", "servegen-deepseek-r1")
"""Composed conversations, that begin by a Poisson process or when somebody asked in a recorded trace."""

NAMES = RECORDED + COMPOSED

DRAWING = (39_600.0, 12 * 3600.0)
"""Which part of ServeGen's recordings is drawn from, begin and duration in seconds: of one model there is a day."""


def calls(
    name: str,
    data: Path | None,
    *,
    requests: int | None = None,
    tenants: int | None = None,
    recipe: Recipe | None = None,
    rate: float = 1.0,
    seed: int = 0,
) -> Iterator[Call]:
    """The calls of a trace by name, in order of time; `requests` of them at most, needed for a composed one.

    `data` is the data directory; only `composed` does without. `tenants` and `seed` say whose the conversations of
    a recorded trace are; `recipe` and `rate` (conversations per second) make a composed one.
    Raises OperatorError for an unknown name, and where data are missing.
    """
    if name not in NAMES:
        raise OperatorError(f"{name}: no such trace; there are {', '.join(NAMES)}")
    if name in RECORDED:
        found: Iterator[Call] = iter(_recorded(name, _needed(name, data), tenants=tenants, seed=seed))
    else:
        arrivals = None if name == "composed" else _arrivals(name, _needed(name, data), rate=rate, seed=seed)
        chosen = recipe or Recipe()
        if tenants is not None:
            chosen = dataclasses.replace(chosen, tenants=tenants)
        found = compose(chosen, seed=seed, rate=rate, arrivals=arrivals)
    return itertools.islice(found, requests)


def _needed(name: str, data: Path | None) -> Path:
    if data is None:
        raise OperatorError(f"{name}: a recorded trace; --data names the directory of the data sets")
    return data


def _recorded(name: str, data: Path, *, tenants: int | None, seed: int) -> list[Call]:
    match name:
        case "mooncake":
            return mooncake.read(data, tenants=tenants, seed=seed)
        case "airline":
            return tau_bench.read(data, tenants=tenants, seed=seed)
        case _:
            return lmcache.read(data, name, tenants=tenants, seed=seed)


def _arrivals(name: str, data: Path, *, rate: float, seed: int) -> Iterator[Arrival]:
    source, _, which = name.partition("-")
    if source == "azure":
        return iter(azure.read(data, which))
    begin, duration = DRAWING
    return servegen.draw(servegen.read(data, which), begin=begin, duration=duration, rate=rate, seed=seed)
